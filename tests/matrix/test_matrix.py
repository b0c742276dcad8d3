"""The authorisation matrix: `site.txt` and `studio.txt` say who gets what, and the site does so.

Each test calls every address of the resolver by every method as one role in all its relations, in
one world; whatever a call did is rolled back before the next.
"""

import pytest
from django.contrib.auth.models import Group
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
)

from cms.models import Branding
from people.models import Organisation, RoleGrant, User
from tests.matrix import calling, studio, studio_forms, suggesting
from tests.matrix.calling import Caller
from tests.matrix.reading import (
    METHODS,
    OTHER_METHODS,
    REFUSALS,
    ROLES,
    STUDIO,
    Block,
    agrees,
    blocks,
    matrix,
    relations,
)
from tests.matrix.things import BODIES
from tests.matrix.walking import Address, addresses

pytestmark = calling.marks
# Of the roles, the two whose addresses lock and search most are asked on PostgreSQL as well, in
# fewer relations.
REPEATED = ("coordinator", "editor")


def suggested(caller: Caller, missing: list[Address]) -> list[str]:
    found = []
    for address in missing:
        try:
            found += suggesting.lines(caller, address, Block(address.route, ""))
        except KeyError as error:
            found.append(f"{address.route}  # {error.args[0]}")
    return found


def test_every_address_is_in_the_file(caller):
    known = matrix()
    lines = suggested(caller, [one for one in addresses() if one.route not in known])
    assert not lines, "\n".join(
        ["Not in the file. This is what they answer today; paste it when it is right:", *lines]
    )


def test_file_names_no_address_that_is_gone():
    routes = {address.route for address in addresses()}
    assert [route for route in matrix() if route not in routes] == []


def test_every_address_lets_an_actor_in():
    """So none is in the file that was only ever refused, unless the file says that it is."""
    closed = [
        route
        for route, found in matrix().items()
        if not any(block.gives_something or block.is_closed for block in found)
    ]
    assert closed == []


def test_every_address_that_takes_a_form_is_sent_a_valid_one():
    posting = {block.title for block in blocks() if "POST" in block.methods}
    without = {title for title in posting if not title.startswith(STUDIO)} - BODIES.keys()
    assert sorted(without) == []


# Forms of the studio that take nothing from anyone on this site.
TAKES_NOTHING = {
    # It has no finder for what is elsewhere.
    "/studio/embeds/chooser/upload/",
    # It asks for kinds of steps, of which there are none.
    "/studio/workflows/task_chooser/create/",
}


def test_every_form_of_the_studio_is_taken_from_an_actor():
    """A refusal only means something when the same body was taken from another actor."""
    refused = {
        block.title
        for block in blocks()
        if block.route.startswith(STUDIO)
        and (taken := {outcome for method, outcome, _ in block.lines if method == "POST"})
        and all(outcome.split()[0] in ("errors", "crash", "400", "403") for outcome in taken)
    }
    assert refused == TAKES_NOTHING
    unknown = studio_forms.FORMS.keys() - {block.title for block in blocks()}
    assert unknown == set()


def test_every_button_for_many_things_is_in_the_file():
    """One address of Wagtail's serves them all, as one serves the actions of its script."""
    named = {block.title for block in blocks()}
    many = {
        f"{studio.BULK} ({button.action_type} of {model._meta.model_name})"
        for button in hooks.get_hooks("register_bulk_action")
        for model in button.models
        # Every kind of page has the buttons of a page; a snippet there is none.
        if not issubclass(model, Page) or model is Page
    }
    single = {f"{studio.ACTION} ({action})" for action in PagesAdminAPIViewSet.actions}
    assert sorted((many | single) - named) == []


def test_matrix_is_large():
    assert sum(len(METHODS) * how_many(role) for role in ROLES) >= 6_000


def how_many(role: str) -> int:
    """Return how many cells of one method `role` has."""
    return sum(len(relations(role, in_studio=block.route.startswith(STUDIO))) for block in blocks())


