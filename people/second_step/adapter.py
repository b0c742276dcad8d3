"""allauth's second step, with its secrets sealed under the member's key."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from cms.models import Branding
from people import sealing
from people.models import MemberKey, User


class SecondStepAdapter(DefaultMFAAdapter):
    """Second steps that tell no app and no phone the member's name, sealed under their key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "That code is not right. App codes change every 30 seconds. Every code, from the app "
            "or on paper, works only once. Type another one."
        )
    }

    def get_totp_label(self, user: Any) -> str:
        return Branding.current_name()

    def get_totp_issuer(self) -> str:
        return Branding.current_name()

    def encrypt(self, text: str) -> str:
        owner = _whose()
        return b64encode(sealing.seal(_key_of(owner), text, context=_place(owner))).decode()

    def decrypt(self, encrypted_text: str) -> str:
        owner = _whose()
        return sealing.unseal(_key_of(owner), b64decode(encrypted_text), context=_place(owner))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": Branding.current_name()}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What a phone stores with a passkey: a random code, and the neutral name of the site."""
        name = Branding.current_name()
        return {"id": user.code.bytes, "display_name": name, "name": name}


_comes_back: ContextVar[User | None] = ContextVar("comes_back", default=None)


@contextmanager
def sealed_for(user: User) -> Iterator[None]:
    """Let allauth seal and open the secrets of `user`, who is not signing in or signed in."""
    token = _comes_back.set(user)
    try:
        yield
    finally:
        _comes_back.reset(token)


def _whose() -> User:
    """Return the member who recovers an account, is asked for the second step or is signed in."""
    if user := _comes_back.get():
        return user
    request: Any = context.request
    stage = getattr(request, "_login_stage", None)
    return stage.login.user if stage else request.user


def _key_of(user: User) -> MemberKey:
    if key := getattr(user, "key", None):
        return key
    new = sealing.new_wrapped_key()
    return MemberKey.objects.get_or_create(user=user, defaults=new)[0]


def _place(user: User) -> str:
    return f"mfa.Authenticator:{user.code}:data"
