"""The form of registering: the name in the room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.accounts import pseudonyms
from web.reading import names
from webinars.joining.names import reads_as_moderator


class RegisterForm(forms.Form):
    """The name that others read in the room."""

    alias = forms.CharField(
        label=_("Your name in the room"),
        help_text=_("Other people see this name. We made one up; change it if you like."),
        max_length=pseudonyms.LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_alias(self) -> str:
        alias = names.tidy(self.cleaned_data["alias"])
        pseudonyms.validate_pseudonym(alias)
        if reads_as_moderator(alias):
            raise forms.ValidationError(
                _("This name is kept for the people who run the webinar. Choose another name.")
            )
        return alias
