"""What is special to the course about money: the figures of its exercise, and its files."""

import re
from typing import Any

import pytest

from tests import starter
from tests.starter import FILE_PARTS, LANGUAGES, amounts, blocks

FILES = starter.folder("our_money") / "files"

# The right choices of the questions that the course had from the beginning.
KEPT = {
    "whose-money": [2, 0, 1],
    "cash-book": [1, 2, 0],
    "honest-budget": [0, 2, 1],
    "two-pairs-of-eyes": [1, 0, 2],
    "fiscal-host": [1, 2, 0, 1, 2],
}


@pytest.fixture(params=LANGUAGES)
def course(request: pytest.FixtureRequest) -> dict[str, Any]:
    return starter.course(request.param)


def test_exercise_figures_leave_what_the_brief_says(course):
    [exercise] = blocks(course, "exercise")
    income = 1_600_000 + 6 * 10_000
    workshops = 12 * (15_000 + 20 * 1_500 + 20 * 1_000) + 24_000
    monthly = 25_000 + 8_000 + 60_000 + 2 * 5_000 + 1_500 + 8_000
    unexpected = 50_000
    left = income - workshops - 6 * monthly - 1_600_000 * 8 // 100 - unexpected
    given = {1_600_000, 10_000, 15_000, 1_500, 1_000, 24_000, 60_000, 5_000, unexpected}
    assert given - set(amounts(exercise["brief"])) == set()
    assert amounts(exercise["brief"]).count(left) == 1


def test_worked_answer_has_the_lines_that_the_brief_asks_for(course):
    [exercise] = blocks(course, "exercise")
    line = re.compile(r"^(?:- )?(?:Line|Ligne) (\d+)\.", re.MULTILINE)
    assert line.findall(exercise["brief"]) == [str(number) for number in range(1, 11)]
    answer = exercise["worked_answer"]
    assert line.findall(answer) == line.findall(exercise["brief"])
    assert len(re.findall(r"^- A\. ", answer, re.MULTILINE)) == 4
    assert len(re.findall(r"^- [CF]\. ", answer, re.MULTILINE)) == 7


def test_kept_questions_stand_where_answers_to_them_hang(course):
    """The ids of questions follow from their places among those of their kind."""
    for lesson in course["lessons"]:
        asked = [block for block in lesson["blocks"] if block["type"] == "single_choice"]
        right = [[one["right"] for one in block["choices"]].index(True) for block in asked]
        assert right[: len(KEPT[lesson["key"]])] == KEPT[lesson["key"]]


def test_named_files_exist_and_are_light(course):
    named = [block[part] for kind, part in FILE_PARTS.items() for block in blocks(course, kind)]
    assert len(named) == 23
    assert [name for name in named if not (FILES / name).is_file()] == []
    assert [
        name
        for name in named
        if (FILES / name).stat().st_size > (250_000 if name.endswith(".mp3") else 40_000)
    ] == []
