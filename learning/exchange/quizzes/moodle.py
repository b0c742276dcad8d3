"""Read questions in the XML of Moodle: https://docs.moodle.org/en/Moodle_XML_format"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree
from django.utils.translation import gettext as _

from learning.exchange.quizzes.found import Found, Unfit, Unreadable
from learning.exchange.quizzes.words import name, number, plain
from learning.questions.kinds.parts.foreign import Foreign, Offered, Shape


def questions(text: str) -> Iterator[Found]:
    """Find the questions in a file. Raises `Unreadable`."""
    try:
        # No part of such a file needs a DTD, and entities could swell to any size.
        root = ElementTree.fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable(
            _("This file has definitions of its own (DTD), which are refused here.")
        ) from error
    except ParseError as error:
        raise Unreadable(_("This file is broken XML. Export it again from Moodle.")) from error
    if root.tag != "quiz":
        raise Unreadable(_("This file has no questions of Moodle in it."))
    for one in root.iter("question"):
        if one.get("type") != "category":
            yield _found(one)


def _found(one: Element) -> Found:
    called = name(one.findtext("name/text") or one.findtext("questiontext/text") or "")
    kind = one.get("type", "")
    try:
        if kind not in READERS:
            raise Unfit(
                _("There is no such kind of question here: %(kind)s.") % {"kind": name(kind)}
            )
        return Found(called, READERS[kind](one, _text(one, "questiontext")))
    except Unfit as unfit:
        return Found(called, reason=str(unfit))


def _text(one: Element, part: str) -> str:
    """Return the text of a part as people read it."""
    held = one.find(part)
    if held is None:
        return ""
    if held.find("file") is not None:
        raise Unfit(_("It has a picture or another file."))
    is_html = held.get("format", "html") in ("html", "moodle_auto_format")
    return plain(held.findtext("text") or "", is_html=is_html)


def _comments(one: Element) -> dict[str, Any]:
    return {"why": _text(one, "generalfeedback"), "again": _text(one, "incorrectfeedback")}


def _share(answer: Element) -> Decimal:
    return number(answer.get("fraction", "0"))


def _answer(answer: Element, *, is_right: bool) -> Offered:
    format_of = answer.get("format", "html")
    is_html = format_of in ("html", "moodle_auto_format")
    text = plain(answer.findtext("text") or "", is_html=is_html)
    return Offered(text, is_right, _text(answer, "feedback"))


def _choice(one: Element, text: str) -> Foreign:
    answers = one.findall("answer")
    if (one.findtext("single") or "true").strip().lower() in ("true", "1"):
        offered = tuple(_answer(each, is_right=_share(each) == 100) for each in answers)
        if sum(each.is_right for each in offered) > 1:
            raise Unfit(_("It needs exactly one right answer."))
        return Foreign(Shape.ONE, text, offered, **_comments(one))
    offered = tuple(_answer(each, is_right=_share(each) > 0) for each in answers)
    return Foreign(Shape.SEVERAL, text, offered, **_comments(one))


def _truth(one: Element, text: str) -> Foreign:
    offered = tuple(_answer(each, is_right=_share(each) == 100) for each in one.findall("answer"))
    if {each.text for each in offered} != {"true", "false"}:
        raise Unfit(_("Its answers are not true and false."))
    return Foreign(Shape.TRUTH, text, offered, **_comments(one))


def _number(one: Element, text: str) -> Foreign:
    whole = [each for each in one.findall("answer") if _share(each) == 100]
    if len(whole) != 1:
        raise Unfit(_("It needs exactly one right number."))
    right = number(whole[0].findtext("text") or "")
    tolerance = number(whole[0].findtext("tolerance") or "0")
    return Foreign(Shape.NUMBER, text, number=right, tolerance=tolerance, **_comments(one))


def _words(one: Element, text: str) -> Foreign:
    offered = tuple(_answer(each, is_right=_share(each) == 100) for each in one.findall("answer"))
    if any("*" in each.text for each in offered if each.is_right):
        raise Unfit(_("It accepts any text in place of a *."))
    # What a * stands for is any other answer.
    listed = tuple(each for each in offered if "*" not in each.text)
    return Foreign(Shape.WORDS, text, listed, **_comments(one))


def _matching(one: Element, text: str) -> Foreign:
    pairs = []
    for each in one.findall("subquestion"):
        is_html = each.get("format", "html") in ("html", "moodle_auto_format")
        left = plain(each.findtext("text") or "", is_html=is_html)
        right = plain(each.findtext("answer/text") or "", is_html=False)
        if not left or not right:
            raise Unfit(_("One of its pairs has only one side."))
        pairs.append((left, right))
    return Foreign(Shape.PAIRS, text, pairs=tuple(pairs), **_comments(one))


def _free(one: Element, text: str) -> Foreign:
    return Foreign(Shape.FREE, text, why=_text(one, "generalfeedback"))


READERS: dict[str, Callable[[Element, str], Foreign]] = {
    "multichoice": _choice,
    "truefalse": _truth,
    "numerical": _number,
    "shortanswer": _words,
    "matching": _matching,
    "essay": _free,
}
