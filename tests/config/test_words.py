"""Words on screen: no gender for a member, and one word for one thing.

The texts are those of the catalogue, English and French, and of the starter courses. What has one
name in docs/glossary.md must not have another: its columns *never* list the others.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po
from django import forms as fields
from django.core import validators
from django.utils.translation import override

from tests import starter
from tests.sources import ROOT
from web.reading.studio_english import OURS


def words(*alternatives: str) -> re.Pattern[str]:
    """Return a pattern of whole words."""
    return re.compile(rf"\b({'|'.join(alternatives)})\b")


ENGLISH = words(
    *("she", "hers?", "herself", "he", "him", "his", "himself", "guys?", "ladies", "gentlemen"),
    *("(?:wo)?m[ae]n", "(?:chair|sales|spokes)(?:wo)?m[ae]n", "girls?", "boys?"),
)

# Participles and adjectives that are said of members. The endings of «connectée» and «connectés»
# make a gender; the capital of «connectéE» does not.
STEMS = (
    *("connecté", "déconnecté", "effacé", "supprimé", "inscrit", "invité", "suspendu", "admis"),
    *("prévenu", "informé", "venu", "revenu", "accepté", "refusé", "proposé", "seul", "prêt"),
    *("absent", "présent", "bloqué", "formé", "accompagné", "concerné", "garant"),
)
SAID_TO_READER = re.compile(
    r"\b(?:vous (?:vous )?(?:êtes|étiez|serez|seriez|soyez|avez été)|soyez|je (?:me )?suis)"
    r"(?: (?:maintenant|déjà|toujours|encore|bien|aussi|ici|pas|plus))* "
    rf"((?:{'|'.join(STEMS)}|arrivé|parti|resté|allé|sûr|certain)e?s?|nouveau|nouvelle)\b"
)
# The article, where the noun has one form for all.
ARTICLES = words(
    r"(?:une?|la|le|cette|ce|aucune?|nouvelle|nouveau|ancienne?|tou(?:te)?s les)"
    r" (?:membre|mentor|proche|leader|responsable|collègue)s?"
)
OCCUPATIONS = words(
    r"\w+(?:trice|teuse)s?",
    *("coordina?teurs?", "animateurs?", "facilitateurs?", "administrateurs?", "rédacteurs?"),
    *("traducteurs?", "utilisateurs?", "modérateurs?", "participante?s?", "apprenante?s?"),
    *("étudiante?s?", "mentorée?s?", "mentores?", "inconnue?s?", "amie?s?"),
)
FEMININE = words("elles?", "celles", "nouvelles?", *(f"{stem}es?" for stem in STEMS))
# «Il» without a person: il y a, il n’en reste, il s’agit, il vous faut.
MASCULINE = re.compile(
    r"(?<!agit-)\b(ils?|ceux)\b"
    r"(?! (?:n’)?(?:y|en|se|s’|faut|manque|(?:ne )?reste|vous plaît|(?:(?:ne|vous|en|le) )*fau))"
)

# «Personne» without an article has no gender either: «personne ne s’est porté garantE».
NO_ONE = re.compile(
    r"(?<!une )(?<!la )(?<!cette )\bpersonne (?:ne |n’)(?:s’)?(?:est|était|sera|soit|a été)"
    rf"(?: \w+)*? ({'|'.join(STEMS)})\b"
)

# Things, and words for a person that have a gender of their own, with which these agree.
FEMININE_NOUNS = words(
    *("personnes?", "organisations?", "places?", "cellules?", "clés?", "applications?", "fois"),
    *("adresses?", "copies?", "phrase", "salle", "sauvegardes?", "rencontre", "réponses?"),
    *("leçons?", "région", "sessions?", "invitations?", "notes?", "entrée", "chose", "ligne"),
    *("heures", "pages?", "durée"),
)
MASCULINE_NOUNS = words(
    *("codes?", "compte", "exercices?", "webinaires?", "PDF", "rôles?", "réseau", "binômes?"),
    *(
        "liens?",
        "numéro",
        "fichier",
        "e-mails?",
        "papier",
        "noms?",
        "total",
        "groupe",
        "choix",
        "enregistrements?",
    ),
    *("quitter", "travail", "programme"),
)

# The beginnings of messages in which a word agrees with what another message names, or in which a
# word that the glossary forbids means something else.
ALLOWED = {
    ("If it leaves a network", "elle"),
    ("whether it was right", "elle"),  # an answer
    ("proposed by the matching", "proposée"),  # a proposal
    ("until it is erased", "il"),  # an account
    ("the day until which it is kept", "il"),  # a concern
    ("It cannot erase your browser’s history", "il"),  # the button
    ("It has 16 digits", "il"),  # a number
    ("In %(place)s, where it was planned", "il"),  # a webinar
    ("This PDF cannot be opened", "password"),
    ("This PDF cannot be opened", "mot de passe"),
    ("If you add this site to the home screen", "mots de passe"),
    ("Some browsers that save data", "notice"),  # a verb
    ("On Friday the group meets", "receipt"),  # an example, about money
    ("On Friday the group meets", "le reçu"),
}


class Text(NamedTuple):
    """What one text says, and the English message it belongs to."""

    language: str
    says: str
    message: str


class Term(NamedTuple):
    """A word that the glossary forbids in one language, and what to write instead."""

    language: str
    never: str
    instead: str
    section: str


def read_glossary(markdown: str) -> Iterator[Term]:
    """Return what the last two columns of each table forbid."""
    section = ""
    for line in markdown.splitlines():
        section = line if line.startswith("## ") else section
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6 and not cells[0].startswith(("---", "term")):
            _, _, english, french, never_english, never_french = cells
            for word in never_english.split(", "):
                yield Term("en", word, english, section)
            for word in never_french.split(", "):
                yield Term("fr", word, french, section)


def text(language: str, says: str, message: str = "") -> Text:
    """Return a text without placeholders, and without the capitals that begin a word."""
    says = re.sub(r"%\(\w+\)[0-9]*[a-z]|\{\w+\}|<[^>]*>", "…", says)
    says = re.sub(r"\b[A-ZÀÉÊ](?=[a-zàéê’ ])", lambda match: match[0].lower(), says)
    return Text(language, says, message)


def catalogue() -> Iterator[Text]:
    """Return all forms of every message."""
    with (ROOT / "locale/fr/LC_MESSAGES/django.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    for message in messages:
        said = OURS.get(message.id, message.id)
        english = said if isinstance(said, tuple) else (said,)
        french = message.string if isinstance(message.string, tuple) else (message.string,)
        for language, forms in (("en", english), ("fr", french)):
            yield from (text(language, form, english[0]) for form in forms)


def course() -> Iterator[Text]:
    """Return the lines of the starter courses, without the addresses of their sources."""
    for language in starter.LANGUAGES:
        for line in starter.lines(language):
            yield text(language, re.sub(r"https://[^\s\"\\]*", "", line))


def about_fields() -> Iterator[Text]:
    """Return what a field says in French when it refuses what was typed."""
    kinds = (fields.CharField, fields.IntegerField, fields.DateField, fields.TimeField)
    kinds += (fields.ChoiceField, fields.ModelChoiceField, fields.FileField)
    limits = (validators.MaxLengthValidator, validators.MinLengthValidator)
    limits += (validators.MaxValueValidator, validators.MinValueValidator)
    with override("fr"):
        for kind in (fields.Field, *kinds):
            for name, message in kind.default_error_messages.items():
                yield text("fr", str(message), name)
        for limit in limits:
            yield text("fr", limit.message % {"limit_value": 2, "show_value": 3}, limit.code)


def is_allowed(text: Text, word: str) -> bool:
    return any(word == one and text.message.startswith(start) for start, one in ALLOWED)


def genders(text: Text) -> list[str]:
    """Return the words of `text` that give a person a gender."""
    always = [ENGLISH] if text.language == "en" else [SAID_TO_READER, ARTICLES, OCCUPATIONS, NO_ONE]
    found = [word for pattern in always for word in pattern.findall(text.says)]
    if text.language == "fr" and not FEMININE_NOUNS.search(text.says):
        found += FEMININE.findall(text.says)
    if text.language == "fr" and not MASCULINE_NOUNS.search(text.says):
        found += MASCULINE.findall(text.says)
    return [word for word in found if not is_allowed(text, word)]


def forbidden(text: Text, terms: list[Term]) -> list[str]:
    """Return the words of `text` that one of `terms` forbids, each with what to write instead."""
    return [
        f"{term.never}: write {term.instead}"
        for term in terms
        if term.language == text.language
        and re.search(rf"(?<!\w){re.escape(term.never)}(?!\w)", text.says)
        and not is_allowed(text, term.never)
    ]


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (text("en", "She has not met her mentor."), ["she", "her"]),
        (text("en", "Ask the chairman."), ["chairman"]),
        (text("en", "They have met their mentor. Human rights."), []),
        (text("fr", "Vous êtes connectée."), ["connectée", "connectée"]),
        (text("fr", "Vous êtes maintenant inscrit."), ["inscrit"]),
        (text("fr", "Vous êtes connectéE."), []),
        (text("fr", "Je suis prête."), ["prête", "prête"]),
        (text("fr", "Une membre, un mentor"), ["une membre", "un mentor"]),
        (text("fr", "UnE membre, unE mentor"), []),
        (text("fr", "La coordinatrice et les participants"), ["coordinatrice", "participants"]),
        (text("fr", "ParticipantE, mentoréE"), []),
        (text("fr", "Elle attend votre relecture."), ["elle"]),
        (text("fr", "Une personne attend : elle vous connaît."), []),
        (text("fr", "Ils ne se sont pas encore rencontrés."), ["ils"]),
        (text("fr", "Il reste une place. Il faut un mentor : il attend."), ["un mentor", "il"]),
        (text("fr", "Personne n’est prévenu, ni ne s’est porté garantE."), ["prévenu"]),
        (text("fr", "Personne ne s’est encore porté garant de vous."), ["garant"]),
        (text("fr", "Cette personne n’est pas présente."), []),
        (text("fr", "Les nouvelles seront invitées."), ["nouvelles", "invitées"]),
    ],
)
def test_the_words_that_give_a_gender_are_found(planted, found):
    assert genders(planted) == found


def test_the_glossary_forbids_what_its_last_two_columns_say():
    table = """
