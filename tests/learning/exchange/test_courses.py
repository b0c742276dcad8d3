"""Every starter course is complete, says the same in both languages, adds up, and outs no one.

The limits follow the movement's notes on adult learners: one idea a screen, at most 120 words,
numbers in digits, questions without a clock, an exercise reviewed on four lines and never marked.
"""

import ast
import gzip
import math
import operator
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django_countries import countries

from learning.authoring.plain_words import INSTEAD, QUOTED
from learning.catalogue.lengths import MINUTES_A_QUESTION, STEP, WORDS_A_MINUTE
from learning.questions.kinds.registry import BY_NAME
from tests import starter
from tests.outing import STIGMATISING, found, says_too_much
from tests.starter import FILE_PARTS, LANGUAGES, NO_TEXT, Course, amounts, blocks, strings

SUMS = Path(__file__).parent / "sums"
WORDS_A_SCREEN = 120
LARGEST = 60_000
PARTS_ON_SCREEN = ("heading", "caption", "alt", *FILE_PARTS.values())
# Before the questions; the rest stands on pages of its own.
READ = ("story", "idea", "text", "practice", "worked_example", "checklist", "glossary", "table")
# A story is told; it goes on from screen to screen.
ON_ONE_SCREEN = {*READ, "in_short"} - {"story"}
# A law is quoted as it is said, and sources as they are called.
SAME_AMOUNTS = {"exercise", "idea", "practice", "story", "worked_example", "in_short", *BY_NAME}
SOURCES = "Sources"

OPERATORS: dict[type, Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}

Block = dict[str, Any]

NAMES = starter.NAMES

each = pytest.mark.parametrize("name", NAMES)


def words(text: str) -> int:
    """Count the words, leaving out tags and the signs that French sets between spaces."""
    plain = re.sub(r"<[^>]*>", " ", text)
    return sum(1 for token in plain.split() if re.search(r"\w", token))


def text_of(value: Any) -> str:
    return "\n".join(strings(value))


def of_kind(lesson: dict[str, Any], *kinds: str) -> list[Block]:
    return [block for block in lesson["blocks"] if block["type"] in kinds]


