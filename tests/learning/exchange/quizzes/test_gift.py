"""Questions in the format GIFT."""

from decimal import Decimal

import pytest

from learning.exchange.quizzes.gift import questions
from learning.questions.kinds.parts.foreign import Foreign, Offered, Shape


def read(text: str) -> Foreign | None:
    [found] = questions(text)
    return found.question


def test_one_right_answer_among_several():
    text = "::Money:: Whose money is it? {\n ~The funder’s #No.\n =The group’s#Yes.\n ####Why so\n}"
    [found] = questions(text)
    assert found.name == "Money"
    assert found.question == Foreign(
        Shape.ONE,
        "Whose money is it?",
        (Offered("The funder’s", False, "No."), Offered("The group’s", True, "Yes.")),
        why="Why so",
    )


def test_several_right_answers_have_a_share_of_the_points():
    found = read("Who counts? {~%50%A ~%50%B#Good ~%-100%C ~D}")
    assert found == Foreign(
        Shape.SEVERAL,
        "Who counts?",
        (Offered("A", True), Offered("B", True, "Good"), Offered("C", False), Offered("D", False)),
    )


@pytest.mark.parametrize(
    ("said", "is_true", "comments"),
    [
        ("T", True, ("", "")),
        ("FALSE", False, ("", "")),
        ("TRUE#It is false#It is true", True, ("It is true", "It is false")),
        ("F#It is true#It is false", False, ("It is true", "It is false")),
    ],
)
def test_true_or_false(said, is_true, comments):
    when_true, when_false = comments
    offered = (Offered("true", is_true, when_true), Offered("false", not is_true, when_false))
    assert read(f"The sky. {{{said}}}") == Foreign(Shape.TRUTH, "The sky.", offered)


@pytest.mark.parametrize(
    ("said", "number", "tolerance"),
    [
        ("3", "3", "0"),
        ("3.5:0.5", "3.5", "0.5"),
        ("1..5", "3", "2"),
        ("=1822:0 =%50%1822:2", "1822", "0"),
    ],
)
def test_number_with_a_tolerance_or_between_two(said, number, tolerance):
    wanted = Foreign(
        Shape.NUMBER, "How many?", number=Decimal(number), tolerance=Decimal(tolerance)
    )
    assert read(f"How many? {{#{said}}}") == wanted


def test_words_that_are_accepted():
    found = read("Who? {=Grant =%50%Ulysses #Nearly =U. S. Grant}")
    offered = (
        Offered("Grant", True),
        Offered("Ulysses", False, "Nearly"),
        Offered("U. S. Grant", True),
    )
    assert found == Foreign(Shape.WORDS, "Who?", offered)


def test_pairs():
    found = read("Match. {=one -> un =two -> deux}")
    assert found == Foreign(Shape.PAIRS, "Match.", pairs=(("one", "un"), ("two", "deux")))


def test_open_question_and_a_gap_inside_the_text():
    assert read("Tell us. {}") == Foreign(Shape.FREE, "Tell us.")
    assert read("Two {=and ~or} two.").text == "Two _____ two."


def test_signs_after_a_backslash_comments_categories_and_tags():
    text = (
        "// A comment\n$CATEGORY: x\n\n[html]<b>1 \\= 1</b>\\: what\\~? {=a\\}b &amp; c ~d}"
        "\r\n\r\n\r\nB {T}"
    )
    first, second = questions(text)
    assert first.question.text == "1 = 1: what~?"
    assert [one.text for one in first.question.offered] == ["a}b & c", "d"]
    assert second.question.text == "B"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Only a text.", "It has no answers between { and }."),
        ("Open {=a ~b", "It has no answers between { and }."),
        ("A {=a} and {=b}", "It has several gaps. Only one can be filled in."),
        ("A {x =a}", "Its answers do not begin with = or ~."),
        ("A {=a =b ~c}", "It needs exactly one right answer."),
        ("A {=a -> b =c}", "One of its pairs has only one side."),
        ("A {=a -> b =c -> }", "One of its pairs has only one side."),
        ("A {#=1 =2}", "It needs exactly one right number."),
        ("A {#}", "It needs exactly one right number."),
        ("A {#many}", "Its number cannot be read."),
        ("A {#NaN}", "Its number cannot be read."),
        ("A {#1e999999999}", "Its number cannot be read."),
        ('[html]<img src="x"> {T}', "It has a picture or another file."),
        (f"[html]{'<a' * 2_000} {{T}}", "Its text cannot be read."),
        ("A" * 10_001 + " {T}", "Its text is too long."),
    ],
)
def test_question_that_does_not_fit_says_why(text, reason):
    [found] = questions(text)
    assert (found.question, found.reason) == (None, reason)


def test_very_long_file_is_read_at_once():
    assert len(list(questions("A {T}\n\n" * 50_000))) == 50_000
    assert len(list(questions("{" * 400_000))) == 1
    assert len(list(questions("A {" + "~%5" * 100_000 + "}"))) == 1
