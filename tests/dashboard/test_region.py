"""A coordinator's page: safe numbers of their own regions, and what waits for them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dashboard import region
from learning.models import Enrolment
from people.models import Organisation
from tests import factories
from webinars.models import Webinar

REGION = reverse("dashboard:region")


def figures(side):
    ids = {side.region.pk}
    return [
        (row.title, row.enrolled.shown, row.completed.shown)
        for row in region.course_figures(side.coordinator, ids, "en")
    ]


def test_figures_are_rounded_and_of_their_own_region(world):
    course = factories.course(title="Money")
    factories.crowd(world.a, course, organisations=12, each=2, completed=12)
    factories.crowd(world.b, course, organisations=6, each=9)
    assert figures(world.a) == [("Money", 25, 10)]
    assert figures(world.b) == [("Money", 55, None)]


def test_few_people_are_hidden(world):
    course = factories.course(title="Money")
    factories.crowd(world.a, course, organisations=9, each=1)
    assert figures(world.a) == [("Money", None, None)]


def test_picture_has_only_courses_with_a_number(world, sign_in):
    hidden, shown = (factories.course(title=title) for title in ("Rights", "Money"))
    factories.crowd(world.a, hidden, organisations=9, each=1)
    client = sign_in(world.a.coordinator)
    page = client.get(REGION)
    assert (page.context["chart"].rows, '<svg class="chart' in page.content.decode()) == ([], False)
    assert page.content.decode().count("too few to show") == 3
    factories.crowd(world.a, shown, organisations=12, each=2)
    page = client.get(REGION)
    assert [row.label for row in page.context["chart"].rows] == ["Money"]
    assert '<svg class="chart' in page.content.decode()
    assert page.content.decode().count("too few to show") == 5


def test_few_organisations_are_hidden(world):
    course = factories.course(title="Money")
    factories.crowd(world.a, course, organisations=4, each=10)
    assert figures(world.a) == [("Money", None, None)]


def test_completions_are_hidden_when_nearly_everyone_completed(world):
    course = factories.course(title="Money")
    factories.crowd(world.a, course, organisations=10, each=2, completed=18)
    assert figures(world.a) == [("Money", 20, None)]


def taught(side) -> list[int | None]:
    ids = {side.region.pk}
    return [row.taught.shown for row in region.course_figures(side.coordinator, ids, "en")]


def teach(side, people: int, *, each: int = 1) -> None:
    """Let so many members of the region, who have not yet, teach the course that they take."""
    enrolments = Enrolment.objects.filter(user__organisation__region=side.region, taught=None)
    for enrolment in enrolments.order_by("pk")[:people]:
        for _time in range(each):
            factories.taught(enrolment)


@pytest.mark.servers
def test_people_who_taught_a_course_are_counted_once_and_never_when_few(world):
    course = factories.course(title="Money")
    factories.crowd(world.a, course, organisations=30, each=1)
    factories.crowd(world.b, course, organisations=30, each=1)
    teach(world.a, 9, each=3)
    assert (taught(world.a), taught(world.b)) == ([None], [None])
    teach(world.a, 1)
    assert (taught(world.a), taught(world.b)) == ([10], [None])
    assert figures(world.a) == [("Money", 30, None)]
    # So few have not taught it that they could be told.
    teach(world.a, 12)
    assert taught(world.a) == [None]


def test_reader_is_not_counted_and_so_cannot_move_a_number(world):
    course = factories.course(title="Money")
    factories.crowd(world.a, course, organisations=30, each=1)
    teach(world.a, 9)
    own = Enrolment.objects.create(user=world.a.coordinator, course_key=course.translation_key)
    factories.taught(own)
    assert (taught(world.a), figures(world.a)) == ([None], [("Money", 30, None)])


def test_few_organisations_that_taught_a_course_are_hidden(world):
    course = factories.course(title="Money")
    factories.crowd(world.a, course, organisations=4, each=5)
    factories.crowd(world.a, course, organisations=10, each=2)
    teach(world.a, 20)
    assert taught(world.a) == [None]
    teach(world.a, 2)
    assert taught(world.a) == [20]


def test_the_page_shows_what_waits_in_ones_own_region_only(world, sign_in):
    for side, mark in ((world.a, "ZQA"), (world.b, "ZQB")):
        factories.quiet_pair(side, days=40)
        Webinar.objects.create(
            title=f"{mark} webinar",
            region=side.region,
            starts_at=timezone.now() + timedelta(days=1),
            minutes=60,
            languages=["en"],
            created_by=side.coordinator,
        )
    page = sign_in(world.a.coordinator).get(REGION).content.decode()
    assert "ZQA webinar" in page
    assert "ZQA mentor – ZQA leader" in page
    assert "ZQB " not in page


def test_a_young_pair_has_time(world):
    factories.quiet_pair(world.a, days=20)
    assert region.region_overview(world.a.coordinator, "en").quiet_pairs == []


@pytest.mark.parametrize("who", ["leader", "mentor", "facilitator"])
def test_the_page_does_not_exist_for_other_members(world, sign_in, who):
    assert sign_in(getattr(world.a, who)).get(REGION).status_code == 404


def test_strangers_are_sent_to_sign_in(client, db):
    assert client.get(REGION).url.startswith(reverse("account_login"))


def test_an_empty_region_says_what_will_appear_there(world, sign_in):
    page = sign_in(world.a.coordinator).get("/en/region/").content.decode()
    assert "No one is taking a course yet." in page


def test_what_an_organisation_keeps_to_itself_is_counted_nowhere(world):
    course = factories.course(title="Money")
    factories.crowd(world.a, course, organisations=6, each=5)
    assert figures(world.a) == [("Money", 30, None)]
    kept = Organisation.objects.filter(members__enrolments__isnull=False).distinct()[0]
    kept.results = Organisation.Results.KEPT
    kept.save()
    assert figures(world.a) == [("Money", 25, None)]