def shape(value: Any) -> Any:
    """Reduce a course to what must not depend on language: keys, types, numbers and booleans."""
    if isinstance(value, dict):
        same = NO_TEXT - {*FILE_PARTS.values(), "voice"} | {"subject"}
        return {key: item if key in same else shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__ if isinstance(value, str) else value


def both(name: str) -> tuple[Course, Course]:
    english, french = (starter.course(language, name) for language in LANGUAGES)
    return english, french


@pytest.fixture(params=[(name, language) for name in NAMES for language in LANGUAGES], ids="-".join)
def course(request: pytest.FixtureRequest) -> Course:
    """Each course in each language."""
    name, language = request.param
    return starter.course(language, name)


@each
def test_languages_have_the_same_structure_and_the_same_right_answers(name):
    english, french = both(name)
    assert shape(french) == shape(english)


def test_each_question_and_exercise_has_an_id_that_stays(course):
    """Answers hang on it. Those of the first release are named by their places at that time."""
    for lesson in course["lessons"]:
        ids = [block.get("id", "") for block in of_kind(lesson, *BY_NAME, "exercise")]
        assert "" not in ids, lesson["key"]
        assert len(ids) == len(set(ids)), lesson["key"]


@each
def test_languages_have_the_same_amounts(name):
    for english, french in zip(*(blocks(one) for one in both(name)), strict=True):
        if english["type"] in SAME_AMOUNTS:
            assert amounts(text_of(english)) == amounts(text_of(french)), english


@each
def test_languages_differ_in_every_long_text(name):
    english, french = ({one for one in strings(it) if words(one) > 4} for it in both(name))
    # Titles of sources are as their publishers wrote them.
    assert {one for one in english & french if "href" not in one} == set()


@each
def test_translation_has_no_link_that_its_source_lacks(name):
    # It could not come in, and the lesson would stay a draft.
    pairs = zip(*(strings(one) for one in both(name)), strict=True)
    assert [french for english, french in pairs if french.count("<a ") > english.count("<a ")] == []


def test_lessons_have_their_parts_in_order(course):
    for lesson in course["lessons"]:
        kinds = [block["type"] for block in lesson["blocks"]]
        assert next(kind for kind in kinds if kind != "audio") == "story", lesson["key"]
        for kind in ("story", "in_short", "facilitator_sheet"):
            assert kinds.count(kind) == 1, (lesson["key"], kind)
        for kind in ("idea", "worked_example", "practice", "glossary"):
            assert kind in kinds, (lesson["key"], kind)
        asked = [at for at, kind in enumerate(kinds) if kind in BY_NAME]
        assert max(at for at, kind in enumerate(kinds) if kind == "practice") < asked[0]
        assert kinds.index("in_short") > asked[-1]


def test_parts_fit_a_screen(course):
    long = [
        (lesson["key"], block["type"], block.get("heading"), count)
        for lesson in course["lessons"]
        for block in of_kind(lesson, *ON_ONE_SCREEN)
        if block.get("heading") != SOURCES and (count := words(text_of(block))) > WORDS_A_SCREEN
    ]
    assert long == []


def test_story_takes_about_90_seconds(course):
    counts = {
        lesson["key"]: words(text_of(of_kind(lesson, "story"))) for lesson in course["lessons"]
    }
    assert {key: count for key, count in counts.items() if not 120 <= count <= 260} == {}


def test_lesson_in_short_has_short_sentences(course):
    for block in blocks(course, "in_short"):
        sentences = re.split(r"(?<=[.!?:…])\s+|\n", block["value"])
        assert [one for one in sentences if words(one) > 15] == []


def test_sheet_of_a_facilitator_fits_one_sheet_of_paper(course):
    for lesson in course["lessons"]:
        [sheet] = of_kind(lesson, "facilitator_sheet")
        assert words(text_of(sheet)) <= 330, lesson["key"]
        assert len(sheet["steps"]) >= 4
        assert len(sheet["may_come_up"]) >= 2
        assert [bool(sheet[part]) for part in ("aim", "materials", "close")] == [True] * 3


def test_minutes_of_a_facilitator_are_those_of_the_steps(course):
    said = re.compile(r"^(\d+) min|\((\d+) min(?:utes)?\)$|(\d+) minutes\.$")
    for lesson in course["lessons"]:
        [sheet] = of_kind(lesson, "facilitator_sheet")
        found = [said.search(step.replace("\u00a0", " ")) for step in sheet["steps"]]
        assert sum(int(one[one.lastindex]) for one in found) == sheet["minutes"], lesson["key"]


def test_practice_says_how_long_it_takes_and_what_it_needs(course):
    for practice in blocks(course, "practice"):
        assert practice.get("minutes", 0) >= 10, practice["heading"]
        assert practice.get("needs", "") != "", practice["heading"]


def test_minutes_of_a_lesson_are_those_of_its_parts(course):
    said, counted = {}, {}
    for lesson in course["lessons"]:
        read = words(
            text_of([one for one in of_kind(lesson, *READ) if one.get("heading") != SOURCES])
        )
        asked = MINUTES_A_QUESTION * len(of_kind(lesson, *BY_NAME))
        together = sum(practice.get("minutes", 0) for practice in of_kind(lesson, "practice"))
        needed = math.ceil(read / WORDS_A_MINUTE) + asked + together
        said[lesson["key"]] = lesson["minutes"]
        counted[lesson["key"]] = math.ceil(needed / STEP) * STEP
    # One length for all languages, and French has more words.
    off = {key: (said[key], counted[key]) for key in said if abs(said[key] - counted[key]) > STEP}
    assert off == {}


def test_questions_are_three_a_lesson_of_four_kinds_a_course(course):
    for lesson in course["lessons"]:
        asked = of_kind(lesson, *BY_NAME)
        assert len([one for one in asked if BY_NAME[one["type"]].is_marked]) >= 3, lesson["key"]
        assert len({one["type"] for one in asked}) >= 2, lesson["key"]
    assert len({one["type"] for one in blocks(course, *BY_NAME)}) >= 4


def test_questions_teach(course):
    for question in blocks(course, *BY_NAME):
        assert question["why"].strip() != "", question["text"]
        for choice in question.get("choices", []):
            assert words(choice["feedback"]) >= 5, choice
        if "choices" not in question and question["type"] != "open_reflection":
            parts = [question.get("again"), question.get("if_true"), question.get("if_false")]
            assert any(parts) or "scenes" in question, question["text"]


def test_feedback_neither_blames_nor_repeats_the_page(course):
    for question in blocks(course, *BY_NAME):
        feedback = [one for one in _feedback(question) if one]
        assert [one for one in feedback if re.match(r"(Yes|Oui|No|Non)\s*[.,:;!]", one)] == []
        patterns = [r"\bwrong answer", r"\bincorrect", r"\bfaux !", r"\bmauvaise réponse"]
        assert found(patterns, "\n".join(feedback)) == []


def _feedback(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("feedback", "again", "if_true", "if_false", "hint"):
                yield item
            else:
                yield from _feedback(item)
    elif isinstance(value, list):
        for item in value:
            yield from _feedback(item)


def test_right_answers_stand_at_varying_places(course):
    places = [
        at
        for question in blocks(course, "single_choice")
        for at, choice in enumerate(question["choices"])
        if choice["right"]
    ]
    assert len(places) == len(blocks(course, "single_choice"))
    assert len(places) < 3 or len(set(places)) >= 2
    truths = [question["truth"] for question in blocks(course, "true_or_false")]
    assert len(truths) < 4 or len(set(truths)) == 2


def test_course_begins_and_ends_with_the_same_ten_questions(course):
    first, last = (of_kind(course["lessons"][at], "checklist") for at in (0, -1))
    [before] = [one["points"] for one in first if len(one["points"]) == 10]
    assert before in [one["points"] for one in last]
    assert [one for one in before if not one.endswith("?")] == []


def test_exercise_closes_the_course_and_asks_for_what_is_judged(course):
    [exercise] = blocks(course, "exercise")
    assert course["lessons"][-1]["blocks"][-1] == exercise
    assert len(exercise["rubric"]) == 4
    assert exercise["reminder"].strip() != ""
    assert words(exercise["worked_answer"]) >= 100


def test_course_says_what_one_will_be_able_to_do(course):
    assert 4 <= len(course["outcomes"].strip().splitlines()) <= 6
    assert all(course[name].strip() for name in ("title", "summary", "needs", "teach_back"))
    assert 5 <= len(course["lessons"]) <= 6


def test_lessons_name_their_sources(course):
    for lesson in course["lessons"]:
        [sources] = [one for one in of_kind(lesson, "text") if one.get("heading") == SOURCES]
        linked = [one for one in sources["text"] if "href=" in one]
        assert linked != [], lesson["key"]
        # Of what year it is, or when it was read.
        assert [one for one in linked if not re.search(r"\b(19|20)\d\d\b", _plain(one))] == []
        assert "2026" in "".join(sources["text"]), lesson["key"]
        elsewhere = [one for one in lesson["blocks"] if one != sources]
        assert "href=" not in text_of(elsewhere), lesson["key"]


@pytest.mark.parametrize("language", LANGUAGES)
@each
def test_country_is_named_only_where_its_law_is_dated(name, language):
    """In the block that says who told it and when, and among the sources."""
    with translation.override(language):
        named = "|".join(re.escape(str(country)) for _code, country in countries)
    for block in blocks(starter.course(language, name)):
        if block["type"] == "law":
            assert all(place["told_by"].strip() for place in block["places"])
            assert all(date.fromisoformat(place["checked_on"]) for place in block["places"])
        elif block.get("heading") != SOURCES:
            assert re.findall(rf"\b(?:{named})\b", text_of(block)) == [], block


def test_links_lead_to_pages_that_no_one_can_change_on_the_way(course):
    links = re.findall(r'href="([^"]*)"', text_of(course))
    assert [one for one in links if not one.startswith("https://")] == []


def test_every_text_has_content(course):
    optional = {"hint", "again", "why", "feedback", "source", "caption"}
    for block in blocks(course):
        empty = [key for key, item in block.items() if item == "" and key not in optional]
        assert empty == [], block


def test_what_others_see_outs_no_one(course):
    shown = [course["title"], course["summary"], *_titles(course)]
    for block in blocks(course):
        shown += [block[key] for key in PARTS_ON_SCREEN if key in block]
    assert [one for one in shown if says_too_much(one) and one != SOURCES] == []


def _titles(course: Course) -> list[str]:
    return [text for one in course["lessons"] for text in (one["title"], one["summary"])]


def test_no_text_uses_a_word_that_the_movement_refuses(course):
    assert found(STIGMATISING, text_of(course)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@each
def test_words_are_those_of_the_movement(name, language):
    said = QUOTED.sub(" ", text_of(starter.course(language, name)))
    assert [
        word for pattern, _ in INSTEAD[language] for word in re.findall(pattern, said, re.I)
    ] == []


@each
def test_signs_are_those_of_the_language(name):
    english, french = ("\n".join(map(_plain, strings(one))) for one in both(name))
    assert re.findall(r".{9}['\"]", english + french) == []
    assert re.findall(r".{9}[« »]", english.replace(" ", "")) == []
    assert re.findall(r".{0,9}(?<![\u00a0\u202f\d])[:;?!»](?!//).{0,9}", french) == []
    assert re.findall(r"«(?![\u00a0\u202f]).{0,9}", french) == []
    assert re.findall(r"\d \d{3}\b", french) == []


def _plain(text: str) -> str:
    return re.sub(r"<[^>]*>", "", text)


@each
def test_course_is_light(name):
    for language in LANGUAGES:
        files = sorted((starter.folder(name) / language).glob("*.toml"))
        size = len(gzip.compress(b"".join(one.read_bytes() for one in files)))
        assert size < LARGEST


@each
def test_files_are_those_that_are_named(name):
    named = {
        block[part]
        for course in both(name)
        for kind, part in FILE_PARTS.items()
        for block in blocks(course, kind)
    }
    files = starter.folder(name) / "files"
    there = {path.name for path in files.iterdir()} if files.is_dir() else set()
    assert there == named


@cache
def sums(name: str) -> list[dict[str, Any]]:
    file = SUMS / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))["sums"] if file.exists() else []


@each
def test_sums_add_up_and_are_said_in_both_languages(name):
    for one in sums(name):
        assert _value(ast.parse(one["sum"], mode="eval").body) == one["is"], one
        for course in both(name):
            lesson = next(it for it in course["lessons"] if it["key"] == one["lesson"])
            assert one["is"] in amounts(text_of(lesson)), one


@each
def test_course_has_sums_or_needs_none(name):
    lessons = {one["lesson"] for one in sums(name)}
    [course, _french] = both(name)
    large = {
        lesson["key"]
        for lesson in course["lessons"]
        if any(amount >= 1000 and amount not in range(1900, 2100) for amount in _worked(lesson))
    }
    assert large - lessons == set()


def _worked(lesson: dict[str, Any]) -> list[int]:
    return amounts(text_of(of_kind(lesson, "worked_example", "exercise")))


def _value(node: ast.AST) -> float:
    """Return what an arithmetic expression gives; nothing else is calculated."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left, sign, right):
            return OPERATORS[type(sign)](_value(left), _value(right))
    raise ValueError(ast.dump(node))


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
