"""The words of a text as they are kept to be found, and those of a search, in the same form.

Both pass through `folded`, so that what is written in another way is found: with accents or
without, in the singular or the plural, and in each gender. “travailleuses”, “travailleurs”,
“travailleurSEs” and “travailleur·se·s” are one form. The rules are those of French and of the
plural in English. They hold for every language alike, since texts and readers mix them: a form is
no word, and it does no harm where it looks odd.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import filterfalse

# A word that is in the index of each page whose words were made by the rules below. With other
# rules, count up: then every page is indexed again (`learning.search.actions`).
RULES = "xx1words"
# The index of PostgreSQL refuses longer words; no word of a course has as many letters.
LONGEST = 40
# More than anyone types. Each one is a condition of the query.
MOST = 12
# What someone types may be the beginning of a word as long as it says enough: “épargn”.
BEGINS = 5
# Ends a form in the index, so that a word of someone's search can also mean the whole word.
END = "0"

# The endings that French adds to a word for the second gender.
ENDINGS = "e|se|euse|trice|rice|ice|ne|le|te|re|ere|fe|ve|sse|esse|che|que"
# “inscritE”, “travailleurSEs”, “participantEs”: the capital of the movement.
CAPITAL = re.compile(rf"(?<=[^\W\d_A-Z])(?:{ENDINGS.upper()})(?:[·•‧∙⋅.]?[sSx])?(?![^\W_])")
# “participant·e·s”, “participant.e.s”, “inscrit(e)s”, “acteur/trice”, “étudiant-e-s”.
POINTS = re.compile(
    rf"(?<=[^\W\d_])(?:[·•‧∙⋅./(]|-(?=(?:e|se|euse|trice)\b))(?:{ENDINGS})[)]?"
    r"(?:[·•‧∙⋅./-]?s)?(?![^\W_])",
    re.IGNORECASE,
)
# Chinese and Japanese write no spaces: each sign counts as a word.
SIGNS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{SIGNS}]|[^\W_{SIGNS}]+")
EUSE = re.compile(r"(?<=..)(?:euse|eux)s?$")
# By the end of a word without its “e” and “s”: what it becomes.
SAME = (
    (re.compile(r"eur[stre]*ic$"), "eur"),
    (re.compile(r"(?<=..)tric$"), "teur"),
    (re.compile(r"(?<=..)if$"), "iv"),
    (re.compile(r"(?<=..)y$"), "i"),
    (re.compile(r"([lnt])\1$"), r"\1"),
)


def to_find(texts: Iterable[str]) -> str:
    """Return the words of these texts for the index of the site, each once: as they are written
    and without accents, for the studio, and in their forms."""
    return f"{RULES} {_to_find(' '.join(texts))}"


# Wagtail asks three times for each page that it indexes.
@lru_cache(maxsize=1)
def _to_find(written: str) -> str:
    own = WORD.findall(f"{written} {_without_accents(written)}".lower())
    forms = [form + END for form in folded(written)]
    return " ".join(dict.fromkeys(word[:LONGEST] for word in [*own, *forms]))


def asked_for(typed: str) -> str:
    """Return what to ask the index for, so that all words of `typed` are found, without the small
    ones where there are others; empty where there is none. The longest word comes last: as long as
    it says enough, it may be the beginning of another (the index completes the last word)."""
    every = dict.fromkeys(folded(typed))
    forms = sorted([one for one in every if one not in SMALL] or every, key=len)[-MOST:]
    if not forms:
        return ""
    longest = forms.pop()
    whole = [form + END for form in forms]
    return " ".join([*whole, longest if len(longest) >= BEGINS else longest + END])


def are_in(asked: str, text: str) -> bool:
    """Return whether all words of `asked`, which `asked_for` made, are in `text`."""
    *whole, last = asked.split()
    forms = {form + END for form in folded(text)}
    return forms.issuperset(whole) and any(form.startswith(last) for form in forms)


def folded(text: str) -> list[str]:
    """Return the form of each word of `text`, in order."""
    plain = _without_accents(text)
    both = POINTS.sub(" ", CAPITAL.sub(" ", plain))
    return [_form(word) for word in WORD.findall(both.lower())]


def _without_accents(text: str) -> str:
    return "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text)))


# Half of a text are a few hundred words that come again and again.
@lru_cache(maxsize=4096)
def _form(word: str) -> str:
    """Return the form of a word in small letters without accents."""
    # Of a short word, such as “les”, little would be left.
    if len(word) > 3:
        word = EUSE.sub("eur", word)
        word = word.rstrip("es") or word
        for end, same in SAME:
            word = end.sub(same, word)
    return word[: LONGEST - len(END)]


# What no one looks for, unless there is nothing else: a text may say “nos droits” for “les droits”.
SMALL = frozenset(
    folded(
        "a an and at by for from in is of on or our the to with your "
        "au aux avec c ce ces d dans de des du en est et j l la le les leur leurs m mes n nos "
        "notre ou par pour qu que s sur t un une vos votre y"
    )
)
