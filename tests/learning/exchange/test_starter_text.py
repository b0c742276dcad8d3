"""The starter course is complete, says the same in both languages, and outs no one.

Word limits and the shape of a lesson follow the movement's notes on adult learners: one idea per
screen, numbers in digits, an exercise reviewed on four lines and never marked.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests import starter
from tests.outing import STIGMATISING, found, says_too_much
from tests.starter import FILES, LANGUAGES

LESSON_KEYS = ["whose-money", "cash-book", "honest-budget", "two-pairs-of-eyes", "fiscal-host"]
# The part with a file, in each kind of block that has one.
FILE_PARTS = {"audio": "audio", "download": "document", "picture": "image"}
PARTS_ON_SCREEN = ("heading", "caption", "alt", *FILE_PARTS.values())
BLOCK_TYPES = {
    "audio",
    "download",
    "exercise",
    "idea",
    "picture",
    "practice",
    "single_choice",
    "story",
    "text",
}


def word_count(text: str) -> int:
    """Count the words, leaving out the signs that French sets between spaces."""
    return sum(1 for token in text.split() if re.search(r"\w", token))


def strings(value: Any) -> Iterator[str]:
    """Yield every string inside nested lists and dictionaries, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def blocks(course: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        block for lesson in course["lessons"] for block in lesson["blocks"] if block["type"] == kind
    ]


def right_positions(lesson: dict[str, Any]) -> list[list[int]]:
    """Return, for each question, the positions of the choices marked right."""
    return [
        [place for place, choice in enumerate(block["choices"]) if choice["right"] is True]
        for block in lesson["blocks"]
        if block["type"] == "single_choice"
    ]


