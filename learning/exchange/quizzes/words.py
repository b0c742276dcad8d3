"""Texts of another site as plain text."""

import re
from decimal import Decimal
from html import unescape

from django.core.exceptions import SuspiciousOperation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from learning.exchange.quizzes.found import Unfit

LONGEST = 10_000
LONGEST_NAME = 80
LINES = re.compile(r"<br\s*/?>|</p>|</li>|</div>", re.IGNORECASE)
FILES = re.compile(r"<(?:img|audio|video|iframe|object|embed)\b|@@PLUGINFILE@@", re.IGNORECASE)

NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,20})?")


def plain(text: str, *, is_html: bool) -> str:
    """Return a text without tags, with single blanks. Raises `Unfit` when it needs a file, or is
    longer than any text of a question."""
    if len(text) > LONGEST:
        raise Unfit(_("Its text is too long."))
    if is_html:
        if FILES.search(text):
            raise Unfit(_("It has a picture or another file."))
        text = _untagged(LINES.sub(" ", text))
    return " ".join(text.split())


def name(text: str) -> str:
    """Return how a question is called in a list."""
    try:
        return " ".join(_untagged(text[:LONGEST]).split())[:LONGEST_NAME]
    except Unfit:
        return ""


def _untagged(text: str) -> str:
    try:
        return unescape(strip_tags(text))
    except SuspiciousOperation as error:
        # Tags inside tags, deeper than anyone writes them.
        raise Unfit from error


def number(text: str) -> Decimal:
    """Return the number that a text is. Raises `Unfit`."""
    if not NUMBER.fullmatch(text.strip()):
        raise Unfit(_("Its number cannot be read."))
    return Decimal(text.strip())
