"""What happens to her place while she is away is told to her once."""

from django.db.models import Count

from people.models import Notice
from tests.factories import webinar
from webinars.planning import actions as planning
from webinars.registration import actions as registration

Kind = Notice.Kind


def told(kind: str) -> dict[str, int]:
    """Return pseudonym → how many notices of this kind she was left."""
    rows = Notice.objects.filter(kind=kind).values_list("user__pseudonym")
    return dict(rows.annotate(count=Count("pk")))


def test_whoever_moves_up_is_told_and_nobody_else(world):
    planned = webinar(world.a, seats=1)
    for user in (world.a.mentor, world.a.leader, world.a.leader2):
        registration.register(user=user, webinar=planned)
    for _ in range(2):
        registration.withdraw(user=world.a.mentor, webinar=planned)
    assert told(Kind.WEBINAR_PLACE) == {"ZQA leader": 1}


def test_whoever_waits_again_is_told_again(world):
    planned = webinar(world.a, seats=1)
    for _ in range(2):
        registration.register(user=world.a.mentor, webinar=planned)
        registration.register(user=world.a.leader, webinar=planned)
        registration.withdraw(user=world.a.mentor, webinar=planned)
        registration.withdraw(user=world.a.leader, webinar=planned)
    assert told(Kind.WEBINAR_PLACE) == {"ZQA leader": 2}


def test_everybody_with_a_place_or_a_turn_is_told_of_a_cancelled_webinar_once(world):
    planned = webinar(world.a, seats=1)
    for user in (world.a.mentor, world.a.leader):
        registration.register(user=user, webinar=planned)
    for _ in range(2):
        planning.cancel(by=world.a.coordinator, webinar=planned)
    assert told(Kind.WEBINAR_CANCELLED) == {"ZQA mentor": 1, "ZQA leader": 1}
