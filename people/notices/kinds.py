"""Notices about a member's own account, and alerts to administrators and safety officers."""

from django.utils.translation import gettext_lazy as _

from people.notices.registry import Kind

RECOVERY_ASKED = Kind(
    "recovery_asked",
    _(
        "Someone is asking to get back into your account. If it is not you, stop it on your “Me” "
        "page."
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

KINDS = [RECOVERY_ASKED, CODE_USED, MUCH_READ, IDLE, NO_VOUCHER]