@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=[pytest.mark.servers] * (role in REPEATED)) for role in ROLES],
)
def test_each_role_gets_what_the_file_says(caller, role):
    known = matrix()
    wrong = []
    before = caller.cells
    caller.faults.clear()
    for address in addresses():
        for block in known.get(address.route, []):
            for method in METHODS:
                wrong += _mismatches(caller, address, block, method, role)
    assert wrong == []
    assert caller.faults == set()
    assert caller.cells - before == len(METHODS) * how_many(role)


@pytest.mark.parametrize("role", ["leader", "coordinator", "editor", "translator", "superuser"])
def test_no_other_method_gives_or_changes_anything(caller, role):
    """Unless the file names it. In the studio, Wagtail answers some as if they were a GET."""
    known = matrix()
    given = []
    actor = caller.world.actors[role][0]
    for address in addresses():
        for block in known.get(address.route, []):
            for method in OTHER_METHODS:
                outcome = caller.call(address, block, method, actor)
                nothing = {"ok", "errors"} if address.is_in_studio else set()
                if method in block.methods:
                    if not agrees(outcome, block.expected(method, role, "own")):
                        given.append(f"{method} {block.title} as {role}: {outcome}")
                elif outcome not in REFUSALS | nothing and not outcome.startswith("to "):
                    given.append(f"{method} {block.title}: {outcome}")
    assert given == []


@pytest.mark.parametrize("role", ["signed-out", "leader", "coordinator", "admin"])
def test_head_gets_what_get_gets(caller, role):
    """Outside the studio: Wagtail decides there."""
    known = matrix()
    different = []
    for address in addresses():
        for block in [] if address.is_in_studio else known.get(address.route, []):
            for actor in list(caller.asking(address, role))[:1]:
                got, head = (caller.call(address, block, one, actor) for one in ("GET", "HEAD"))
                if got != head:
                    different.append(f"{block.title} as {actor}: GET {got}, HEAD {head}")
    assert different == []


def what_learners_read() -> list[tuple]:
    """Return every page that is online, with its place and its words."""
    pages = Page.objects.live().specific().order_by("pk")
    return [(page.path, page.title, page.slug, _body(page)) for page in pages]


def _body(page: Page) -> list:
    """Return the blocks as they are kept: as HTML, they have words in the language of the call."""
    return list(page.body.raw_data) if hasattr(page, "body") else []


def who_may_what() -> list[list[dict]]:
    """Return accounts, roles, groups and their permissions, languages, hosts and the branding."""
    rights = (User, RoleGrant, Organisation, Group, GroupPagePermission, Locale, Site, Branding)
    linked = (User.groups.through, User.user_permissions.through, Group.permissions.through)
    more = (GroupCollectionPermission, Collection, Task, Workflow)
    models = (*rights, *linked, *more)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(
    ("role", "watched"),
    [("translator", (what_learners_read, who_may_what)), ("editor", (who_may_what,))],
    ids=("translator", "editor"),
)
def test_in_the_studio_nothing_else_is_changed(caller, role, watched):
    """Whatever the answer is: a translator changes drafts, an editor contents."""
    known, changed = matrix(), []
    with caller.watching(lambda: [look() for look in watched]):
        for address in addresses():
            for block in known.get(address.route, []) if address.is_in_studio else ():
                for method in ("POST", "PUT", "DELETE"):
                    caller.call(address, block, method, caller.world.actors[role][0])
                    if caller.made_a_difference:
                        changed.append(f"{method} {block.title}")
    assert changed == []


def _mismatches(
    caller: Caller, address: Address, block: Block, method: str, role: str
) -> list[str]:
    found = []
    for actor in caller.asking(address, role):
        right = block.expected(method, role, actor.relation)
        outcome = caller.call(address, block, method, actor)
        if not agrees(outcome, right):
            said = " or ".join(sorted(right))
            found.append(f"{method} {block.title} as {actor}: {outcome}, not {said}")
    return found
