"""The table of roles: what the rows of the first release say, written out.

A new role needs no line here; its own row says what it is.
"""

import pytest
from django.utils.translation import override

from cms import editors
from people.models import Invitation, RoleGrant
from people.privacy import access_log
from people.roles import table
from people.roles.table import Place, Role, Traits

FIRST = {
    "mentor": "mentor",
    "facilitator": "facilitator",
    "lead": "organisation lead",
    "coordinator": "coordinator",
    "safety": "safety officer",
    "editor": "editor",
    "translator": "translator",
    "ally": "ally",
    "admin": "administrator",
}
WIDE = {Place.EVERYWHERE, Place.REGION, Place.NETWORK}


def first(roles) -> list[str]:
    return [str(role) for role in roles if role in FIRST]


def test_each_role_has_one_row_and_a_name():
    assert {type(role.traits) for role in Role} == {Traits}
    with override("en"):
        assert {one: str(Role(one).label) for one in first(Role)} == FIRST
    assert first(Role) == list(FIRST)


@pytest.mark.parametrize("model", [RoleGrant, Invitation])
def test_columns_offer_the_roles_of_the_table(model):
    field = model._meta.get_field("role")
    assert [value for value, _label in field.choices if value] == Role.values
    assert max(map(len, Role.values)) <= field.max_length


def test_each_role_has_its_places():
    assert {one: set(Role(one).traits.places) for one in FIRST} == {
        "mentor": WIDE,
        "facilitator": WIDE,
        "lead": {Place.ORGANISATION},
        "coordinator": WIDE,
        "safety": WIDE,
        "editor": WIDE,
        "translator": WIDE,
        "ally": WIDE,
        "admin": {Place.EVERYWHERE},
    }
    assert first(table.NEVER_AT_NETWORK) == ["lead", "admin"]


def test_coordinators_give_no_role_that_governs_others():
    assert first(table.GIVEN_BY_COORDINATORS) == ["mentor", "facilitator", "lead", "ally"]
    assert first(table.WITH_INVITATION) == ["mentor", "facilitator"]


def test_all_roles_but_a_facilitators_rest_for_newcomers():
    others = [one for one in FIRST if one != "facilitator"]
    assert first(table.RESTING_FOR_NEWCOMERS) == others


def test_all_roles_but_an_allys_demand_a_second_step():
    assert first(table.WITH_SECOND_STEP) == [one for one in FIRST if one != "ally"]


def test_editors_and_translators_have_a_group_in_the_studio():
    groups = {role: role.traits.studio_group for role in table.IN_STUDIO if role in FIRST}
    assert groups == {"editor": editors.NAME, "translator": editors.TRANSLATORS}
    assert {role.traits.studio_group for role in table.IN_STUDIO} == set(editors.GROUPS)


def test_three_roles_have_duties_and_trust_and_two_of_them_are_alerted():
    assert first(table.WITH_DUTIES) == ["coordinator", "safety", "admin"]
    assert first(table.TRUSTED) == ["coordinator", "safety", "admin"]
    assert first(table.ALERTED) == ["safety", "admin"]


def test_the_access_log_names_these_readers_in_this_order():
    named = {role: str(words) for role, words in access_log.READERS.items()}
    assert [(role, named[role]) for role in first(named)] == [
        ("coordinator", "a coordinator"),
        ("safety", "a safety officer"),
        ("mentor", "a mentor"),
        ("facilitator", "a facilitator"),
        ("lead", "an organisation lead"),
        ("editor", "an editor"),
        ("admin", "an administrator"),
    ]
