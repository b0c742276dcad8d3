"""Where a second step is required, a member without one gets what a plain member gets, if their
roles show others.

They keep what every member has: their own pages, Leave, the pages on which they set a step up.
An ally is a plain member; this role shows no one.
"""

from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from django.test import override_settings

from people.models import User
from people.roles.permissions import can_see_others
from people.roles.table import WITH_SECOND_STEP
from tests.matrix import calling
from tests.matrix.reading import HOLDERS, METHODS, SIGNED_IN, agrees, matrix
from tests.matrix.walking import addresses

pytestmark = calling.marks

SEEING = (*(name for name, role in HOLDERS.items() if role in WITH_SECOND_STEP), "superuser")
# What a mentor does as any member would: they vouch for members of their own organisation, which is
# another one in the matrix, leave a pair that they are not shown, and take a meeting that was
# called off out of their calendar.
AS_ANY_MEMBER = {
    "/en/vouch/ (newcomer)",
    "/en/vouch/ (way back)",
    "/en/mentoring/pairs/<code:pair>/answer/ (no)",
    "/en/mentoring/pairs/<code:pair>/end/",
    "/en/mentoring/pairs/<code:pair>/meet/<code:meeting>/calendar.ics (called off)",
    "/en/mentoring/meetings/<code:meeting>/calendar.ics",
}


def test_no_other_role_shows_others(caller):
    """Those of a newcomer rest in any case, until someone has vouched for them."""
    seeing = [
        role for role in SIGNED_IN if can_see_others(User.objects.get(pk=caller.world.own(role).pk))
    ]
    assert seeing == list(SEEING)


def take_steps_away(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


@pytest.mark.parametrize("role", SEEING)
def test_without_a_second_step_each_role_is_a_plain_member(caller, role):
    known = matrix()
    wrong, resting = [], 0
    # The actor bound to the thing has the most to lose.
    actor = replace(caller.world.actors[role][0], before=take_steps_away)
    with override_settings(SECOND_STEP_REQUIRED=True):
        for address in addresses():
            for block in known[address.route]:
                plain = role if role == "mentor" and block.title in AS_ANY_MEMBER else "ally"
                for method in METHODS:
                    outcome = caller.call(address, block, method, actor)
                    if not agrees(outcome, block.expected(method, plain, "own")):
                        wrong.append(f"{method} {block.title} as {actor}: {outcome}")
                    resting += not agrees(outcome, block.expected(method, role, "own"))
    assert wrong == []
    # Otherwise there was nothing to take away.
    assert resting > 0
