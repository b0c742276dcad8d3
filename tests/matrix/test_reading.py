"""The files are read as their head says: an actor who is not named gets nothing."""

import pytest

from tests.matrix.reading import REFUSALS, RELATIONS, Block, _read


def block(*lines: str) -> Block:
    found: list[Block] = []
    for line in ("/en/thing/<code:thing>/ (one)", *lines):
        _read(line, found)
    return found[0]


@pytest.mark.parametrize(
    ("role", "relation", "outcome"),
    [
        ("leader", "own", {"ok"}),
        ("leader", "stale", {"ok"}),
        ("leader", "same-organisation", {"404"}),
        ("leader", "ex", {"404"}),
        ("leader", "suspended", {"sign-in"}),
        ("mentor", "own", {"to /en/home/"}),
        ("mentor", "stale", {"step-up"}),
        ("superuser", "own", {"404"}),
        ("signed-out", "own", {"sign-in"}),
        ("newcomer", "own", {"wait", "404"}),
    ],
)
def test_actor_who_is_not_named_gets_nothing(role, relation, outcome):
    said = block(
        "  GET ok: leader(own) mentor",
        "  GET to /en/home/: mentor(in-region)  # the later one counts",
        "  GET step-up: mentor(stale)",
    )
    assert said.expected("GET", role, relation) == outcome


def test_method_that_is_not_named_gives_nothing():
    assert block("  GET ok: everybody").expected("POST", "superuser", "own") == REFUSALS


def test_studio_lines_mean_no_actor_whose_role_is_over():
    found: list[Block] = []
    for line in ("/studio/thing/", "  GET ok: editors"):
        _read(line, found)
    said = {relation: found[0].expected("GET", "editor", relation) for relation in RELATIONS}
    nothing = {"ex": {"404"}, "suspended": {"sign-in"}}
    assert said == {relation: {"ok"} for relation in RELATIONS} | nothing


@pytest.mark.parametrize(
    "line",
    [
        "  GET ok everybody",
        "  HEAD ok: everybody",
        "  GET ok: everyone",
        "  GET ok: leader(mine)",
        "  GET ok: leader(suspended)",
        "  GET ok: leader, mentor",
    ],
)
def test_line_that_is_not_in_the_format_is_refused(line):
    with pytest.raises(ValueError):
        block(line)
