"""The form of registering: the name in the room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.aliases.fields import AliasField


class RegisterForm(forms.Form):
    """The name that others read in the room."""

    alias = AliasField(
        label=_("Your name in the room"),
        help_text=_("Other people see this name. We made one up; change it if you like."),
        kept=_("This name is kept for the people who run the webinar. Choose another name."),
    )
