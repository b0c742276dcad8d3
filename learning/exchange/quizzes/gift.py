"""Read questions in the format GIFT: https://docs.moodle.org/en/GIFT_format"""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from learning.exchange.quizzes.found import Found, Unfit
from learning.exchange.quizzes.words import name, number, plain
from learning.questions.kinds.parts.foreign import Foreign, Offered, Shape

# Signs that have a meaning are written after a backslash. While a question is read, each stands as
# one that no one writes.
SIGNS = "~=#{}:"
HIDDEN = {sign: chr(0xE000 + number) for number, sign in enumerate(SIGNS)}
SHOWN = str.maketrans({hidden: sign for sign, hidden in HIDDEN.items()})
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
TITLE = re.compile(r"^::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"^\[(html|moodle|plain|markdown)\]")
PERCENT = re.compile(r"^%(-?\d{1,3}(?:\.\d{1,5})?)%")
# Where the next answer begins.
ANSWER = re.compile(r"(?=[~=])")
BLANK = "_____"
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def questions(text: str) -> Iterator[Found]:
    """Find the questions in a file. An empty line ends each."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = "\n".join(line for line in lines if not line.lstrip().startswith(("//", "$CATEGORY:")))
    for part in re.split(r"\n[ \t]*\n", kept):
        if part.strip():
            yield _found(part.strip())


def _found(part: str) -> Found:
    part = ESCAPE.sub(_hide, part)
    titled = TITLE.match(part)
    if titled:
        part = part[titled.end() :].lstrip()
    formed = FORMAT.match(part)
    is_html = bool(formed and formed[1] in ("html", "moodle"))
    if formed:
        part = part[formed.end() :]
    before, opening, rest = part.partition("{")
    inside, closing, after = rest.partition("}")
    called = name((titled[1] if titled else before).translate(SHOWN))
    try:
        if not opening or not closing:
            raise Unfit(_("It has no answers between { and }."))
        if "{" in after:
            raise Unfit(_("It has several gaps. Only one can be filled in."))
        gap = BLANK if after.strip() else ""
        text = _said(f"{before.rstrip()} {gap}{after}", is_html)
        return Found(called, _question(text, inside.strip(), is_html))
    except Unfit as unfit:
        return Found(called, reason=str(unfit))


def _hide(escaped: re.Match[str]) -> str:
    sign = escaped[1]
    return "\n" if sign == "n" else HIDDEN.get(sign, sign)


def _said(text: str, is_html: bool) -> str:
    """Return a text as people read it."""
    return plain(text.translate(SHOWN), is_html=is_html)


def _question(text: str, inside: str, is_html: bool) -> Foreign:
    inside, _mark, general = inside.partition("####")
    inside = inside.strip()
    why = _said(general, is_html)
    if not inside:
        return Foreign(Shape.FREE, text, why=why)
    if inside.startswith("#"):
        right, tolerance = _number(inside[1:].strip())
        return Foreign(Shape.NUMBER, text, number=right, tolerance=tolerance, why=why)
    word, *comments = [part.strip() for part in inside.split("#")]
    if word.upper() in TRUTHS:
        return Foreign(Shape.TRUTH, text, _truths(word, comments, is_html), why=why)
    answers = [part.strip() for part in ANSWER.split(inside) if part.strip()]
    if "->" in inside and all(answer.startswith("=") for answer in answers):
        return Foreign(Shape.PAIRS, text, pairs=tuple(_pairs(answers, is_html)), why=why)
    if any(answer[0] not in "~=" for answer in answers):
        raise Unfit(_("Its answers do not begin with = or ~."))
    offered = tuple(_offered(answer, is_html) for answer in answers)
    return Foreign(_shape(answers, offered), text, offered, why=why)


def _shape(answers: list[str], offered: tuple[Offered, ...]) -> Shape:
    if all(answer.startswith("=") for answer in answers):
        return Shape.WORDS
    right = sum(one.is_right for one in offered)
    if any(answer.startswith("=") for answer in answers):
        if right > 1:
            raise Unfit(_("It needs exactly one right answer."))
        return Shape.ONE
    return Shape.SEVERAL


def _offered(answer: str, is_html: bool) -> Offered:
    sign, rest = answer[0], answer[1:].strip()
    weighed = PERCENT.match(rest)
    if weighed:
        rest = rest[weighed.end() :]
    text, _mark, feedback = rest.partition("#")
    share = Decimal(weighed[1]) if weighed else None
    # Of a word, only what is wholly right counts; of several choices, each that adds points.
    is_right = (share is None or share == 100) if sign == "=" else bool(share and share > 0)
    return Offered(_said(text, is_html), is_right, _said(feedback, is_html))


def _truths(word: str, comments: list[str], is_html: bool) -> tuple[Offered, ...]:
    """The first comment is for the wrong answer, the second for the right one."""
    is_true = TRUTHS[word.upper()]
    wrong, right = ([_said(one, is_html) for one in comments] + ["", ""])[:2]
    return (
        Offered("true", is_true, right if is_true else wrong),
        Offered("false", not is_true, wrong if is_true else right),
    )


def _pairs(answers: list[str], is_html: bool) -> Iterator[tuple[str, str]]:
    for answer in answers:
        left, arrow, right = answer[1:].partition("->")
        if not arrow or not left.strip() or not right.strip():
            raise Unfit(_("One of its pairs has only one side."))
        yield _said(left, is_html), _said(right, is_html)


def _number(inside: str) -> tuple[Decimal, Decimal]:
    """Return the right number and its tolerance."""
    answers = [part.strip() for part in inside.split("=") if part.strip()]
    whole = [part for part in answers if not PERCENT.match(part) or part.startswith("%100%")]
    if len(whole) != 1:
        raise Unfit(_("It needs exactly one right number."))
    said = PERCENT.sub("", whole[0]).partition("#")[0].strip()
    if ".." in said:
        low, high = (number(part) for part in said.split("..", 1))
        return (low + high) / 2, abs(high - low) / 2
    right, _colon, tolerance = said.partition(":")
    return number(right), number(tolerance or "0")
