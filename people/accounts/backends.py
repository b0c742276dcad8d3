"""How a session finds its member."""

from collections.abc import Sequence
from contextvars import ContextVar
from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.hashers import make_password
from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils import timezone

from people.accounts import passphrases
from people.accounts.models import this_month
from people.models import MemberSession, Organisation, User
from people.notices.queries import latest_unread, shown_to
from people.roles.in_force import Permissions
from people.second_step import actions as second_step
from people.sessions.store import kept_key
from web.declarations import modules_called
from web.prepared import Open, Prepared


class MemberBackend(AuthenticationBackend):
    """allauth's sign-in. Each request loads its member with organisation, roles and latest
    notice."""

    @classmethod
    def _stash_user(cls, user: Any) -> None:
        """Hide suspended accounts from allauth, which then answers as for a wrong passphrase."""

    def _authenticate_by_username(self, username: str, password: str) -> Any:
        # Suspended and hidden accounts are unknown names, so that even their right passphrase takes
        # the same time.
        return self._check_password(User.objects.active().behind(username).first(), password)

    def _mitigate_timing_attack(self, password: str) -> None:
        """Do for an unknown name the work of a wrong passphrase."""
        for reading in passphrases.readings(password):
            make_password(reading)

    def get_user(self, user_id: int) -> User | None:
        """Return the member, or None when they may no longer sign in. One query, or none where
        `member_of` has read them with the session.

        The query gives a row for each of their grants, so that no page has to ask for them again.
        """
        rows = _READ_WITH_SESSION.get()
        if not rows or rows[0][PK] != int(user_id):
            rows = _AS_REQUESTED.rows(member=int(user_id))
        if not rows:
            return None
        user = _built(rows[0])
        if not self.user_can_authenticate(user):
            return None
        user.permissions = Permissions.of(
            user,
            [row[-len(GRANT) :] for row in rows],
            has_second_step=user.has_second_step or not settings.SECOND_STEP_REQUIRED,
        )
        user.notice = shown_to(user)
        user.facts = dict(zip(_facts(), rows[0][FIXED : -len(GRANT)], strict=True))
        _remember_month(user)
        return user


def member_of(request: HttpRequest) -> Any:
    """Return who is signed in, checked as Django does; one query for session and member.

    A session that belongs to no one, or is over, is read by itself: two queries.
    """
    session: Any = request.session
    rows: list[Any] = []
    if session.session_key and not session.is_loaded:
        key, now = kept_key(session.session_key), timezone.now()
        rows = _IN_SESSION.rows(key=key, now=now)
        if rows:
            session.take(*rows[0][-SESSION:])
    read = _READ_WITH_SESSION.set([row[:-SESSION] for row in rows])
    try:
        return get_user(request)
    finally:
        _READ_WITH_SESSION.reset(read)


# The rows of the member whom `member_of` is about to ask for.
_READ_WITH_SESSION: ContextVar[Sequence[Any]] = ContextVar("read_with_session", default=())

# The columns of a row: the account, its organisation, what is noted, the facts, and one of its
# grants.
ACCOUNT = [field.attname for field in User._meta.concrete_fields]
PK = ACCOUNT.index("id")
GROUP = [field.attname for field in Organisation._meta.concrete_fields]
NOTED = ["has_second_step", "latest_unread"]
FIXED = len([*ACCOUNT, *GROUP, *NOTED])
GRANT = ["role", "region", "network", "organisation", "until"]
# After them, where the session is read too: its content and its end.
SESSION = 2


@cache
def _facts() -> dict[str, Combinable]:
    """Return what the apps declare in their `facts`, by name: most members have few of these
    things, and a page asks only for what they have."""
    declared = (module.FACTS for module in modules_called("facts"))
    return {name: fact() for facts in declared for name, fact in facts.items()}


def _as_requested(found: QuerySet[User], *more: str) -> QuerySet[Any, Any]:
    """Return what a request needs of a member, and the columns `more`: a row for each grant."""
    grants = {f"held_{name}": F(f"roles__{name}") for name in GRANT}
    found = found.annotate(
        **grants,
        **_facts(),
        has_second_step=second_step.held(),
        latest_unread=latest_unread(),
    )
    return found.values_list(
        *ACCOUNT,
        *(f"organisation__{name}" for name in GROUP),
        *NOTED,
        *_facts(),
        *grants,
        *more,
    )


def _by_key() -> QuerySet[Any, Any]:
    return _as_requested(User.objects.filter(pk=Open("member", User, "id")))


def _by_session() -> QuerySet[Any, Any]:
    running = User.objects.filter(
        sessions__session_key=Open("key", MemberSession, "session_key"),
        sessions__expire_date__gt=Open("now", MemberSession, "expire_date"),
    )
    return _as_requested(running, "sessions__session_data", "sessions__expire_date")


_AS_REQUESTED = Prepared(_by_key)
_IN_SESSION = Prepared(_by_session)


def _built(row: tuple[Any, ...]) -> Any:
    """Return the member of a row, with their organisation."""
    user: Any = User.from_db(DEFAULT_DB_ALIAS, ACCOUNT, row[: len(ACCOUNT)])
    group = row[len(ACCOUNT) : len(ACCOUNT) + len(GROUP)]
    if user.organisation_id is not None:
        user.organisation = Organisation.from_db(DEFAULT_DB_ALIAS, GROUP, group)
    for name, value in zip(NOTED, row[FIXED - len(NOTED) : FIXED], strict=True):
        setattr(user, name, value)
    return user


def _remember_month(user: User) -> None:
    """Keep the month of their last visit; one more query on the first page of each month."""
    if user.active_month < (month := this_month()):
        User.objects.filter(pk=user.pk).update(active_month=month)
        user.active_month = month
