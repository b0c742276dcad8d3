"""Notices about a member's own account, and alerts to administrators and safety officers."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.notices.registry import Kind
from people.roles.table import Role
from web.reading.days import date_format

RECOVERY_ASKED = Kind(
    "recovery_asked",
    _(
        "Someone is asking to get back into your account. If it is not you, stop it on “My "
        "settings”."
    ),
    page="people:me",
    is_for_safety=True,
)
CODE_USED = Kind(
    "code_used",
    _(
        "A code on paper was used to replace your passphrase. If it was not you, make new codes, "
        "then change your passphrase."
    ),
    page="people:second-step",
    is_for_safety=True,
)
MUCH_READ = Kind(
    "much_read",
    _(
        "In one day, someone reached the limit for viewing people, and there were more to see. "
        "Ask the coordinators whether there was a reason."
    ),
)
IDLE = Kind(
    "idle",
    _(
        "You were away for eleven months. An account is erased after twelve. Yours stays, now "
        "that you are back."
    ),
)

NO_VOUCHER = Kind(
    "no_voucher",
    _("A newcomer is waiting, and no one can vouch for them at the moment. See who is waiting."),
    page="people:waiting-newcomers",
)


def key_of_role(role: str, *, first: date, last: date | None) -> str:
    """Return the beginning of the key of a notice about a role given for these days."""
    return "/".join((role, first.isoformat(), last.isoformat() if last else ""))


def _words_of_given(key: str) -> str:
    try:
        name, first, last, *_place = key.split("/")
        role, begins = Role(name), date.fromisoformat(first)
        ends = date.fromisoformat(last) if last else None
    except ValueError:
        return str(ROLE_GIVEN.sentence)
    said = [
        gettext("You have been given a role: %(role)s.") % {"role": role.label},
        str(role.traits.lets_them),
    ]
    if begins > timezone.localdate():
        said.append(gettext("It applies from %(day)s.") % {"day": date_format(begins)})
    else:
        said.append(gettext("It applies now."))
    if ends:
        said.append(gettext("Its last day is %(day)s.") % {"day": date_format(ends)})
    return " ".join(said)


def _words_of_ended(key: str) -> str:
    try:
        role = Role(key.partition("/")[0])
    except ValueError:
        return str(ROLE_ENDED.sentence)
    return gettext("A role of yours has ended: %(role)s.") % {"role": role.label}


ROLE_GIVEN = Kind("role_given", _("You have been given a role."), say=_words_of_given)
ROLE_ENDED = Kind("role_ended", _("A role of yours has ended."), say=_words_of_ended)

OF_A_ROLE = [ROLE_GIVEN, ROLE_ENDED]
KINDS = [RECOVERY_ASKED, CODE_USED, MUCH_READ, IDLE, NO_VOUCHER, *OF_A_ROLE]
