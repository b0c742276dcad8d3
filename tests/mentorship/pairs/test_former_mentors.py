"""A former mentor reads nothing more, even where no one ended the pair."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from learning.models import Review
from mentorship import notices, overview
from mentorship.matching import actions as matching
from mentorship.meetings import actions as meetings
from mentorship.models import Message, Pair, PlannedMeeting
from mentorship.pairs import actions as pairing
from mentorship.reviews import actions as reviews
from mentorship.tasks import find_mentors_again
from people.models import Notice, RoleGrant, User
from people.notices.actions import dismiss
from people.roles import actions as roles
from tests import factories, responses
from tests.mentorship import forms
from web.errors import NotAllowed


@pytest.fixture
def former(world):
    """A mentor whose role has ended, with a running pair and work that waits."""
    pair = factories.running_pair(world.a)
    work = factories.hand_in(world.a.leader, factories.course(), "ZQA work")
    RoleGrant.objects.filter(user=world.a.mentor).update(until=factories.day_over())
    # Read again, without the roles that the actions above have cached.
    return User.objects.get(pk=world.a.mentor.pk), pair, work


def test_former_mentor_finds_neither_pair_nor_work(former, sign_in):
    user, pair, work = former
    client = sign_in(user)
    assert client.get(pair.get_absolute_url()).status_code == 404
    review = reverse("mentorship:review", args=[work.code])
    assert client.get(review).status_code == 404
    assert client.post(review, forms.review_form()).status_code == 404
    assert Review.objects.count() == 0
    for page in ("mentorship:overview", "home"):
        response = client.get(reverse(page))
        assert response.status_code == 200
        assert "ZQA leader" not in responses.text_of(response)
        assert "ZQA goal" not in responses.text_of(response)


def test_former_mentor_gets_no_line_and_no_notice(former):
    user, _, work = former
    assert overview.accompaniments(user) == []
    reviews.tell_mentors()
    assert Notice.objects.filter(user=user, kind=notices.EXERCISE_SENT.name).count() == 0
    with pytest.raises(NotAllowed):
        reviews.review(submission=work, reviewer=user, verdict="accept", text="Good.", key=uuid4())


def test_mentee_of_a_former_mentor_keeps_the_pair(former, world, sign_in):
    _, pair, _ = former
    response = sign_in(world.a.leader).get(pair.get_absolute_url())
    assert "ZQA goal" in responses.text_of(response)


def end_of_the_role(user) -> None:
    for grant in user.roles.all():
        roles.end(grant=grant, by=factories.UserFactory(is_superuser=True))


def told(user) -> list[str]:
    unread = Notice.objects.unread().filter(user=user)
    return list(unread.order_by("kind").values_list("kind", flat=True))


def test_mentee_is_told_when_no_one_reads_the_pair_any_more(world, sign_in):
    pair = factories.running_pair(world.a)
    factories.agreed_meeting(pair, minutes=30)
    factories.message(pair, "ZQA message", by=world.a.leader)
    Notice.objects.exclude(kind=notices.MESSAGE.name).delete()
    end_of_the_role(world.a.mentor)
    assert (told(world.a.leader), told(world.a.mentor)) == (["mentor_gone"], ["role_ended"])
    assert meetings.remind_due() == 0
    # Every page says it in the notice, until it is dismissed.
    dismiss(world.a.leader, kind=notices.MENTOR_GONE)
    gone = "Your mentor is no longer a mentor here and does not read this page any more."
    messages = sign_in(world.a.leader).get(reverse("mentorship:messages", args=[pair.code]))
    assert gone in responses.text_of(messages)
    assert 'name="text"' not in responses.text_of(messages)
    page = responses.text_of(sign_in(world.a.leader).get(pair.get_absolute_url()))
    assert gone in page
    assert "Propose times" not in page
    times = reverse("mentorship:meet", args=[pair.code])
    meet = responses.text_of(sign_in(world.a.leader).get(times))
    assert gone in meet
    assert "Send these times" not in meet
    card = responses.text_of(sign_in(world.a.leader).get(reverse("mentorship:overview")))
    assert "Your mentor is no longer a mentor here. See what you can do." in card
    assert "Last met on" not in card
    pairing.end(pair=pair, user=world.a.leader)
    assert told(world.a.leader) == ["pair_ended"]


@pytest.mark.servers
def test_mentor_who_has_the_role_again_is_not_said_to_be_gone(world, sign_in):
    factories.running_pair(world.a)
    end_of_the_role(world.a.mentor)
    find_mentors_again()
    assert "mentor_gone" in told(world.a.leader)
    factories.with_role(world.a.mentor, "mentor")
    find_mentors_again()
    assert "mentor_gone" not in told(world.a.leader)
    card = responses.text_of(sign_in(world.a.leader).get(reverse("mentorship:overview")))
    assert "is no longer a mentor" not in card
    assert "Last met on" in card


@pytest.mark.servers
@pytest.mark.parametrize("is_past", [False, True])
def test_meeting_called_off_meanwhile_is_told_when_the_mentor_has_the_role_again(
    world, sign_in, is_past
):
    pair = factories.running_pair(world.a)
    meeting = factories.agreed_meeting(pair)
    end_of_the_role(world.a.mentor)
    page = responses.text_of(sign_in(world.a.leader).get(pair.get_absolute_url()))
    assert "Take it out of my calendar" in page
    factories.with_role(world.a.mentor, "mentor")
    with time_machine.travel(meeting.starts_at if is_past else timezone.now()):
        for _ in range(2):
            find_mentors_again()
        for user in (world.a.leader, world.a.mentor):
            assert told(user).count("meeting_off") == (0 if is_past else 1)
            browser = sign_in(User.objects.get(pk=user.pk))
            meet = browser.get(reverse("mentorship:meet", args=[pair.code]))
            assert ("Take it out of my calendar" in responses.text_of(meet)) is not is_past


@pytest.mark.servers
def test_pair_that_ended_meanwhile_does_not_lose_its_mentor_too(world):
    pair = factories.running_pair(world.a)
    pairing.end(pair=Pair.objects.get(pk=pair.pk), user=world.a.leader)
    RoleGrant.objects.filter(user=world.a.mentor).delete()
    pairing.lose_the_mentor(pair=pair)
    assert "mentor_gone" not in told(world.a.leader)
    Pair.objects.filter(pk=pair.pk).delete()
    pairing.lose_the_mentor(pair=pair)
    assert Notice.objects.filter(kind=notices.MENTOR_GONE.name).count() == 0


@pytest.mark.parametrize(
    ("zone", "hour", "has_mentor"),
    [("Pacific/Auckland", 35, True), ("UTC", 35, True), ("America/Los_Angeles", 36, False)],
)
def test_mentor_is_shown_until_the_last_day_is_over_everywhere(
    world, sign_in, zone, hour, has_mentor
):
    pair = factories.running_pair(world.a)
    User.objects.filter(pk=world.a.leader.pk).update(time_zone=zone)
    RoleGrant.objects.filter(user=world.a.mentor).update(until=date(2026, 3, 28))
    with time_machine.travel(datetime(2026, 3, 28, tzinfo=UTC) + timedelta(hours=hour)):
        browser = sign_in(User.objects.get(pk=world.a.leader.pk))
        card = responses.text_of(browser.get(reverse("mentorship:overview")))
        page = responses.text_of(browser.get(pair.get_absolute_url()))
    assert ("Last met on" in card, "Propose times" in page) == (has_mentor, has_mentor)


def test_former_mentor_has_no_notice_that_leads_nowhere(world):
    factories.running_pair(world.a)
    factories.hand_in(world.a.leader, factories.course(), "ZQA work")
    reviews.tell_mentors()
    assert {"exercise_sent", "pair_started"} <= set(told(world.a.mentor))
    end_of_the_role(world.a.mentor)
    assert set(told(world.a.mentor)) & {"exercise_sent", "pair_started"} == set()


@pytest.mark.parametrize("who", ["leader", "mentor"])
def test_pair_that_rests_loses_its_mentor_without_a_word(world, who):
    factories.agreed_meeting(factories.running_pair(world.a))
    User.objects.filter(pk=getattr(world.a, who).pk).update(is_active=False)
    RoleGrant.objects.filter(user=world.a.mentor).update(until=factories.day_over())
    assert roles.forget_ended() == 1
    assert PlannedMeeting.objects.open().count() == 0
    assert "mentor_gone" not in told(world.a.leader)


def test_proposal_of_a_former_mentor_is_closed_and_another_can_be_made(world, sign_in):
    pair = factories.proposed_pair(world.a)
    pairing.say_yes(pair=pair, user=world.a.leader)
    end_of_the_role(world.a.mentor)
    pair.refresh_from_db()
    assert (pair.is_open, pair.mentor_yes) == (False, None)
    assert told(world.a.leader) == []
    other = factories.with_role(
        factories.UserFactory(organisation=world.a.other_organisation), "mentor"
    )
    factories.is_mentor(other)
    [draft] = matching.run_matching(programme=pair.programme, by=world.a.coordinator)
    assert (draft.mentor, draft.mentee) == (other, world.a.leader)


def test_second_role_of_a_mentor_keeps_the_pair_as_it_is(world):
    pair = factories.running_pair(world.a)
    factories.agreed_meeting(pair)
    Notice.objects.all().delete()
    factories.with_role(world.a.mentor, "mentor", region=world.b.region)
    first = world.a.mentor.roles.get(region=world.a.region)
    roles.end(grant=first, by=factories.UserFactory(is_superuser=True))
    assert told(world.a.leader) == []
    assert PlannedMeeting.objects.open().count() == 1


def test_nothing_is_written_to_a_former_mentor_and_the_text_stays(former, world, sign_in):
    _, pair, _ = former
    browser = sign_in(world.a.leader)
    Notice.objects.all().delete()
    answer = browser.post(
        reverse("mentorship:messages", args=[pair.code]), {"text": "ZQA line", "key": str(uuid4())}
    )
    assert answer.context["form"].errors == {"__all__": [str(pairing.MentorGone.sentence)]}
    assert answer.context["form"]["text"].value() == "ZQA line"
    with pytest.raises(pairing.MentorGone):
        factories.proposed_meeting(pair, by=world.a.leader)
    assert (Message.objects.count(), Notice.objects.count()) == (0, 0)


def test_former_mentor_cannot_begin_a_pair_but_can_say_no(world, sign_in):
    pair = factories.proposed_pair(world.a)
    pairing.say_yes(pair=pair, user=world.a.leader)
    RoleGrant.objects.filter(user=world.a.mentor).update(until=factories.day_over())
    client, answer = sign_in(world.a.mentor), reverse("mentorship:answer", args=[pair.code])
    assert client.post(answer, {"answer": "yes"}).status_code == 404
    pair.refresh_from_db()
    assert (pair.is_live, pair.mentor_yes) == (False, None)
    assert client.post(answer, {"answer": "no"}).status_code == 302
    pair.refresh_from_db()
    assert pair.is_open is False
