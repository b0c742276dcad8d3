"""The form for a package."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from files.uploads import LARGEST
from web.templatetags.ui import weight


class PackageForm(forms.Form):
    file = forms.FileField(
        label=_("Package"),
        help_text=_("A ZIP that this program made, of at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={
            "empty": _("This file is empty."),
            "invalid": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "required": _("Choose a file first."),
        },
    )

    def clean_file(self) -> bytes:
        """Return the content of the file."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            told = gettext(
                "This package is larger than %(largest)s. The person who looks after the server "
                "can import it there."
            )
            raise ValidationError(told % {"largest": weight(LARGEST)})
        return file.read()
