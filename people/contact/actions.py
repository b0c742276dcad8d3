"""A member's e-mail address, sealed; only this module opens it."""

from django.db import transaction

from people import sealing
from people.models import Contact, MemberKey, User
from people.privacy import events


@transaction.atomic
def keep(*, user: User, mail: str) -> None:
    """Seal the e-mail address that `user` gave, replacing any older one; e-mails then go there.

    Keeping the same address again changes nothing. Raises `CannotUnseal` when the master key that
    wraps the member's key is missing.
    """
    if read(user=user) == mail and user.wants_mail:
        return
    key, _is_new = MemberKey.objects.get_or_create(user=user, defaults=sealing.new_wrapped_key())
    sealed = sealing.seal(key, mail, context=_place(user))
    Contact.objects.update_or_create(user=user, defaults={"sealed_mail": sealed})
    _want_mail(user, True)
    events.record("keep_contact", actor=user)


def read(*, user: User) -> str:
    """Return the e-mail address of `user`, empty when they gave none. Nothing else opens it.

    It is for the member's own pages and copy, and for sending e-mails. No page shows it to anyone
    else. Raises `CannotUnseal`.
    """
    contact = Contact.objects.filter(user=user).select_related("user__key").first()
    if contact is None:
        return ""
    return sealing.unseal(contact.user.key, contact.sealed_mail, context=_place(user))


@transaction.atomic
def forget(*, user: User) -> None:
    """Delete the address of `user`; without one this changes nothing."""
    gone, _rows = Contact.objects.filter(user=user).delete()
    if gone:
        events.record("forget_contact", actor=user)
    _want_mail(user, False)


def _want_mail(user: User, wants: bool) -> None:
    # Only this column: saving the whole row could undo a suspension at the same moment.
    User.objects.filter(pk=user.pk).update(wants_mail=wants)
    user.wants_mail = wants


def _place(user: User) -> str:
    return f"people.Contact:{user.code}:sealed_mail"
