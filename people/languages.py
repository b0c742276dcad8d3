"""The languages in which people meet; the interface's own languages are a smaller matter."""

from django.utils.translation import get_language_info

SPOKEN = ("en", "fr", "es", "pt", "ru", "zh-hans", "ar", "sw")


def language_name(code: str) -> str:
    """Return what a language is called by those who speak it; the code of one Django never met."""
    try:
        return get_language_info(code)["name_local"]
    except KeyError:
        return code