## People
| term | in code | English | French | never in English | never in French |
|---|---|---|---|---|---|
| secret | `password` | passphrase | phrase secrète | password, pass phrase | mot de passe |
"""
    terms = list(read_glossary(table))
    assert [(term.language, term.never, term.instead) for term in terms] == [
        ("en", "password", "passphrase"),
        ("en", "pass phrase", "passphrase"),
        ("fr", "mot de passe", "phrase secrète"),
    ]
    assert {term.section for term in terms} == {"## People"}
    assert forbidden(text("en", "Your password"), terms) == ["password: write passphrase"]
    assert forbidden(text("fr", "Mot de passe"), terms) == ["mot de passe: write phrase secrète"]
    assert forbidden(text("en", "Passwords are %(password)s"), terms) == []
    assert forbidden(text("en", "password", "This PDF cannot be opened"), terms) == []


TERMS = list(read_glossary((ROOT / "docs/glossary.md").read_text()))
COURSE_TERMS = [term for term in TERMS if term.section == "## The starter courses"]


def test_no_message_gives_a_person_a_gender():
    found = [(text, genders(text)) for text in catalogue()]
    assert [(text, words) for text, words in found if words] == []


def test_no_message_says_what_the_glossary_forbids():
    found = [(text, forbidden(text, TERMS)) for text in catalogue()]
    assert [(text, words) for text, words in found if words] == []


def test_no_field_says_what_the_glossary_forbids():
    found = [(text, forbidden(text, TERMS)) for text in about_fields()]
    assert [(text, words) for text, words in found if words] == []


def test_a_field_says_in_french_what_to_do():
    said = {text.message: text.says for text in about_fields()}
    assert said["required"] == "il manque quelque chose ici. complétez, puis renvoyez."
    assert said["max_value"] == "c’est trop\N{NO-BREAK SPACE}: 2 au plus."


def test_the_course_does_not_say_what_the_glossary_forbids_there():
    found = [(text, forbidden(text, COURSE_TERMS)) for text in course()]
    assert [(text, words) for text, words in found if words] == []
