"""What people type into the fields of a form."""

from typing import Any

from django import forms

# As long as a text without a limit of its own is here.
LONG = 3_000
# Raw on no page: quotes, brackets, and what templates, formats and spreadsheets would act on.
MARKED_UP = "<b>zq"
ACTED_ON = f"\"'>{MARKED_UP}</b>&amp;{{{{ 7|add:7 }}}}{{% now 'Y' %}}%s%(n)s{{0}}\\"
# Each fills a field to its last character, or to the last that fits.
UNBROKEN, WIDEST, JOINED, COMPOSED = "W", "ﷺ", "👩🏾‍🚀", "e\u0301"


def each(**typed: list[Any]) -> list[tuple[str, Any]]:
    """Return each value beside the name of its field, for the parameters of a test."""
    return [(field, value) for field, values in typed.items() for value in values]


def unlikely(asked: forms.Field) -> list[str]:
    """Return what hardly anyone types into a field; it takes this or says why not.

    Each list begins with what a field most often takes.
    """
    match asked:
        case forms.IntegerField():
            ends = [one for one in (asked.max_value, asked.min_value) if one is not None]
            return [*map(str, ends), "0", "٣٤", "１２", "-1", "9" * 400, str(2**63), "1e3", "\0"]
        case forms.DateField():
            return ["9999-12-31", "0001-01-01", "2028-02-29", "2027-03-28", "2027-10-31", "\0"]
        case forms.TimeField():
            return ["00:00", "23:59:59", "02:30", "24:00", "٠٩:٣٠", "\0"]
        case forms.ChoiceField() | forms.BooleanField():
            return ["\0", "9" * 400, "nothing"]
        case forms.CharField():
            return _texts(asked.max_length or LONG)
    return []


def _texts(longest: int) -> list[str]:
    return [
        UNBROKEN * longest,
        ACTED_ON[:longest],
        "شبكة العاملات \u200f",
        *(one * (longest // len(one)) for one in (WIDEST, JOINED, COMPOSED, "ß", "İ")),
        "\t\u00a0 blank around \u3000"[:longest],
        '=HYPERLINK("https://example.org")'[:longest],
        "one\r\nBEGIN:VEVENT\r\nSUMMARY:two"[:longest],
        "\u202egnp.exe\u2066"[:longest],
        "\x1b[31m\x7f\x85\ufeff\u2028"[:longest],
        *("None", "0", ".", "a\0b", UNBROKEN * (longest + 1)),
    ]
