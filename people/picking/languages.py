"""Languages by their own names, and by those in the languages of the site."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from people.languages import SPOKEN, language_name
from people.picking.sources import alike, once
from web.reading.languages import in_sentence
from web.reading.names import letters


class Languages:
    """The languages in which people meet; at once, those of the site."""

    summary = pgettext_lazy("languages", "Another language")
    label = _("Its name; several with commas between them")

    def words(self, value: str) -> str:
        return language_name(value)

    def known(self, value: str) -> bool:
        return value in SPOKEN

    def offered(self, chosen: Iterable[str]) -> list[str]:
        shown = {*chosen, *(code for code, _name in settings.LANGUAGES)}
        return [code for code in SPOKEN if code in shown]

    def hints(self) -> Iterator[tuple[str, str]]:
        for code, name in SPOKEN.items():
            yield name, in_sentence(code)

    def meant(self, text: str) -> list[str]:
        return _named().get(letters(text), [])

    def near(self, text: str) -> list[str]:
        return alike(text, _named())


def _named() -> dict[str, list[str]]:
    """Return the languages by the letters of their names: their own, and those in each language of
    the site, because the page may be in another one than the text."""
    found: dict[str, list[str]] = {}
    for code, name in SPOKEN.items():
        for spelling in once(map(letters, (name, *_in_sentences(code)))):
            found.setdefault(spelling, []).append(code)
    return found


def _in_sentences(code: str) -> Iterator[str]:
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield in_sentence(code)
