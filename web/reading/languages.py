"""The names of languages inside a sentence.

Django's own begin with a capital letter in every language, as in a list. French and others write a
small one inside a sentence, and code never changes the case of a text: so these are in our
catalogues, as each language writes them there.
"""

from django.utils.translation import pgettext_lazy

# Translators: Names of languages, as they are written inside a sentence: “Only in English so far.”
NAMES = {
    "ar": pgettext_lazy("language, inside a sentence", "Arabic"),
    "en": pgettext_lazy("language, inside a sentence", "English"),
    "es": pgettext_lazy("language, inside a sentence", "Spanish"),
    "ff": pgettext_lazy("language, inside a sentence", "Fula"),
    "fon": pgettext_lazy("language, inside a sentence", "Fon"),
    "fr": pgettext_lazy("language, inside a sentence", "French"),
    "ht": pgettext_lazy("language, inside a sentence", "Haitian Creole"),
    "lg": pgettext_lazy("language, inside a sentence", "Luganda"),
    "pt": pgettext_lazy("language, inside a sentence", "Portuguese"),
    "ru": pgettext_lazy("language, inside a sentence", "Russian"),
    "sw": pgettext_lazy("language, inside a sentence", "Swahili"),
    "th": pgettext_lazy("language, inside a sentence", "Thai"),
    "uk": pgettext_lazy("language, inside a sentence", "Ukrainian"),
    "yo": pgettext_lazy("language, inside a sentence", "Yoruba"),
    "zh": pgettext_lazy("language, inside a sentence", "Chinese"),
    "zu": pgettext_lazy("language, inside a sentence", "Zulu"),
}


class Spoken:
    """Content that may be in another `language` than the page."""

    language: str

    @property
    def language_name(self) -> str:
        return in_sentence(self.language)


def in_sentence(code: str) -> str:
    """Return the name of a language in that of the reader, as it is written inside a sentence; for
    one not listed, its code."""
    return str(NAMES.get(code, code))
