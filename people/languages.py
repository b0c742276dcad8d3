"""The languages in which people meet. The interface has fewer."""

# Each language by its own name. The list may grow. It is not a setting, because profiles,
# organisations and webinars store the codes (ISO 639).
SPOKEN = {
    "ar": "العربية",
    "en": "English",
    "es": "Español",
    "fon": "Fɔngbè",
    "fr": "Français",
    "ff": "Fulfulde",
    "ht": "Kreyòl ayisyen",
    "lg": "Luganda",
    "pt": "Português",
    "ru": "Русский",
    "sw": "Kiswahili",
    "th": "ไทย",
    "uk": "Українська",
    "yo": "Yorùbá",
    "zh": "中文",
    "zu": "isiZulu",
}


def language_name(code: str) -> str:
    """Return the name of a language in that language; for one not listed, its code."""
    return SPOKEN.get(code, code)
