"""A question of every kind, as a group around one phone answers it."""

from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from learning.questions.kinds import registry
from learning.questions.kinds.protocol import Option, Question, Turn
from tests.learning.questions.publishing import illustrated

kinds = pytest.mark.parametrize("kind", registry.KINDS, ids=lambda kind: kind.kind)
COMMENTS = {"hint": "Look at the book.", "again": "Who saw it?", "why": "Two people saw it."}


def sample(kind, *, own: dict[str, Any] | None = None) -> Question:
    """Return the sample of this kind with all comments that an editor can write."""
    block = kind.block()
    said = {name: words for name, words in COMMENTS.items() if name in block.child_blocks}
    value = {**block.get_default(), **illustrated(block.sample()), **said, **(own or {})}
    return kind.of_block(uuid4(), block.normalize(value))


def named(name: str, **own: Any) -> Question:
    return sample(registry.BY_NAME[name], own=own)


def lines(turn: Turn) -> list[list[tuple[str, str]]]:
    return [[(one.sign, str(one.text)) for one in options] for options in turn.lists]


@pytest.fixture(autouse=True)
def files(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@kinds
def test_group_is_told_how_to_answer_and_reads_why_afterwards(kind):
    question = sample(kind)
    turns = question.aloud()
    first, *later = turns
    assert (first.text, first.hint, first.why) == (question.text, COMMENTS["hint"], "")
    assert first.how.endswith(".")
    assert [one.how for one in later if not one.is_aside] == [""] * sum(
        not one.is_aside for one in later
    )
    assert COMMENTS["why"] in [one.why for one in later]
    assert all(0 <= one.after <= len(turns) for one in turns)
    assert all(bool(one.after) <= bool(one.button) for one in turns)
    opened = [option.opens for one in turns for options in one.lists for option in options]
    assert all(0 <= number <= len(turns) for number in opened)


@kinds
def test_first_turn_does_not_tell_the_answer(kind):
    """It is the same for every key: no mark, no comment, and no order that depends on it."""
    first = sample(kind).aloud()[0]
    options = [option for options in first.lists for option in options]
    assert [(one.is_right, one.feedback) for one in options] == [(False, "")] * len(options)
    assert not {COMMENTS["why"], COMMENTS["again"]} & set(map(str, asdict(first).values()))


@pytest.mark.parametrize("name", ["single_choice", "several_choices", "picture_choice"])
def test_each_choice_has_a_letter_and_its_comment(name):
    question: Any = named(name)
    commented = tuple(replace(one, feedback=f"On {one.text}") for one in question.choices)
    asked, answered = replace(question, choices=commented).aloud()
    signs = "ABC"[: len(commented)]
    assert [sign for sign, _text in lines(asked)[0]] == list(signs)
    found = [(one.sign, one.is_right, one.feedback) for one in answered.lists[0]]
    assert found == [
        (sign, one.is_right, one.feedback) for sign, one in zip(signs, commented, strict=True)
    ]
    assert lines(asked) == lines(answered)


def test_pictures_are_shown_with_their_words():
    [[first, *_]] = named("picture_choice").aloud()[0].lists
    assert first.text.startswith('<img src="/files/')
    assert 'alt="Two people count the notes together"' in first.text


def test_statement_is_true_or_false():
    question = named("true_or_false", if_true="Look again.", if_false="It is worth nothing.")
    asked, answered = question.aloud()
    assert lines(asked) == [[("A", "True"), ("B", "False")]]
    assert answered.lists == (
        (
            Option("A", "True", feedback="Look again."),
            Option("B", "False", is_right=True, feedback="It is worth nothing."),
        ),
    )


@pytest.mark.parametrize(
    ("tolerance", "unit", "told"),
    [("0", "francs", "200,000\xa0francs"), ("500", "", "199,500 to 200,500")],
)
def test_number_is_told_with_its_unit_and_its_tolerance(tolerance, unit, told):
    asked, answered = named("typed_number", tolerance=Decimal(tolerance), unit=unit).aloud()
    assert (asked.lists, lines(answered)) == ((), [[("", told)]])


def test_accepted_words_are_told_after_the_answer_alone():
    asked, answered = named("short_text").aloud()
    assert asked.lists == ()
    assert [(one.text, one.is_right) for one in answered.lists[0]] == [
        ("the cash book", True),
        ("cash book", True),
    ]


def test_steps_are_named_by_letters_and_then_put_in_order():
    question: Any = named("put_in_order")
    asked, answered = question.aloud()
    letters = {text: sign for sign, text in lines(asked)[0]}
    texts = [step.text for step in question.steps]
    assert list(letters) != texts
    assert lines(answered) == [
        [(str(number), f"{letters[text]} — {text}") for number, text in enumerate(texts, 1)]
    ]


def test_each_number_gets_its_letter_where_pairs_are_matched():
    question: Any = named("match_pairs")
    asked, answered = question.aloud()
    left, right = lines(asked)
    assert [text for _sign, text in left] == [pair.text for pair in question.pairs]
    assert [text for _sign, text in right] != [pair.right for pair in question.pairs]
    letters = {text: sign for sign, text in right}
    assert lines(answered) == [
        [
            (str(number), f"{pair.text} — {letters[pair.right]}. {pair.right}")
            for number, pair in enumerate(question.pairs, 1)
        ]
    ]


def test_each_number_gets_its_box():
    question: Any = named("sort_into_boxes")
    asked, answered = question.aloud()
    things, boxes = lines(asked)
    assert boxes == [("A", "Each month"), ("B", "Now and then")]
    assert lines(answered) == [
        [
            (sign, f"{text} — {'B. Now and then' if 'Posters' in text else 'A. Each month'}")
            for sign, text in things
        ]
    ]


def test_table_has_numbers_where_something_is_missing():
    asked, answered = named("fill_table").aloud()
    assert asked.table.columns == ("One day", "Three days")
    [room, count] = asked.table.rows
    assert room == ("Room, in francs", (("One day", "5 000"), ("Three days", "(1)")))
    name, [written, (column, chosen)] = count
    assert (name, written, column) == (
        "Who counts, and where it stands",
        ("One day", "(2)"),
        "Three days",
    )
    sign, _space, offered = chosen.partition(" ")
    assert (sign, sorted(offered.split(" / "))) == ("(3)", ["attendance sheet", "cash book"])
    assert lines(answered) == [
        [
            ("1", "Room, in francs, Three days — 15,000"),
            ("2", "Who counts, and where it stands, One day — two people"),
            ("3", "Who counts, and where it stands, Three days — cash book"),
        ]
    ]


def test_story_goes_on_as_the_group_decides():
    turns = named("scenario").aloud()
    first, second, *decisions = turns
    assert [one.is_aside for one in turns] == [False, *[True] * 5]
    assert first.told == "A member brings an envelope with money. You are alone."
    assert [[one.opens for one in options] for options in first.lists] == [[3, 4]]
    assert [[one.opens for one in options] for options in second.lists] == [[5, 6]]
    assert second.told == "You count together. What comes next?"
    assert [
        (one.lists[0][0].sign, one.lists[0][0].text, one.button, one.after, one.why)
        for one in decisions
    ] == [
        ("A", "Count it at once", "Try again", 1, ""),
        ("B", "Ask someone to come", "Continue", 2, ""),
        ("A", "Write it into the cash book", "", 0, COMMENTS["why"]),
        ("B", "Remember the amount", "Try again", 1, ""),
    ]


def test_reflection_without_a_comment_has_one_turn():
    [asked] = named("open_reflection", why="").aloud()
    assert (asked.lists, asked.button, asked.after) == ((), "", 0)


@kinds
def test_question_that_is_still_being_written_can_be_drawn(kind):
    block = kind.block()
    draft = kind.of_block(uuid4(), block.to_python(block.get_prep_value(block.normalize({}))))
    assert draft.aloud()[0].text == ""
