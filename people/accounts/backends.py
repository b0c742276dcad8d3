"""How a session finds its member."""

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import F, QuerySet

from people.accounts import passphrases
from people.accounts.models import this_month
from people.models import User
from people.notices.queries import latest_unread, shown_to
from people.roles.in_force import Permissions
from people.second_step import actions as second_step


class MemberBackend(AuthenticationBackend):
    """allauth's sign-in. Each request loads its member with organisation, roles and latest
    notice."""

    @classmethod
    def _stash_user(cls, user: Any) -> None:
        """Hide suspended accounts from allauth, which then answers as for a wrong passphrase."""

    def _authenticate_by_username(self, username: str, password: str) -> Any:
        return self._check_password(User.objects.behind(username).first(), password)

    def _mitigate_timing_attack(self, password: str) -> None:
        """Do for an unknown name the work of a wrong passphrase."""
        for reading in passphrases.readings(password):
            make_password(reading)

    def get_user(self, user_id: int) -> User | None:
        """Return the member, or None when they may no longer sign in. One query.

        The query gives a row for each of their grants, so that no page has to ask for them again.
        """
        rows = list(_as_requested().filter(pk=user_id))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user = rows[0]
        user.permissions = Permissions.of(
            user,
            [
                (
                    row.held_role,
                    row.held_region,
                    row.held_network,
                    row.held_organisation,
                    row.held_until,
                )
                for row in rows
            ],
            has_second_step=user.has_second_step or not settings.SECOND_FACTOR_REQUIRED,
        )
        user.notice = shown_to(user)
        _remember_month(user)
        return user


@cache
def _as_requested() -> QuerySet[Any]:
    """Return all members with what a request needs. Built once, because building takes a
    millisecond."""
    return User.objects.select_related("organisation").annotate(
        held_role=F("roles__role"),
        held_region=F("roles__region"),
        held_network=F("roles__network"),
        held_organisation=F("roles__organisation"),
        held_until=F("roles__until"),
        has_second_step=second_step.held(),
        latest_unread=latest_unread(),
    )


def _remember_month(user: User) -> None:
    """Keep the month of their last visit; one more query on the first page of each month."""
    if user.active_month < (month := this_month()):
        User.objects.filter(pk=user.pk).update(active_month=month)
        user.active_month = month
