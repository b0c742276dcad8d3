"""Places outside the site: the pages to which “Leave” may lead, and the mail server."""

from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Pages that anyone could have open. They must not redirect to another host, which a browser without
# JavaScript would refuse. `web.exits` has their names.
EXIT_SITES = {
    "encyclopaedia": "https://www.wikipedia.org/",
    "weather": "https://www.yr.no/",
    "news": "https://www.aljazeera.com/",
    "search": "https://www.bing.com/",
    "maps": "https://www.openstreetmap.org/",
}
PORTS = {"smtp+tls": 587, "smtp+ssl": 465}


def mail_server(url: str) -> dict[str, object]:
    """Return Django's settings for “smtp+tls://name:passphrase@mail.example.org:587”.

    `smtp+ssl` encrypts from the first byte, `smtp+tls` uses STARTTLS; nothing is sent unencrypted.
    Raises ImproperlyConfigured, without quoting the passphrase, for anything else.
    """
    parts = _parts(url)
    if parts is None or parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL must be like smtp+tls://name:passphrase@mail.example.org:587."
        )
    return {
        "EMAIL_BACKEND": "people.contact.mailing.NeutralBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
    }


def is_redis(url: str) -> bool:
    """Whether `url` names a Redis server without a database in it."""
    parts = _parts(url)
    if parts is None or parts.path:
        return False
    return parts.scheme in ("redis", "rediss") and bool(parts.hostname)


def _parts(url: str) -> SplitResult | None:
    """Return the parts of an address, None for one that has none."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None
