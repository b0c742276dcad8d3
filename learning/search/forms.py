"""The form with which members search courses, lessons and guides."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from learning.search.queries import Catalogue, Wanted
from people.forms import FindForm, RequestForm
from web import limits
from web.codes import encode
from web.errors import CacheAway
from web.templatetags.ui import minutes, weight

# From a short break to an evening; from a text to a lesson with its pictures.
MINUTES = (10, 20, 30, 60)
BYTES = (10_000, 30_000, 100_000, 300_000)


class SearchForm(RequestForm, FindForm):
    """Finds courses, lessons and guides by the words in them. A valid form gives `looked_for`."""

    name = forms.CharField(
        label=_("Search courses, lessons and the library"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
        error_messages={"max_length": _("This is too long. Use fewer words.")},
    )

    def __init__(self, *args: Any, among: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        spoken = [(code, names[code]) for code in among.languages if code in names]
        subjects = [(encode(one.key), one.title) for one in among.shelves if one.key]
        self.narrow("subject", _("Subject"), subjects)
        self.narrow("language", _("Language"), spoken)
        # Translators: Label of a list of lengths, such as “20 minutes”.
        self.narrow("minutes", _("Takes at most"), [(str(n), minutes(n)) for n in MINUTES])
        # Translators: Label of a list of amounts of data, such as “30 kB”.
        self.narrow("weight", _("Uses at most"), [(str(n), weight(n)) for n in BYTES])

    def clean(self) -> dict[str, Any]:
        """Refuse a form with nothing to look for, and a flood of searches."""
        data = super().clean() or self.cleaned_data
        if not self._may_search():
            raise forms.ValidationError(_("Too many searches. Wait a minute, then search again."))
        if not self.errors and not any(data.values()):
            self.add_error("name", _("Type at least one word."))
        return data

    def _may_search(self) -> bool:
        try:
            return limits.may_try(self.request, "search")
        except CacheAway:
            # The limit spares the server and protects no one: the catalogue goes on, too.
            return True

    def looked_for(self) -> Wanted:
        return Wanted(
            typed=self.wanted["name"],
            subject=self.wanted.get("subject", ""),
            language=self.wanted.get("language", ""),
            minutes=int(self.wanted["minutes"] or 0),
            weight=int(self.wanted["weight"] or 0),
        )
