"""What fields and the studio say, marked so that our catalogues say it in our words.

Without a translation of ours, French takes these sentences from Django and Wagtail, with words that
are not ours (“courriel”), or for a technician.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

ABOUT_A_FIELD = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid value."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Null characters are not allowed."),
    gettext_noop("No file was submitted."),
    gettext_noop("The submitted file is empty."),
)
IN_THE_STUDIO = (
    gettext_noop("The page title as you'd like it to be seen by the public"),
    # wagtailmedia has no French for it: what it counts in a list.
    gettext_noop("media items"),
)
ABOUT_LENGTH = (
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
