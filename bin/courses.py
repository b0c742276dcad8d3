"""Say of each starter course and language how long, how easy and how heavy it is; with `links`, ask
the pages that it names whether they are there.

Standard library only.
"""

import gzip
import re
import sys
import tomllib
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COURSES = ROOT / "learning" / "exchange" / "starter"
# How long each recording is; `bin/recordings` writes it.
RECORDINGS = COURSES / "recordings.toml"
# What stands on a page of its own, or is no text for readers.
APART = ("in_short", "facilitator_sheet", "exercise", "audio")
NO_TEXT = {"id", "key", "type", "image", "audio", "document", "voice"}
NO_TEXT |= {"truth", "leads_to", "box", "country"}
VOWELS = {"en": "aeiouy", "fr": "aàâeéèêëiîïoôuùûüyœæ"}
PATIENCE = 15.0  # seconds for one page
LINK = re.compile(r'href=\\?"(https?://[^"\\]+)')


@dataclass(frozen=True)
class Text:
    """Words, sentences and syllables of a text in one language."""

    language: str
    words: int
    sentences: int
    syllables: int

    @property
    def ease(self) -> float:
        """How easy the text is to read, from 0 to 100: above 60 is plain, above 80 easy.

        English: Flesch, A new readability yardstick (1948). French: Kandel and Moles (1958). Both
        count syllables; groups of vowels stand for them here, so take it as a hint.
        """
        length = self.words / max(self.sentences, 1)
        weight = self.syllables / max(self.words, 1)
        if self.language == "fr":
            return 207 - 1.015 * length - 73.6 * weight
        return 206.835 - 1.015 * length - 84.6 * weight


def measured(text: str, language: str) -> Text:
    """Return the numbers of a text, which may have tags."""
    plain = re.sub(r"<[^>]*>", " ", text)
    words = re.findall(r"[^\W\d_]+", plain.lower())
    return Text(
        language=language,
        words=sum(bool(re.search(r"\w", token)) for token in plain.split()),
        sentences=len(re.findall(r"[.!?…:](?=\s|$)|\n(?=- |\d+\. )", plain)),
        syllables=sum(_syllables(word, language) for word in words),
    )


def _syllables(word: str, language: str) -> int:
    # Neither language says the «e» at the end of a word.
    heard = re.sub(r"(?<=[^aeiouy])e?s?$", "", word) if len(word) > 3 else word
    return max(1, len(re.findall(f"[{VOWELS[language]}]+", heard)))


def strings(value: Any) -> Iterator[str]:
    """Yield the texts inside nested lists and tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in NO_TEXT:
                yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def report() -> None:
    """Print a table for each course and language."""
    for folder in sorted(one.parent for one in COURSES.glob("*/package.toml")):
        manifest = _table(folder / "package.toml")
        for language in manifest["languages"]:
            files = sorted((folder / language).glob("*.toml"))
            size = len(gzip.compress(b"".join(one.read_bytes() for one in files)))
            title = _table(folder / language / "course.toml")["title"]
            print(f"\n{title} ({language}), {size:,} bytes compressed")
            print("  lesson                    minutes  words  ease  questions  links  aloud")
            kinds: Counter[str] = Counter()
            for lesson in manifest["lessons"]:
                kinds += _line(folder / language / f"{lesson['key']}.toml", lesson, language)
            print("  " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))


def _line(file: Path, lesson: dict[str, Any], language: str) -> Counter[str]:
    """Print the line of a lesson, and return how many questions of each kind it has."""
    blocks = _table(file)["blocks"]
    asked = Counter(one["type"] for one in blocks if "why" in one)
    read = [one for one in blocks if one["type"] not in APART and "why" not in one]
    text = measured("\n".join(strings(read)), language)
    links = len(set(LINK.findall(file.read_text("utf-8"))))
    aloud = [
        _heard(file.parents[1] / "files" / one["audio"], one) for one in blocks if "audio" in one
    ]
    print(
        f"  {lesson['key']:<26}{lesson['minutes']:>6}  {text.words:>5}  {text.ease:>4.0f}"
        f"  {asked.total():>9}  {links:>5}  {', '.join(aloud) or '-'}"
    )
    return asked


def _heard(file: Path, block: dict[str, Any]) -> str:
    """Return how long and how heavy a recording is, and who reads."""
    there = _table(RECORDINGS).get(f"{file.parents[1].name}/{file.stem}", {})
    minutes, rest = divmod(there.get("seconds", 0), 60)
    return f"{minutes}:{rest:02} {file.stat().st_size // 1000} kB ({block.get('voice', 'person')})"


def links() -> int:
    """Ask each page that a course names. Return 1 when one is gone; 0 also where there is no
    network, and say that nothing was checked."""
    named: dict[str, str] = {}
    for file in sorted(COURSES.glob("*/*/*.toml")):
        for address in LINK.findall(file.read_text("utf-8")):
            named.setdefault(unescape(address), file.relative_to(COURSES).as_posix())
    with ThreadPoolExecutor(8) as pool:
        answers = dict(zip(named, pool.map(_answer, named), strict=True))
    if all(answer is None for answer in answers.values()):
        print(f"No network: {len(named)} addresses were not checked.")
        return 0
    gone = {address: answer for address, answer in answers.items() if answer != "200"}
    for address, answer in gone.items():
        print(f"{answer or 'no answer'}  {named[address]}  {address}")
    print(f"{len(named) - len(gone)} of {len(named)} addresses answer.")
    return int(any(answer in ("404", "410") for answer in gone.values()))


def _answer(address: str) -> str | None:
    """Return the status of a page; None when no one answers."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (OSError, ValueError):
        return None


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(links() if sys.argv[1:] == ["links"] else report())
