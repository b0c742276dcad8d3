"""allauth's forms for the second step, in our words."""

from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.sealing import CannotUnseal
from web.reading.spelling import letters_and_digits

LONGEST_CODE = 40


def _set_up(field: Any) -> None:
    field.label = _("Code")
    field.max_length = LONGEST_CODE
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
    }


def _use_up(user: User, code: str) -> None:
    """Mark a code of an app as used for as long as it would be accepted.

    allauth remembers it for one period only, but also accepts the period before and after.
    """
    fits_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"people.used:{user.pk}:{normalize_user_code(code)}", True, fits_for):
        raise get_adapter().validation_error("incorrect_code")


def _forget_when(step: Authenticator) -> None:
    """Delete the time of use: the time of a visit is private."""
    Authenticator.objects.filter(pk=step.pk).update(last_used_at=None)


class CodeForm(AuthenticateForm):
    """At sign-in: the code of an app, or one from paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_up(self.fields["code"])

    def clean_code(self) -> str:
        self.cleaned_data["code"] = letters_and_digits(self.cleaned_data["code"])
        try:
            code = super().clean_code()
        except CannotUnseal as error:
            raise get_adapter().validation_error("incorrect_code") from error
        if self.authenticator.type == Authenticator.Type.TOTP:
            _use_up(self.user, code)
        return code

    def save(self) -> None:
        super().save()
        _forget_when(self.authenticator)


class AppForm(ActivateTOTPForm):
    """When a member sets up an app: its first code. The session keeps the seed sealed."""

    secret: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kept = context.request.session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if self.secret == kept:
            self.secret = self._opened(kept)
        context.request.session[SECRET_SESSION_KEY] = get_adapter().encrypt(self.secret)
        _set_up(self.fields["code"])

    def _opened(self, kept: str) -> str:
        """Return the seed in `kept`; a new one, to which no code fits, when it does not open."""
        try:
            return get_adapter().decrypt(kept)
        except (CannotUnseal, ValueError):
            return generate_totp_secret()

    def clean_code(self) -> str:
        self.cleaned_data["code"] = letters_and_digits(self.cleaned_data["code"])
        code = super().clean_code()
        _use_up(self.user, code)
        return code


class _Quiet(forms.Form):
    """Refuse anything that is not a passkey's answer, without an error page."""

    def _clean_fields(self) -> None:
        try:
            super()._clean_fields()  # type: ignore[misc]
        except Exception:  # fido2's parsers raise many kinds
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class PasskeyForm(_Quiet, AuthenticateWebAuthnForm):
    """At sign-in: the phone's answer for a passkey."""

    def save(self) -> None:
        super().save()
        _forget_when(self.cleaned_data["credential"])


class NewPasskeyForm(_Quiet, AddWebAuthnForm):
    """When a member sets up a passkey: the new passkey, which gets no name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except forms.ValidationError:
            raise
        except Exception as error:  # as above
            raise get_adapter().validation_error("incorrect_code") from error
