"""The two files that say who gets what, read into «address, method, actor → outcome».

The head of `site.txt` explains the format.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from people.roles import table
from people.roles.table import Role
from tests.databases import is_on_postgresql

FOLDER = Path(__file__).parent
FILES = ("site.txt", "studio.txt")
METHODS = ("GET", "POST")
# Asked as well, and expected to give nothing unless the file names them.
OTHER_METHODS = ("PUT", "PATCH", "DELETE")
STUDIO = "/studio/"

# Coordinators of networks and of no region are asked too.
NETWORK_COORDINATOR = "network-coordinator"
# Each actor who is asked because of a role, and the role.
HOLDERS = {
    name: role
    for role in Role
    for name in (role.value, *((NETWORK_COORDINATOR,) if role == Role.COORDINATOR else ()))
}
MEMBERS = ("new", "leader", *HOLDERS, "superuser")
SIGNED_IN = ("newcomer", *MEMBERS)
ROLES = ("signed-out", *SIGNED_IN)
GROUPS = {
    "editors": (*(role.value for role in table.IN_STUDIO), "superuser"),
    "members": MEMBERS,
    "signed-in": SIGNED_IN,
    "everybody": ROLES,
}
NEAR = ("own", "same-organisation", "same-region", "other-region", "ex")
SEVERAL = {"in-office": NEAR[:4], "in-region": NEAR[:3], "others": NEAR[1:4]}
# «stale» gets what «own» gets unless the file says otherwise; «suspended» is signed out.
RELATIONS = (*NEAR, "stale", "suspended")
# What makes a difference in the studio.
IN_STUDIO = ("own", "ex", "suspended")
# Where only the database is another one: who is let in, and who is not.
REPEATED = ("own", "other-region")

# Answers that give and change nothing. A method that a block does not name gets one of them.
REFUSALS = {"sign-in", "wait", "step-up", "404", "405"}
WHO = re.compile(r"([\w-]+)(?:\(([\w -]+)\))?")


def relations(role: str, *, in_studio: bool) -> tuple[str, ...]:
    """Return in which relations `role` is asked about an address on the database of the run."""
    if role == "signed-out" or (in_studio and role not in GROUPS["editors"]):
        return ("own",)
    asked = IN_STUDIO if in_studio else RELATIONS
    return tuple(one for one in asked if one in REPEATED) if is_on_postgresql() else asked


@dataclass
class Block:
    """What the file says of one address, or of one of the things that it may mean."""

    route: str
    thing: str
    lines: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.route} ({self.thing})" if self.thing else self.route

    @cached_property
    def methods(self) -> set[str]:
        return {method for method, _outcome, _who in self.lines}

    def expected(self, method: str, role: str, relation: str) -> set[str]:
        """Return the outcomes that are right for one cell; of several lines the last counts."""
        if relation == "suspended":
            role, relation = "signed-out", "own"
        if relation == "stale" and (method, role, relation) not in self.said:
            relation = "own"
        by_default = {"signed-out": {"sign-in"}, "newcomer": {"wait", "404"}}.get(role, {"404"})
        if method not in self.methods:
            return REFUSALS
        outcome = self.said.get((method, role, relation))
        return {outcome} if outcome else by_default

    @cached_property
    def said(self) -> dict[tuple[str, str, str], str]:
        # The studio is for those whose role lasts.
        near = NEAR[:4] if self.route.startswith(STUDIO) else NEAR
        return {
            (method, role, relation): outcome
            for method, outcome, who in self.lines
            for role, relation in _meant(who, near)
        }

    @property
    def gives_something(self) -> bool:
        """Return whether any actor is let in by any method."""
        return any(outcome not in REFUSALS for _m, outcome, _w in self.lines)

    @property
    def is_closed(self) -> bool:
        """Return whether the file says explicitly that no actor is let in."""
        return {outcome for _method, outcome, _who in self.lines} <= {"404", "405"}


def _meant(who: str, near: tuple[str, ...] = NEAR) -> Iterator[tuple[str, str]]:
    """Yield the cells that `who` names, such as «leader(own ex) mentor».

    `near` is meant where no relation is given.
    """
    for name, relations in WHO.findall(who):
        for role in GROUPS.get(name, (name,)):
            for relation in relations.split() or near:
                for one in SEVERAL.get(relation, (relation,)):
                    yield role, one


def blocks() -> list[Block]:
    """Read both files; raise ValueError at a line that is not in the format."""
    found: list[Block] = []
    for name in FILES:
        for number, line in enumerate((FOLDER / name).read_text().splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            try:
                _read(line, found)
            except ValueError as error:
                raise ValueError(f"{name}, line {number}: {error}") from error
    return found


def matrix() -> dict[str, list[Block]]:
    """Return route → its blocks: more than one when it means several things."""
    found: dict[str, list[Block]] = defaultdict(list)
    for block in blocks():
        found[block.route].append(block)
    return found


def _read(line: str, found: list[Block]) -> None:
    text = line.split(" #")[0].rstrip()
    if text.startswith("/"):
        route, _, thing = text.partition(" (")
        found.append(Block(route, thing.removesuffix(")")))
        return
    if not found:
        raise ValueError("an address comes first")
    head, colon, who = text.partition(": ")
    method, _, outcome = head.strip().partition(" ")
    if method not in METHODS + OTHER_METHODS or not colon or not outcome:
        raise ValueError(f"not «METHOD outcome: who» but «{text.strip()}»")
    for role, relation in _meant(who):
        if role not in ROLES or relation not in (*NEAR, "stale"):
            raise ValueError(f"nobody is called «{role}({relation})»")
    if WHO.sub("", who).strip():
        raise ValueError(f"cannot read «{who}»")
    found[-1].lines.append((method, outcome.strip(), who))


def agrees(outcome: str, right: set[str]) -> bool:
    """Return whether it is one of those in the file; what broke, only the outcome says."""
    return outcome in right or outcome.split()[0] in right & {"crash"}
