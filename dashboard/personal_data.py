"""What the dashboard keeps about people: only who locked the site down. See
`people.privacy.register`."""

from django.utils.translation import gettext_lazy as _

from people.privacy.register import PersonalData

# What a member did, by the kind of the event.
ACTS = {
    "lock_down": _("site locked down"),
    "lift_lockdown": _("lockdown lifted"),
}

PERSONAL_DATA = PersonalData(records=[], words={}, acts=ACTS)
