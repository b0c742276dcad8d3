"""How things stand, as small pictures on the homes of mentors and coordinators."""

import pytest
from django.urls import reverse

from dashboard.region import FIRST_SHOWN, first_figures
from mentorship.overview import MenteePlaces, mentee_places_of
from tests import factories
from tests.pages import card_under, one_line
from tests.responses import text_of

HOME = reverse("home")
PLACES, COURSES = "Places for mentees", "Courses in my region"


def test_mentor_sees_how_many_of_their_places_are_taken(world, sign_in):
    factories.is_mentor(world.a.mentor, capacity=3)
    factories.quiet_pair(world.a)
    factories.is_mentor(world.b.mentor, capacity=4)
    assert mentee_places_of(factories.loaded(world.a.mentor)) == MenteePlaces(1, 3, is_paused=False)
    card = one_line(card_under(text_of(sign_in(world.a.mentor).get(HOME)), PLACES))
    assert '<progress value="1" max="3"' in card
    assert "Places taken: 1 of 3" in card
    assert f'href="{reverse("mentorship:profile")}"' in card
    assert "You are taking a break" not in card


def test_mentor_on_a_break_reads_so(world, sign_in):
    factories.is_mentor(world.a.mentor, paused=True)
    card = card_under(text_of(sign_in(world.a.mentor).get(HOME)), PLACES)
    assert "You are taking a break: no new pairs for now." in card


def test_only_mentors_who_offer_places_have_the_picture(world, sign_in, django_assert_num_queries):
    factories.is_mentor(world.a.leader)
    assert mentee_places_of(factories.loaded(world.a.mentor)) is None
    for user in (world.a.leader, world.a.mentor, world.a.coordinator):
        assert card_under(text_of(sign_in(user).get(HOME)), PLACES) == ""
    leader = factories.loaded(world.a.leader)
    assert leader.permissions
    with django_assert_num_queries(0):
        assert mentee_places_of(leader) is None


def test_coordinator_sees_the_figures_of_the_first_courses(world, sign_in):
    for number in range(FIRST_SHOWN + 1):
        factories.crowd(
            world.a, factories.course(title=f"Course {number}"), organisations=12, each=1
        )
    factories.crowd(world.b, factories.course(title="Elsewhere"), organisations=12, each=1)
    card = card_under(text_of(sign_in(world.a.coordinator).get(HOME)), COURSES)
    assert [f"Course {number}" in card for number in range(FIRST_SHOWN + 1)] == [True] * 3 + [False]
    assert '<svg class="chart"' in card
    assert "Elsewhere" not in card
    assert f'href="{reverse("dashboard:region")}"' in card


def test_small_numbers_are_hidden_at_home_too(world, sign_in):
    factories.crowd(world.a, factories.course(title="Money"), organisations=9, each=1)
    card = card_under(text_of(sign_in(world.a.coordinator).get(HOME)), COURSES)
    assert (card.count("too few to show"), "<svg" in card) == (3, False)


@pytest.mark.parametrize("who", ["leader", "mentor", "facilitator"])
def test_figures_of_a_region_are_for_its_coordinators(
    world, sign_in, django_assert_num_queries, who
):
    factories.crowd(world.a, factories.course(title="Money"), organisations=12, each=1)
    user = factories.loaded(getattr(world.a, who))
    assert user.permissions
    with django_assert_num_queries(0):
        assert first_figures(user, "en") == []
    assert card_under(text_of(sign_in(user).get(HOME)), COURSES) == ""
