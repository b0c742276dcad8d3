"""What is the same word, however it is written."""

import pytest

from learning.search import words

SAME = [
    "travailleuses travailleurs travailleurSEs travailleur·se·s travailleuse travailleur"
    " travailleur.euse.s travailleur(se)s travailleurses TRAVAILLEURS TRAVAILLEUR·SES",
    "participant·e·s participant.e.s participantEs participant-e-s participantes participants"
    " participant(e)s participant/e/s participant•es",
    "inscritE·s inscritEs inscrites inscrits inscritE",
    "connectéE connectée connecté connectées connectes CONNECTÉ connecte\u0301",
    "acteurTRICEs actrices acteur/trice acteur·rice·s acteurs acteurtrices",
    "citoyenNEs citoyennes citoyens citoyen·ne",
    "professionnelLEs professionnelles professionnels",
    "actif active activE actif·ve·s",
    "heureux heureuse heureuxSE",
    "conseillère conseillers conseillerÈREs",
    "bénévoles bénévolEs",
    "société societe SOCIÉTÉS",
    "story stories",
    "lesson lessons Lesson",
    "القُرآن القرآن",
    "ｆｕｎｄ fund",
]


@pytest.mark.parametrize("written", SAME)
def test_what_is_written_in_another_way_is_one_form(written):
    assert len(set(words.folded(written))) == 1


@pytest.mark.parametrize(
    "different",
    [
        "travailleurs travail travailler",
        "actrice acte",
        "participants participer",
        "les des un une",
        "cash cashew",
        "本 课 程",
    ],
)
def test_other_words_are_other_forms(different):
    found = words.folded(different)
    assert len(set(found)) == len(different.split())


def test_index_has_the_words_as_they_are_written_and_their_forms_once():
    kept = words.to_find(["Épargner, épargner !", "DroitE et droits."])
    assert kept.split() == [
        words.RULES,
        "épargner",
        "droite",
        "et",
        "droits",
        "epargner",
        "epargner0",
        "droit0",
        "et0",
    ]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", ""),
        (" \t\n", ""),
        ('"* ^ ( ) : - \x00 …', ""),
        ("a", "a0"),
        ("cours", "cour0"),
        ("épargn", "epargn"),
        ("Épargner de l’argent", "argent0 epargner"),
        ("de l’", "l0 de0"),
        ("AND OR NEAR(cash * ^", "near0 cash0"),
        ("droits droit droitEs", "droit"),
    ],
)
def test_longest_word_may_be_a_beginning_and_the_others_are_whole(typed, asked):
    assert words.asked_for(typed) == asked


def test_long_words_and_many_words_are_cut():
    assert words.asked_for("x" * 5000) == "x" * 39
    assert words.to_find(["x" * 5000]).split()[1:] == ["x" * 40, "x" * 39 + "0"]
    assert len(words.asked_for(" ".join(f"word{n}" for n in range(1000))).split()) == words.MOST


@pytest.mark.parametrize(
    ("typed", "title", "are_in"),
    [
        ("droit", "Nos droits", True),
        ("travailleuse droits", "Droits des travailleurSEs", True),
        ("travailleuse gares", "Droits des travailleurSEs", False),
        ("travail", "Droits des travailleurSEs", True),
        ("des dr", "Droits des travailleurSEs", False),
    ],
)
def test_words_are_found_in_a_title_as_in_the_index(typed, title, are_in):
    assert words.are_in(words.asked_for(typed), title) is are_in
