"""`docs/courses.md` gives the figures that the courses have."""

import gzip
import re
from collections import Counter

import pytest

from learning.questions.kinds.registry import BY_NAME
from tests import starter
from tests.sources import ROOT
from tests.starter import LANGUAGES, blocks, measured, recordings, strings

DESCRIBED = (ROOT / "docs" / "courses.md").read_text("utf-8")
# What `make courses` leaves out: it stands on a page of its own, or is a question.
APART = {"in_short", "facilitator_sheet", "exercise", "audio", *BY_NAME}
SAID = {
    "single_choice": "single choice",
    "several_choices": "several choices",
    "true_or_false": "true or false",
    "typed_number": "number",
    "match_pairs": "pairs",
    "put_in_order": "order",
    "sort_into_boxes": "boxes",
    "fill_table": "table to fill",
    "scenario": "scenario",
    "open_reflection": "reflection",
}
THOUSAND = 1000


def section(name: str) -> str:
    """Return what stands below the title of a course, in one line."""
    title = re.escape(starter.course("en", name)["title"])
    [found] = re.findall(rf"^## {title}$(.*?)(?=^## |\Z)", DESCRIBED, re.MULTILINE | re.DOTALL)
    return " ".join(found.split())


def words_a_lesson(name: str, language: str) -> str:
    counts = [
        measured(
            "\n".join(strings([one for one in lesson["blocks"] if one["type"] not in APART])),
            language,
        ).words
        for lesson in starter.course(language, name)["lessons"]
    ]
    return f"{min(counts):,} to {max(counts):,}"


def kilobytes(name: str, language: str) -> int:
    files = sorted((starter.folder(name) / language).glob("*.toml"))
    return round(len(gzip.compress(b"".join(one.read_bytes() for one in files))) / THOUSAND)


def questions(name: str) -> str:
    """Return the kinds of questions, the most frequent first."""
    kinds = Counter(one["type"] for one in blocks(starter.course("en", name), *BY_NAME))
    groups = [
        (count, [SAID[kind] for kind in kinds if kinds[kind] == count])
        for count in sorted(set(kinds.values()), reverse=True)
    ]
    parts = [
        f"{', '.join(names[:-1])} and {names[-1]} {count} each"
        if len(names) > 1
        else f"{names[0]} {count}"
        for count, names in groups
    ]
    return f"{kinds.total()} questions of {len(kinds)} kinds ({'; '.join(parts)})"


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


@pytest.mark.parametrize("name", starter.NAMES)
def test_course_is_described_as_it_is(name):
    course, said = starter.course("en", name), section(name)
    minutes = sum(lesson["minutes"] for lesson in course["lessons"])
    files = [block["document"] for block in blocks(course, "download")]
    sheets = len({one.partition(".")[0] for one in files})
    led = [block["minutes"] for block in blocks(course, "facilitator_sheet")]
    length = f"{min(led)} to {max(led)}" if min(led) < max(led) else f"{max(led)}"
    english, french = LANGUAGES
    for phrase in (
        f"{len(course['lessons'])} lessons; {minutes} minutes",
        f"{words_a_lesson(name, english)} words a lesson (French {words_a_lesson(name, french)})",
        questions(name),
        counted(sheets, "sheet"),
        counted(len(blocks(course, "picture")), "drawing"),
        counted(len(led), "facilitator sheet"),
        f"{kilobytes(name, english)} kB of text (French {kilobytes(name, french)} kB)",
        f"| {len(led)} sheets of {length} minutes",
        f"| {len(blocks(course, 'glossary'))} words where they first come up",
    ):
        assert phrase in said


def test_recordings_are_described_as_they_are():
    lengths = [one["seconds"] for one in recordings.known().values()]
    sizes = [one.file.stat().st_size // THOUSAND for one in recordings.readings()]
    said = " ".join(DESCRIBED.split())
    assert f"{min(lengths)} to {max(lengths)} seconds and {min(sizes)} to {max(sizes)} kB" in said
