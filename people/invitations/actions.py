"""Joining: an invitation that works once, and then a second person who vouches."""

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people import readable_codes
from people.accounts import login_codes, passphrases, pseudonyms
from people.changes import code_from
from people.invitations.permissions import can_invite
from people.models import Invitation, Organisation, RoleGrant, User, Vouch
from people.organisations.permissions import node_for
from people.privacy import events
from people.roles import actions as roles
from people.vouching import actions as vouching
from web.errors import Gone, NotAllowed

GROUPS = 4


class InvitationUnusable(Gone):
    """The code is unknown, used or expired. The sentence does not say which."""

    sentence = _("This code has just been used. Ask for a new one.")


class PseudonymTaken(NotAllowed):
    """A member has this pseudonym or one that looks the same; the sentence suggests a free one."""

    def __init__(self) -> None:
        super().__init__(
            gettext("This pseudonym is taken. How about “%(offer)s”?")
            % {"offer": pseudonyms.offer()}
        )


@transaction.atomic
def invite(*, key: UUID, by: User, organisation: Organisation, role: str = "") -> str:
    """Make an invitation into `organisation` and return its code, which is shown only now.

    `key` is the form's own: sending the form again gives the same invitation and code; sending it
    with another organisation or role makes another invitation. The code is 16 characters out of 31:
    79 bits. The database keeps only a digest of it.
    """
    own_key = code_from(by, key, organisation.code, role)
    code = readable_codes.code_for(own_key, groups=GROUPS)
    invitation, is_new = Invitation.objects.get_or_create(
        code=own_key,
        defaults={
            "digest": readable_codes.digest(code),
            "organisation": organisation,
            "role": role,
            "created_by": by,
            "expires_at": timezone.now() + Invitation.LIFETIME,
        },
    )
    if is_new:
        events.record("invite", actor=by, subject=invitation)
    return code


def find(code: str) -> Invitation | None:
    """Return the open invitation for `code`, in any spelling, or None.

    It closes when its maker's account, or the role that allowed it, ends.
    """
    made = Invitation.objects.select_related("organisation", "created_by")
    invitation = made.filter(digest=readable_codes.digest(code)).first()
    return invitation if invitation and invitation.is_open and _is_backed(invitation) else None


def join(*, code: str, pseudonym: str, passphrase: str) -> User:
    """Make the account for an invitation, and close the invitation.

    The account opens nothing yet: someone other than the inviter has to vouch
    (`people.vouching.actions`). Raises `InvitationUnusable` or `PseudonymTaken`; then nothing was
    changed. If several people use a code at once, only one gets an account: closing the invitation
    is one conditional update. It has no join, because PostgreSQL does not check a join again after
    waiting for another transaction.
    """
    # Outside the transaction, which blocks other writers: only one hash is computed at a time.
    return _join(code=code, pseudonym=pseudonym, hashed=passphrases.hashed(passphrase))


@transaction.atomic
def _join(*, code: str, pseudonym: str, hashed: str) -> User:
    closed = Invitation.objects.filter(
        digest=readable_codes.digest(code),
        used_at=None,
        expires_at__gt=timezone.now(),
    ).update(used_at=timezone.now())
    if not closed:
        raise InvitationUnusable
    invitation = Invitation.objects.select_related("organisation", "created_by").get(
        digest=readable_codes.digest(code)
    )
    if not _is_backed(invitation):
        raise InvitationUnusable
    by = invitation.created_by
    if User.objects.looks_taken(pseudonym):
        raise PseudonymTaken
    user = User(
        pseudonym=pseudonym,
        password=hashed,
        organisation=invitation.organisation,
        time_zone=invitation.organisation.time_zone,
        vouched_on=None,
        vouch_until=timezone.localdate() + vouching.WAITS_FOR,
        new_until=_new_until(),
    )
    _save_new(user)
    if invitation.role:
        node = node_for(by, invitation.organisation)
        # Who may give a role coordinates the organisation from somewhere.
        assert node is not None
        RoleGrant.objects.create(
            user=user,
            role=invitation.role,
            granted_by=by,
            **roles.columns_of(node),
        )
        # The grant itself records who gave it.
        events.record("give_role", actor=None, subject=user)
    Vouch.objects.create(newcomer=user.code, by=by.code, kind=Vouch.Kind.INVITED)
    # Without the invitation: events outlive vouches, and must not show who brought whom.
    events.record("join", actor=user)
    return user


def _save_new(user: User) -> None:
    """Save `user`, with another login code if theirs is taken. Raises `PseudonymTaken`."""
    while True:
        try:
            with transaction.atomic():
                user.save()
            return
        except IntegrityError:
            if not User.objects.filter(login_code=user.login_code).exists():
                raise PseudonymTaken from None
            user.login_code = login_codes.new()


def _is_backed(invitation: Invitation) -> bool:
    """Whether the person who made it may still invite into that organisation."""
    return can_invite(invitation.created_by, invitation.organisation, invitation.role)


def _new_until() -> date | None:
    days = settings.NEWCOMER_DAYS
    return timezone.localdate() + timedelta(days=days) if days else None