def shape(value: Any) -> Any:
    """Reduce a course to what must not depend on language: keys, types, numbers and booleans."""
    if isinstance(value, dict):
        return {
            key: item if key in {"key", "type", "subject"} else shape(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__ if isinstance(value, str) else value


def amounts(text: str) -> list[int]:
    """Return the whole numbers of a text in sorted order, with thousands joined."""
    return sorted(
        int(re.sub(r"[\u00a0,]", "", number))
        for number in re.findall(r"\d{1,3}(?:[\u00a0,]\d{3})+|\d+", text)
    )


@pytest.fixture(scope="module")
def courses() -> dict[str, dict[str, Any]]:
    return {language: starter.course(language) for language in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def course(request: pytest.FixtureRequest, courses: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return courses[request.param]


def test_course_has_its_head_and_five_lessons(course):
    assert course["key"] == "our-money"
    assert course["subject"] == "money"
    assert course["teach_back"].strip() != ""
    assert [lesson["key"] for lesson in course["lessons"]] == LESSON_KEYS
    assert len(course["outcomes"].strip().splitlines()) == len(LESSON_KEYS)
    assert course["needs"] != ""


def test_languages_have_the_same_structure(courses):
    assert shape(courses["fr"]) == shape(courses["en"])


def test_languages_have_the_same_amounts(courses):
    for french, english in zip(courses["fr"]["lessons"], courses["en"]["lessons"], strict=True):
        for one, other in zip(french["blocks"], english["blocks"], strict=True):
            if one["type"] in {"exercise", "idea", "practice", "single_choice", "story"}:
                assert amounts(" ".join(strings(one))) == amounts(" ".join(strings(other)))


def test_languages_differ_in_every_long_text(courses):
    french, english = (
        [text for text in strings(courses[language]) if word_count(text) > 3]
        for language in ("fr", "en")
    )
    assert set(french) & set(english) == set()


def test_block_types_are_known(course):
    types = {block["type"] for lesson in course["lessons"] for block in lesson["blocks"]}
    assert types == BLOCK_TYPES


def test_questions_are_three_a_lesson_and_five_in_the_last(course):
    assert [len(right_positions(lesson)) for lesson in course["lessons"]] == [3, 3, 3, 3, 5]


def test_question_has_three_choices_and_exactly_one_right(course):
    for question in blocks(course, "single_choice"):
        assert [choice["right"] for choice in question["choices"]].count(True) == 1
        assert [choice["right"] for choice in question["choices"]].count(False) == 2


def test_right_position_varies_within_each_lesson(course):
    for lesson in course["lessons"]:
        assert len({positions[0] for positions in right_positions(lesson)}) >= 2


def test_every_choice_says_something_useful_and_never_wrong(course):
    for question in blocks(course, "single_choice"):
        assert question["why"].strip() != ""
        for choice in question["choices"]:
            assert word_count(choice["feedback"]) >= 6
            assert (
                found([r"\bwrong\b", r"\bincorrect", r"\bfaux !", r"\bmauvais"], choice["feedback"])
                == []
            )


def test_feedback_does_not_repeat_what_the_page_says(course):
    for question in blocks(course, "single_choice"):
        for choice in question["choices"]:
            assert not re.match(r"(Yes|Oui|No|Non)\s*[.,:;!]", choice["feedback"])


def test_every_string_has_content(course):
    assert [text for text in strings(course) if text.strip() == ""] == []


def test_idea_is_at_most_120_words(course):
    assert [
        idea["heading"] for idea in blocks(course, "idea") if word_count(idea["text"]) > 120
    ] == []


def test_story_opens_each_lesson_and_takes_about_90_seconds(course):
    stories = blocks(course, "story")
    openings = [
        next(block for block in lesson["blocks"] if block["type"] != "audio")
        for lesson in course["lessons"]
    ]
    assert openings == stories
    assert [story for story in stories if not 120 <= word_count(story["value"]) <= 260] == []


def test_exercise_closes_the_course_with_four_rubric_lines(course):
    [exercise] = blocks(course, "exercise")
    assert course["lessons"][-1]["blocks"][-1] == exercise
    assert len(exercise["rubric"]) == 4
    assert exercise["reminder"].strip() != ""


def test_exercise_figures_leave_what_the_brief_says(course):
    [exercise] = blocks(course, "exercise")
    income = 1_600_000 + 6 * 10_000
    workshops = 12 * (15_000 + 20 * 1_500 + 20 * 1_000) + 24_000
    monthly = 25_000 + 8_000 + 60_000 + 2 * 5_000 + 1_500 + 8_000
    left = income - workshops - 6 * monthly - 1_600_000 * 8 // 100
    given = {1_600_000, 10_000, 15_000, 1_500, 1_000, 24_000, 25_000, 8_000, 60_000, 5_000}
    assert given - set(amounts(exercise["brief"])) == set()
    assert amounts(exercise["brief"]).count(left) == 1


def test_worked_answer_has_the_lines_that_the_brief_asks_for(course):
    [exercise] = blocks(course, "exercise")
    activity = {12 * 15_000, 12 * 20 * 1_500, 12 * 20 * 1_000, 24_000}
    core = {6 * 25_000, 6 * 8_000, 6 * 60_000, 12 * 5_000, 1_600_000 * 8 // 100, 6 * 1_500}
    core_total = sum(core) + 6 * 8_000  # Phone and safety cost the same.
    income, out = 1_600_000 + 6 * 10_000, sum(activity) + core_total
    time_given = {3 * 8 * 6, 3 * 8 * 6 * 500}
    totals = {sum(activity), core_total, income, out, income - out, out - 1_600_000}
    answer = exercise["worked_answer"]
    assert (activity | core | totals | time_given) - set(amounts(answer)) == set()
    assert len(re.findall(r"^- A\. ", answer, re.MULTILINE)) == len(activity)
    assert len(re.findall(r"^- [CF]\. ", answer, re.MULTILINE)) == len(core) + 1


def test_named_files_exist_and_are_light(course):
    named = [block[part] for kind, part in FILE_PARTS.items() for block in blocks(course, kind)]
    assert len(named) == 3
    assert [name for name in named if not (FILES / name).is_file()] == []
    assert [
        name
        for name in named
        if (FILES / name).stat().st_size > (300_000 if name.endswith(".mp3") else 30_000)
    ] == []


def test_no_file_is_left_unnamed(courses):
    named = {
        block[part]
        for course in courses.values()
        for kind, part in FILE_PARTS.items()
        for block in blocks(course, kind)
    }
    assert {path.name for path in FILES.iterdir()} == named


def test_titles_and_summaries_out_no_one(course):
    shown = [course["title"], course["summary"]]
    for lesson in course["lessons"]:
        shown += [lesson["title"], lesson["summary"]]
        for block in lesson["blocks"]:
            shown += [block[key] for key in PARTS_ON_SCREEN if key in block]
    # Others see a phone over a shoulder.
    assert says_too_much("\n".join(shown)) == []


def test_no_text_uses_a_stigmatising_word(course):
    assert found(STIGMATISING, "\n".join(strings(course))) == []


@pytest.mark.parametrize(
    "title",
    [
        "Money for sex workers",
        "L’argent des travailleurSEs du sexe",
        "Budgets for HIV projects",
        "Les bénéficiaires du projet",
        "Une personne prostituée",
        "Accounts of the Red Umbrella group",
    ],
)
def test_deny_list_catches_a_title_that_outs(title):
    assert says_too_much(title) != []
