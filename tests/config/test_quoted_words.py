"""A text that names a button or a page names one that exists, in both languages."""

import re

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

from tests.sources import ROOT

# Words of Wagtail and wagtail-localize, in whose pages the reader is then.
OF_THE_STUDIO = [
    *("Add child page", "Publish", "Save draft", "Translate this page", "Unpublish"),
    *("Set schedule", "Schedule to publish"),
]
# Words of a browser and of wagtail-localize's script, and words that are an example.
OTHERS = {
    "en": {
        *("Data savings", "Download PO file", "Upload PO file"),
        # Of Word.
        "Word document (.docx)",
        *("Money", "keep a cash book", "wrong", "true", "false", "not", "kg"),
    },
    "fr": {
        *("Économie de données", "Télécharger un fichier PO", "Transférer un fichier PO"),
        "Document Word (.docx)",
        *("L’argent", "tenir un livre de caisse", "faux", "vrai", "ne… pas", "kg"),
        *("travailleurSE", "travailleur·se"),
    },
}
QUOTED = {"en": re.compile("“([^”%]+)”"), "fr": re.compile(r"«\s([^»%]+?)\s»")}


def texts(language: str) -> list[str]:
    """Return the texts of the catalogue, plurals too."""
    with (ROOT / "locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        messages = [one for one in read_po(file) if one.id]
    found = [one.id if language == "en" else one.string for one in messages]
    return [text for one in found for text in ([one] if isinstance(one, str) else one)]


def of_the_studio(language: str) -> set[str]:
    with override(language):
        return {gettext(word) for word in OF_THE_STUDIO}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_stands_in_quotes_is_on_a_screen(language):
    shown = texts(language)
    known = {*shown, *of_the_studio(language), *OTHERS[language]}
    named = {word for text in shown for word in QUOTED[language].findall(text)}
    assert len(named) > 50
    assert named - known == set()
    assert OTHERS[language] - named == set()
