"""Codes as people type them from paper or write them down on the phone."""

import unicodedata

# Capitals of Cyrillic and Greek keyboards that look on paper like ours.
SAME_CAPITALS = str.maketrans(
    dict(zip("АВЕЅІЈКМНОРСТУХԚԜ", "ABESIJKMHOPCTYXQW", strict=True))
    | dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
)


def letters_and_digits(typed: str) -> str:
    """Return the letters and digits of a typed code, as its maker wrote them.

    Letters come in capitals and digits as 0 to 9, whatever the keyboard: full-width forms are plain
    ones (Unicode NFKC), Cyrillic and Greek capitals that look like Latin ones are these, and digits
    of any script are digits. Blanks, dashes, dots and invisible characters are dropped.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(SAME_CAPITALS)
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in plain
        if sign.isalnum()
    )


def digits(typed: str, *, length: int) -> str:
    """Return the digits of a typed code that has this many and no letters; else an empty text."""
    plain = letters_and_digits(typed)
    return plain if len(plain) == length and plain.isdecimal() else ""
