"""What allauth may do here."""

import hmac
import secrets
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import clear_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from people.accounts import line
from people.models import User
from people.sessions import stepup
from web import exits
from web.reading import names

# A person with one address can often use any other address in the network around it.
IPV4_PREFIX, IPV6_PREFIX = 24, 64


class MemberAdapter(DefaultAccountAdapter):
    """No open sign-up. Limits keep no address, and refuse no right passphrase, however many wrong
    ones came before it: they only slow down (`people.accounts.line`)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "The pseudonym or the passphrase is wrong. Compare each word with what you wrote down."
        ),
        "too_many_login_attempts": _(
            "Too many wrong tries came from your network, so each one now takes a little longer. "
            "The pseudonym or the passphrase is wrong. Compare each word with what you wrote down."
        ),
        "busy": line.Busy.sentence,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether sign-in may lead to `url` afterwards."""
        return exits.is_ours(url or "")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a pseudonym of the visitor's network, under a key forgotten within a day."""
        key = cache.get_or_set("people.address-key", lambda: secrets.token_bytes(32), 86_400)
        network = _network_around(super().get_client_ip(request))
        return hmac.digest(key, network.encode(), "sha256").hex()  # type: ignore[arg-type]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count the guesses at an account per network: guesses from elsewhere never lock it."""
        account = names.key(credentials.get("username", ""))
        return f"{account}:{self.get_client_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse nothing: `authenticate` slows down."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return the member if the passphrase is right; slow down after many wrong ones.

        Marks the request as busy, for `people.accounts.views.sign_in`, when there is no place.
        """
        account = self._get_login_attempts_cache_key(request, **credentials)
        usage = ratelimit.consume(
            request, app="allauth.account", action="login_failed", key=account
        )
        self._login_failed_rl_usage = usage
        try:
            with line.place(turn="" if usage else account):
                user = super().authenticate(request, **credentials)
        except line.Busy as error:
            request.is_busy = True  # type: ignore[attr-defined]
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("busy") from error
        if user is None and not usage:
            raise self.validation_error("too_many_login_attempts")
        return user

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        # allauth's record of the sign-in contains the pseudonym, and would stay in the session
        # until the second step is given.
        clear_authentication_records(request)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        clear_authentication_records(request)
        stepup.remember(request)
        return super().post_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Let allauth ask what every view of the site asks."""
        return not stepup.is_fresh(context.request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Add nothing: allauth's messages contain the pseudonym and would put it in the session."""


def _network_around(address: str) -> str:
    """Return the network of `address`; an IPv4 address written as IPv6 counts as IPv4."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    prefix = IPV6_PREFIX if isinstance(ip, IPv6Address) else IPV4_PREFIX
    return str(ip_network((ip, prefix), strict=False))
