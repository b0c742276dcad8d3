"""Days as they are written in a sentence: French calls the first of a month “1er”."""

import re
from datetime import date

from django.utils import formats
from django.utils.translation import get_language

# A one on its own before the name of a month: “1 mai”, and not “21 mai” or “1 12”.
FIRST_OF_MONTH = re.compile(r"(?<!\d)1 (?=[^\W\d])")


def date_format(value: date, form: str = "DATE_FORMAT") -> str:
    """Return `value` as Django writes it in `form`, with the first day as the language says it."""
    return in_sentence(formats.date_format(value, form))


def in_sentence(written: str) -> str:
    """Return a written date with the first day of the month as the language says it."""
    french = (get_language() or "").startswith("fr")
    return FIRST_OF_MONTH.sub("1er ", written) if french else written
