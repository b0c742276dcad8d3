"""The form with which members find guides."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from learning.library.queries import Library
from people.forms import FindForm
from web.codes import encode


class LibraryForm(FindForm):
    """Finds guides by the words of their titles, by subject and by language."""

    name = forms.CharField(
        # Translators: Label of a field to find documents and guides of the library.
        label=_("Words in the title, or who wrote it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
        error_messages={"max_length": _("This is too long. Use fewer words.")},
    )

    def __init__(self, *args: Any, library: Library, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(settings.LANGUAGES)
        subjects = [(encode(one.key), one.title) for one in library.subjects if one.key]
        self.narrow("subject", _("Subject"), subjects)
        spoken = [(code, known[code]) for code in library.languages if code in known]
        self.narrow("language", _("Language"), spoken)

    def looked_for(self) -> dict[str, str]:
        """Return what `Library.find` asks for."""
        chosen = {name: self.wanted.get(name, "") for name in ("subject", "language")}
        return {"typed": self.wanted.get("name", ""), **chosen}
