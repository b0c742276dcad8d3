"""One reading of the names that people type.

A name is set on one phone and asked for on another. Phones differ in how they write the same
letter, the same blank and the same capital, so both sides use these functions. Give them short
texts: bringing very many marks on one letter into order takes minutes, so forms limit the length
first.
"""

import re
import unicodedata

# What a script needs between its own letters: the joiners of Persian, Sinhala and others.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
# These scripts need none, so a joiner between their letters could only hide something.
WITHOUT_JOINERS = ("LATIN", "CYRILLIC", "GREEK", "DIGIT")
# Signs that no one sees and that come along when a name is copied out of a chat.
# Not the signs that turn text around: no one writes a name with them.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u200b-\u200f\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
# Each keyboard has its own apostrophe and its own hyphen.
ALIKE_SIGNS = str.maketrans(
    dict.fromkeys("’‘ʼʻ`＇", "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"\N{ARABIC TATWEEL}": None}
)
# NFKC would make of it a blank and an accent, on the letter before.
ACUTE = str.maketrans("\N{ACUTE ACCENT}", "'")
# The i of Turkish: I and ı, İ and i are pairs there, I and i elsewhere.
DOT_ABOVE = "\N{COMBINING DOT ABOVE}"
# Letters that are drawn alike (Unicode Technical Standard 39, confusables.txt): those of scripts
# that share shapes with Latin, and Persian letters beside Arabic ones.
DRAWN_ALIKE = str.maketrans(
    dict(zip("авсԁеғһіјкӏмнорԛгѕтуԝхьзѵ", "abcdefhijklmhopqrstywxb3v", strict=True))
    | dict(zip("αβγεζηικμνορστυχω", "abyeznikmvopctuxw", strict=True))
    | dict(zip("աոսհօցգզյ", "wnuhoggqj", strict=True))
    | dict(zip("ɑɡɩƅɗɓᴏ", "agibdbo", strict=True))
    | dict(zip("یکۀەہھ", "يكهههه", strict=True))
)
# Then a digit for a letter, and two letters that look like one.
SAME_SHAPE = (("0", "o"), ("1", "i"), ("l", "i"), ("|", "i"), ("m", "rn"), ("w", "vv"))
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
ACCENTS = re.compile("[\u0300-\u036f]")


def tidy(text: str) -> str:
    """Return a name as it is shown: in one Unicode form (NFKC), with single blanks, and without
    blanks and unseen signs around it."""
    text = unicodedata.normalize("NFKC", text.translate(ACUTE))
    return " ".join(tidy_ends(text).split())


def tidy_ends(text: str) -> str:
    """Return `text` without blanks and unseen signs at its beginning and end."""
    while text and (text[0].isspace() or UNSEEN.match(text[0])):
        text = text[1:]
    while text and (text[-1].isspace() or UNSEEN.match(text[-1])):
        text = text[:-1]
    return text


def without_joiners(text: str) -> str:
    """Return `text` without the joiners beside letters of a script that needs some."""
    return "".join(each for at, each in enumerate(text) if not _joins(text, at))


def _joins(text: str, at: int) -> bool:
    around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return text[at] in JOINERS and any(
        each.isalpha() and not unicodedata.name(each, "").startswith(WITHOUT_JOINERS)
        for each in around
    )


def key(text: str) -> str:
    """Return what two spellings of one name have in common, the same on every database.

    Capitals, blanks and unseen signs do not count, as in Unicode's NFKC_Casefold, nor does it count
    of which script digits, apostrophes and hyphens are. Accents count.
    """
    text = UNSEEN.sub("", unicodedata.normalize("NFKC", text.translate(ACUTE)))
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    text = text.replace("i" + DOT_ABOVE, "i").replace("ı", "i").translate(ALIKE_SIGNS)
    return " ".join(ascii_digits(text).split())


def likeness(text: str) -> str:
    """Return what two names have in common that people would take for one another.

    Two different names can have the same likeness. Use it to refuse a new name beside another,
    never to find someone.
    """
    text = ACCENTS.sub("", unicodedata.normalize("NFD", key(text)))
    text = "".join(sign for sign in text.translate(DRAWN_ALIKE) if sign not in " '.-")
    for sign, shape in SAME_SHAPE:
        text = text.replace(sign, shape)
    return unicodedata.normalize("NFC", text)


def ascii_digits(text: str) -> str:
    """Return `text` with the digits 0 to 9 in place of those of any other script."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def letters(text: str) -> str:
    """Return the letters and digits of a name, without accents and capitals: what is left of it
    where someone writes from memory the name of another, or an answer. “œ” is “oe”, as French
    keyboards have no key for it."""
    signs = unicodedata.normalize("NFKD", text).casefold().translate(LIGATURES)
    return "".join(sign for sign in signs if sign.isalnum())
