"""Codes as people type them from paper or write them down on the phone."""

import unicodedata


def letters_and_digits(typed: str) -> str:
    """Return the letters and digits of a typed code, as its maker wrote them.

    Letters come in capitals and digits as 0 to 9, whatever the keyboard: full-width forms are plain
    ones (Unicode NFKC), and digits of any script are digits. Blanks, dashes, dots and invisible
    characters are dropped.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in plain
        if sign.isalnum()
    )


def digits(typed: str, *, length: int) -> str:
    """Return the digits of a typed code that has this many and no letters; else an empty text."""
    plain = letters_and_digits(typed)
    return plain if len(plain) == length and plain.isdecimal() else ""
