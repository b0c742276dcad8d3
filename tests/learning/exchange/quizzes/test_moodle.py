"""Questions in the XML of Moodle."""

from decimal import Decimal

import pytest

from learning.exchange.quizzes.found import Unreadable
from learning.exchange.quizzes.moodle import questions
from learning.questions.kinds.parts.foreign import Foreign, Offered, Shape


def quiz(kind: str, inside: str, text: str = "<![CDATA[<p>What?</p>]]>") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><quiz><question type="category"/>'
        f'<question type="{kind}"><name><text>Name</text></name>'
        f'<questiontext format="html"><text>{text}</text></questiontext>'
        f"{inside}</question></quiz>"
    )


def answer(text: str, fraction: int, feedback: str = "", more: str = "") -> str:
    said = f"<feedback><text>{feedback}</text></feedback>" if feedback else ""
    return f'<answer fraction="{fraction}"><text>{text}</text>{said}{more}</answer>'


def read(kind: str, inside: str) -> Foreign | None:
    [found] = questions(quiz(kind, inside))
    assert found.name == "Name"
    return found.question


WHY = (
    "<generalfeedback><text>&lt;p&gt;So it is.&lt;/p&gt;</text></generalfeedback>"
    "<incorrectfeedback><text>Again</text></incorrectfeedback>"
)


def test_choices():
    inside = answer("A", 100, "Yes") + answer("B", 0)
    offered = (Offered("A", True, "Yes"), Offered("B", False))
    wanted = Foreign(Shape.ONE, "What?", offered, why="So it is.", again="Again")
    assert read("multichoice", f"<single>true</single>{inside}{WHY}") == wanted
    inside = answer("A", 50) + answer("B", 50) + answer("C", -100)
    offered = (Offered("A", True), Offered("B", True), Offered("C", False))
    wanted = Foreign(Shape.SEVERAL, "What?", offered)
    assert read("multichoice", f"<single>false</single>{inside}") == wanted


def test_true_or_false():
    offered = (Offered("true", False), Offered("false", True, "Right"))
    inside = answer("true", 0) + answer("false", 100, "Right")
    assert read("truefalse", inside) == Foreign(Shape.TRUTH, "What?", offered)


def test_number_words_pairs_and_free_text():
    number = answer("12.5", 100, more="<tolerance>0.5</tolerance>") + answer("12", 50)
    wanted = Foreign(Shape.NUMBER, "What?", number=Decimal("12.5"), tolerance=Decimal("0.5"))
    assert read("numerical", number) == wanted
    words = answer("cash book", 100) + answer("*", 0, "No")
    assert read("shortanswer", words) == Foreign(
        Shape.WORDS, "What?", (Offered("cash book", True),)
    )
    pairs = "".join(
        f"<subquestion><text>{one}</text><answer><text>{two}</text></answer></subquestion>"
        for one, two in (("a", "b"), ("c", "d"))
    )
    assert read("matching", pairs) == Foreign(Shape.PAIRS, "What?", pairs=(("a", "b"), ("c", "d")))
    assert read("essay", "") == Foreign(Shape.FREE, "What?")


@pytest.mark.parametrize(
    ("kind", "inside", "reason"),
    [
        ("cloze", "", "There is no such kind of question here: cloze."),
        (
            "multichoice",
            answer("A", 100) + answer("B", 100),
            "It needs exactly one right answer.",
        ),
        ("truefalse", answer("yes", 100), "Its answers are not true and false."),
        ("numerical", "", "It needs exactly one right number."),
        ("numerical", answer("x", 100), "Its number cannot be read."),
        ("numerical", answer("Infinity", 100), "Its number cannot be read."),
        ("shortanswer", answer("cash*", 100), "It accepts any text in place of a *."),
        (
            "matching",
            "<subquestion><text>a</text></subquestion>",
            "One of its pairs has only one side.",
        ),
    ],
)
def test_question_that_does_not_fit_says_why(kind, inside, reason):
    [found] = questions(quiz(kind, inside))
    assert (found.name, found.question, found.reason) == ("Name", None, reason)


def test_question_with_a_picture_does_not_fit():
    text = "<![CDATA[<img src='@@PLUGINFILE@@/a.png'>]]>"
    [found] = questions(quiz("essay", "", text))
    assert found.reason == "It has a picture or another file."


BOMB = (
    '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<quiz><question type="essay"><questiontext><text>&b;</text></questiontext></question></quiz>'
)
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "This file has definitions of its own (DTD), which are refused here."),
        (OUTSIDE, "This file has definitions of its own (DTD), which are refused here."),
        (
            '<!DOCTYPE quiz SYSTEM "x"><quiz/>',
            "This file has definitions of its own (DTD), which are refused here.",
        ),
        ("<quiz><question>", "This file is broken XML. Export it again from Moodle."),
        ("<quiz>&nothing;</quiz>", "This file is broken XML. Export it again from Moodle."),
        ("<html></html>", "This file has no questions of Moodle in it."),
    ],
)
def test_file_that_cannot_be_read_says_why(text, told):
    with pytest.raises(Unreadable) as refused:
        list(questions(text))
    assert str(refused.value) == told


def test_text_is_read_as_it_was_decoded_whatever_its_first_line_says():
    text = quiz("essay", "", "Été").replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    [found] = questions(text)
    assert found.question == Foreign(Shape.FREE, "Été")


def test_very_deep_file_has_no_question():
    assert list(questions(f"<quiz>{'<a>' * 50_000}{'</a>' * 50_000}</quiz>")) == []
