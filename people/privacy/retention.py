"""What is deleted about people, and when.

Other apps delete their own rows in modules of the same name.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from people.accounts.models import this_month
from people.models import Invitation, MemberQuerySet, Notice, Recovery, User
from people.notices import kinds
from people.notices.actions import tell
from people.privacy import access_log, erasure
from people.roles import actions as roles
from people.vouching import actions as vouching

NOTICES_KEPT_FOR = timedelta(days=90)
INVITATIONS_KEPT_FOR = timedelta(days=30)
WARNED_AFTER_MONTHS = 11
ERASED_AFTER_MONTHS = 12
# Members are warned this long before erasure, even if the schedule did not run for a while.
WARNED_AT_LEAST = timedelta(days=28)


def forget_old_rows() -> None:
    """Delete what is too old: notices, access records, invitations, vouches, recoveries, roles."""
    now = timezone.now()
    Notice.objects.filter(read_at__lt=now - NOTICES_KEPT_FOR).delete()
    access_log.forget_old()
    Invitation.objects.filter(expires_at__lt=now - INVITATIONS_KEPT_FOR).delete()
    vouching.forget_old()
    Recovery.objects.filter(asked_at__lt=now - Recovery.LIFETIME).delete()
    roles.forget_ended()


def months_ago(months: int) -> date:
    """Return the first day of the month `months` months ago."""
    today = this_month()
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(years, month + 1, 1)


def erase_the_unvouched() -> int:
    """Erase newcomers who got no vouch in time, though someone could have vouched; return how
    many."""
    vouching.wait_longer()
    today = timezone.localdate()
    newcomers = list(User.objects.filter(vouched_on=None, vouch_until__lt=today))
    for user in newcomers:
        erasure.erase(user=user)
    return len(newcomers)


def erase_the_hidden() -> int:
    """Erase accounts that were hidden twelve whole months ago, without a warning, which no one may
    read; return how many. They count from that day: when they were hidden, someone was here."""
    hidden = _idle().filter(hiding__hidden_at__lt=_begin(months_ago(ERASED_AFTER_MONTHS)))
    gone = list(hidden)
    for user in gone:
        erasure.erase(user=user)
    return len(gone)


def warn_the_idle() -> int:
    """Leave a notice for members who have been away for 11 whole months; return for how many."""
    idle = _idle().filter(hiding=None).last_here_before(months_ago(WARNED_AFTER_MONTHS))
    warned = 0
    for user in idle.iterator():
        tell(user, kind=kinds.IDLE, key=_key(user))
        warned += 1
    return warned


def erase_the_idle() -> int:
    """Erase members who have been away for 12 whole months and were warned; return how many."""
    warned_until = timezone.now() - WARNED_AT_LEAST
    idle = _idle().filter(hiding=None).last_here_before(months_ago(ERASED_AFTER_MONTHS))
    gone = 0
    for user in list(idle):
        warned = user.notices.filter(kind=kinds.IDLE.name, key=_key(user))
        if warned.filter(created_at__lte=warned_until).exists():
            erasure.erase(user=user)
            gone += 1
    return gone


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _idle() -> MemberQuerySet:
    # Superusers are never erased: without them no one could let others in.
    return User.objects.filter(is_superuser=False)


def _key(user: User) -> str:
    """Return the key of the warning: one for each time that the member stays away."""
    return f"{user.active_month:%Y-%m}"
