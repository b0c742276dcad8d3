"""The lines that a new address needs, as the site answers today: read them, do not trust them."""

from collections import defaultdict

from tests.matrix.calling import Caller
from tests.matrix.people import Actor
from tests.matrix.reading import GROUPS, METHODS, NEAR, REFUSALS, SEVERAL, Block
from tests.matrix.walking import Address

CLOSED = {"sign-in": ["signed-out"], "wait": ["newcomer"], "404": ["newcomer", *GROUPS["members"]]}


def lines(caller: Caller, address: Address, block: Block) -> list[str]:
    """Return the block for `address`: each outcome that is not a refusal by default, one a line."""
    actors = caller.asking(address)
    found = [block.title]
    for method in METHODS:
        answers = {actor: caller.call(address, block, method, actor) for actor in actors}
        if all(outcome in REFUSALS for outcome in answers.values()):
            continue
        by_outcome: dict[str, list[Actor]] = defaultdict(list)
        for actor, outcome in answers.items():
            by_outcome[outcome].append(actor)
        for outcome, those in by_outcome.items():
            who = _named([actor for actor in those if actor.role not in CLOSED.get(outcome, [])])
            if who:
                found.append(f"  {method:<4} {outcome}: {who}")
    return found


def _named(actors: list[Actor]) -> str:
    """Write actors down as the file does: groups first, relations only where they matter."""
    relations: dict[str, set[str]] = defaultdict(set)
    for actor in actors:
        relations[actor.role].add(actor.relation)
    words = {}
    for role, found in relations.items():
        here = [one for one in NEAR if one in found]
        # «stale» goes with «own», and «suspended» is signed out.
        if "stale" in found and "own" not in found:
            here.append("stale")
        if here:
            for name, several in SEVERAL.items():
                if set(several) <= set(here):
                    here = [name, *(one for one in here if one not in several)]
            is_all = here == ["in-office", "ex"] or role == "signed-out"
            words[role] = "" if is_all else f"({' '.join(here)})"
    for group in ("everybody", "signed-in", "members"):
        for form in set(words.values()):
            if all(
                words.get(role) == ("" if role == "signed-out" else form) for role in GROUPS[group]
            ):
                rest = {role: one for role, one in words.items() if role not in GROUPS[group]}
                return " ".join([group + form, *(role + one for role, one in rest.items())])
    return " ".join(role + form for role, form in words.items())
