"""Who handed work in takes it back as long as no one has opened it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from learning.exercises import actions as exercises
from learning.models import Submission
from mentorship.tasks import tell_mentors_of_waiting_work
from people.models import CountryRisk, Event, Notice
from tests import factories
from tests.responses import text_of

pytestmark = pytest.mark.servers

State = Submission.State
BUTTON = 'name="withdraw"'


def take_back(walk):
    return walk.client.post(walk.exercise_address, {"withdraw": "1"}, follow=True)


def test_it_is_a_draft_again_and_no_one_hears_of_it(walk, world):
    factories.running_pair(world.a)
    walk.hand_in("Our budget")
    tell_mentors_of_waiting_work()
    assert BUTTON in text_of(walk.client.get(walk.exercise_address))

    page = text_of(take_back(walk))

    kept = Submission.objects.get()
    assert (kept.state, kept.text) == (State.DRAFT, "Our budget")
    assert "You have your work back. Only you can read it." in page
    assert "Our budget" in page
    assert BUTTON not in page
    assert not Notice.objects.filter(user=world.a.mentor, subject_code=kept.code).exists()
    assert Event.objects.filter(kind="withdraw", actor=world.a.leader.code).count() == 1
    # A second tap changes nothing; then it is handed in again, and told again.
    assert take_back(walk).status_code == 200
    walk.hand_in("Our better budget")
    assert Submission.objects.get().text == "Our better budget"
    tell_mentors_of_waiting_work()
    assert Notice.objects.filter(user=world.a.mentor, subject_code=kept.code).count() == 1


def test_work_that_someone_has_opened_stays_with_them(walk, world, sign_in):
    factories.running_pair(world.a)
    walk.hand_in("Our budget")
    mentor = sign_in(world.a.mentor)
    work = Submission.objects.get()
    assert mentor.get(reverse("mentorship:review", args=[work.code])).status_code == 200

    page = text_of(walk.client.get(walk.exercise_address))
    assert BUTTON not in page
    assert "Someone has opened it, so you can no longer take it back." in page
    assert str(exercises.AlreadyRead.sentence) in text_of(take_back(walk))
    work.refresh_from_db()
    assert work.state == State.SENT


def test_reader_who_comes_too_late_reads_nothing(walk, world, sign_in):
    factories.running_pair(world.a)
    walk.hand_in("Our budget")
    work = Submission.objects.get()
    take_back(walk)
    assert exercises.mark_read(work) is False
    found = sign_in(world.a.mentor).get(reverse("mentorship:review", args=[work.code]))
    assert found.status_code == 404
    work.refresh_from_db()
    assert work.is_read is False


def test_improved_work_is_to_be_improved_again(walk, world):
    walk.hand_in("Our budget")
    work = Submission.objects.get()
    exercises.mark_read(work)
    exercises.review(
        submission=work, reviewer=world.a.mentor, verdict="improve", text="More.", key=uuid4()
    )
    walk.hand_in("Our budget, with more")
    take_back(walk)
    work.refresh_from_db()
    assert (work.state, work.text) == (State.RETURNED, "Our budget, with more")
    exercises.review(
        submission=work, reviewer=world.a.mentor, verdict="comment", text="And?", key=uuid4()
    )


def test_accepted_work_stays_accepted(completed):
    take_back(completed)
    assert Submission.objects.get().state == State.ACCEPTED


@pytest.mark.parametrize("says_yes", [False, True])
def test_where_it_is_dangerous_its_author_decides_about_coordinators(walk, world, says_yes):
    world.a.organisation.country = "UG"
    world.a.organisation.save()
    CountryRisk.objects.create(country="UG")
    page = text_of(walk.client.get(walk.exercise_address))
    assert 'name="is_for_coordinators"' in page
    assert "Coordinators of your region" not in page
    form = {"text": "Our budget", "send": "1"} | ({"is_for_coordinators": "on"} if says_yes else {})
    walk.client.post(walk.exercise_address, form)
    assert Submission.objects.get().is_for_coordinators is says_yes
    page = text_of(walk.client.get(walk.exercise_address))
    assert ("Coordinators of your region may read it from then on as well." in page) is says_yes
    assert ("Coordinators may not." in page) is not says_yes


def test_page_says_who_may_read_it_and_from_which_day(walk):
    today = timezone.localtime()

    def said(day: datetime) -> str:
        return (
            "Your mentor reads it or, if you have none, a facilitator of your region. If no one "
            f"has answered by {date_format(day)}, other facilitators may read it, too. "
            "Coordinators of your region may read it from then on as well."
        )

    page = text_of(walk.client.get(walk.exercise_address))
    assert said(today + timedelta(days=7)) in " ".join(page.split())
    assert 'name="is_for_coordinators"' not in page
    walk.hand_in("Our budget")
    Submission.objects.update(sent_at=today - timedelta(days=2))
    page = text_of(walk.client.get(walk.exercise_address))
    assert said(today + timedelta(days=5)) in " ".join(page.split())
