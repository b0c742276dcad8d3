"""Where a second step is demanded, whoever has none and whose tasks show others is a plain member.

She keeps what every member has: what is hers, the way out, the pages on which she sets a step up.
An ally is a plain member; her task shows nobody.
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
# What a mentor does as anybody would: she answers for members of her own organisation, which is
# another one in the matrix, and goes from a pair that she is not shown.
AS_ANYBODY = {
    "/en/vouch/ (newcomer)",
    "/en/vouch/ (way back)",
    "/en/mentoring/pairs/<code:pair>/answer/ (no)",
    "/en/mentoring/pairs/<code:pair>/end/",
}


def test_nobody_elses_task_shows_others(caller):
    """Those of a newcomer rest in any case, until somebody has vouched for her."""
    seeing = [
        role for role in SIGNED_IN if can_see_others(User.objects.get(pk=caller.world.own(role).pk))
    ]
    assert seeing == list(SEEING)


def take_steps_away(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


@pytest.mark.parametrize("role", SEEING)
def test_without_a_second_step_she_is_a_plain_member(caller, role):
    known = matrix()
    wrong, resting = [], 0
    # Whoever is bound to the thing has the most to lose.
    actor = replace(caller.world.actors[role][0], before=take_steps_away)
    with override_settings(SECOND_FACTOR_REQUIRED=True):
        for address in addresses():
            for block in known[address.route]:
                plain = role if role == "mentor" and block.title in AS_ANYBODY else "ally"
                for method in METHODS:
                    outcome = caller.call(address, block, method, actor)
                    if not agrees(outcome, block.expected(method, plain, "own")):
                        wrong.append(f"{method} {block.title} as {actor}: {outcome}")
                    resting += not agrees(outcome, block.expected(method, role, "own"))
    assert wrong == []
    # Else there was nothing to take away: a facilitator gets no address that others do not.
    assert (resting > 0) is (role != "facilitator")
