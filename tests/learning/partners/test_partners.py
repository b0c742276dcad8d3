"""Work that several did together: each says so themselves, and no one learns who the others are."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.exercises import actions as exercises
from learning.models import Certificate, Partner, Review, Submission, Together
from learning.partners import actions
from learning.progress.actions import enrol
from people.models import AccessRecord, Event, User
from people.privacy import access_log, erasure
from tests import factories
from tests.learning.walking import Walk
from tests.racing import successes
from tests.responses import errors, text_of

pytestmark = pytest.mark.servers

State = Submission.State


@pytest.fixture
def other(world, course, sign_in) -> Walk:
    """Another member of the same organisation, who takes the course."""
    enrol(user=world.a.leader2, course_key=course.translation_key)
    return Walk(sign_in(world.a.leader2), world.a.leader2, course)


def page_of(walk: Walk) -> str:
    return f"{walk.exercise_address}together/"


def opened(walk: Walk, people: int = 3) -> str:
    """Hand in the exercise and let others type a code; return it."""
    walk.hand_in()
    assert walk.client.post(page_of(walk), {"people": str(people)}).status_code == 302
    return actions.code_of(Together.objects.get())


def join(walk: Walk, code: str):
    return walk.client.post(page_of(walk), {"code": code})


def review(world, verdict=Review.Verdict.ACCEPT) -> None:
    exercises.review(
        submission=Submission.objects.get(state=State.SENT),
        reviewer=world.a.mentor,
        verdict=verdict,
        text="Clear.",
        key=uuid4(),
    )


def test_code_is_on_the_screen_of_the_one_who_handed_in_for_a_day(walk):
    code = opened(walk)
    assert code in text_of(walk.client.get(page_of(walk)))
    kept = Together.objects.get()
    assert timedelta(hours=23) < kept.until - timezone.now() <= timedelta(days=1)
    Together.objects.update(until=timezone.now())
    assert code not in text_of(walk.client.get(page_of(walk)))
    walk.client.post(page_of(walk), {"people": "3"})
    assert code not in text_of(walk.client.get(page_of(walk)))
    assert Together.objects.get().until > kept.until - timedelta(hours=1)


def test_code_lies_nowhere_in_the_database(walk):
    code = opened(walk)
    kept = Together.objects.get()
    assert code not in (str(kept.key), kept.digest)
    assert len(code) == 9


def test_accepted_work_counts_for_everyone_who_typed_the_code(walk, other, world):
    code = opened(walk)
    other.finish(1)
    other.finish(2)
    there = join(other, code.lower().replace("-", " "))
    assert there.url == page_of(other)
    assert other.enrolment.completed_at is None
    review(world)
    assert other.enrolment.completed_at is not None
    assert Certificate.objects.get().enrolment == other.enrolment
    own = Submission.objects.get(enrolment=other.enrolment)
    assert (own.state, own.text, own.table) == (State.ACCEPTED, "", None)
    assert other.user.notices.filter(kind="exercise_accepted").count() == 1


def test_code_of_accepted_work_counts_at_once(walk, other, world):
    code = opened(walk)
    review(world)
    join(other, code)
    assert Submission.objects.get(enrolment=other.enrolment).state == State.ACCEPTED


def test_work_that_is_asked_to_change_counts_for_no_one_yet(walk, other, world):
    join(other, opened(walk))
    review(world, Review.Verdict.IMPROVE)
    assert not other.enrolment.submissions.exists()
    walk.hand_in("Better")
    review(world)
    assert other.enrolment.submissions.get().state == State.ACCEPTED


def test_draft_of_the_one_who_joins_keeps_its_text(walk, other, world):
    other.hand_in("Mine alone", "save")
    join(other, opened(walk))
    review(world)
    own = other.enrolment.submissions.get()
    assert (own.state, own.text) == (State.ACCEPTED, "Mine alone")


@pytest.mark.parametrize("is_returned", [False, True])
def test_text_that_was_not_handed_in_stays_unread_when_another_work_counts(
    walk, other, world, sign_in, is_returned
):
    factories.running_pair(world.a)
    if is_returned:
        walk.hand_in("A first try")
        review(world, Review.Verdict.IMPROVE)
    walk.hand_in("Mine alone", "save")
    own = walk.enrolment.submissions.get()
    code = opened(other)
    actions.join(
        user=walk.user, enrolment_id=walk.enrolment.pk, exercise_id=own.exercise_id, code=code
    )
    review(world)
    own.refresh_from_db()
    assert (own.state, own.text) == (State.ACCEPTED, "Mine alone")
    page = sign_in(world.a.mentor).get(reverse("mentorship:review", args=[own.code]))
    assert (page.status_code, "Mine alone" in text_of(page)) == (404, False)
    walk.client.post(page_of(walk), {"leave": "1"})
    with pytest.raises(actions.NotHandedIn):
        actions.open_to_others(user=walk.user, submission=own, people=2)


def test_writer_ends_the_group_and_is_read_by_no_one_any_more(walk, other):
    code = opened(walk)
    join(other, code)
    assert "The work of your group" in text_of(other.client.get(page_of(other)))
    other.client.post(page_of(other), {"end": "1"})
    assert Together.objects.exists()
    for _again in range(2):
        assert walk.client.post(page_of(walk), {"end": "1"}).url == page_of(walk)
    assert not Together.objects.exists()
    assert "The work of your group" not in text_of(other.client.get(page_of(other)))
    assert refused(other, code) == [str(actions.NoSuchCode.sentence)]
    assert other.user.notices.filter(kind="group_ended").count() == 1
    assert Event.objects.filter(kind="end_group").count() == 1


def test_accepted_work_stays_accepted_when_its_group_ends(walk, other, world):
    join(other, opened(walk))
    review(world)
    walk.client.post(page_of(walk), {"end": "1"})
    assert other.enrolment.submissions.get().state == State.ACCEPTED
    assert not other.user.notices.filter(kind="group_ended").exists()


def test_who_is_asked_for_changes_may_type_the_code_of_others(walk, other, world):
    other.hand_in("A first try")
    review(world, Review.Verdict.IMPROVE)
    assert join(other, opened(walk)).status_code == 302
    assert Partner.objects.get().enrolment == other.enrolment


def test_no_one_joins_for_someone_else(walk, other, world):
    code = opened(walk)
    with pytest.raises(Exception, match="matching query"):
        actions.join(
            user=walk.user,
            enrolment_id=other.enrolment.pk,
            exercise_id=Submission.objects.get().exercise_id,
            code=code,
        )
    assert not Partner.objects.exists()


def refused(walk: Walk, code: str) -> list[str]:
    found = errors(join(walk, code))
    assert not Partner.objects.filter(enrolment=walk.enrolment).exists()
    return found.get("__all__", []) + found.get("code", [])


def test_wrong_and_old_codes_say_the_same(walk, other):
    code = opened(walk)
    sentence = [str(actions.NoSuchCode.sentence)]
    assert refused(other, "ABCD-EFGH") == sentence
    Together.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert refused(other, code) == sentence


def test_code_of_work_that_was_taken_back_does_not_work(walk, other):
    code = opened(walk)
    walk.client.post(walk.exercise_address, {"withdraw": "1"})
    assert refused(other, code) == [str(actions.NoSuchCode.sentence)]


def test_code_works_for_its_own_exercise_alone(walk, world, sign_in):
    code = opened(walk)
    elsewhere = factories.course(title="Another")
    enrol(user=world.a.leader2, course_key=elsewhere.translation_key)
    walk2 = Walk(sign_in(world.a.leader2), world.a.leader2, elsewhere)
    assert refused(walk2, code) == [str(actions.NoSuchCode.sentence)]


def test_code_is_not_for_the_one_who_handed_in_something_else(walk, other):
    code = opened(walk)
    other.hand_in("Mine")
    with pytest.raises(actions.HasOwnWork):
        actions.join(
            user=other.user,
            enrolment_id=other.enrolment.pk,
            exercise_id=Submission.objects.first().exercise_id,
            code=code,
        )


def test_joining_twice_is_joining_once(walk, other):
    code = opened(walk)
    join(other, code)
    actions.join(
        user=other.user,
        enrolment_id=other.enrolment.pk,
        exercise_id=Submission.objects.get().exercise_id,
        code=code,
    )
    assert (Partner.objects.count(), Event.objects.filter(kind="join_work").count()) == (1, 1)


def test_as_many_join_as_did_it(walk, other, world, sign_in, course):
    code = opened(walk, people=2)
    join(other, code)
    enrol(user=world.b.leader, course_key=course.translation_key)
    third = Walk(sign_in(world.b.leader), world.b.leader, course)
    assert refused(third, code) == [str(actions.IsFull.sentence)]


def test_number_may_not_be_lower_than_those_who_joined(walk, other):
    code = opened(walk, people=3)
    join(other, code)
    page = walk.client.post(page_of(walk), {"people": "1"})
    assert list(errors(page)) == ["people"]
    Together.objects.update(people=30)
    with pytest.raises(actions.TooFew):
        actions.open_to_others(user=walk.user, submission=Submission.objects.get(), people=1)
    assert "1 person has typed a code." in text_of(walk.client.get(page_of(walk)))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_share_one_place(walk, other, world, course):
    code = opened(walk, people=2)
    enrol(user=world.b.leader, course_key=course.translation_key)
    exercise = Submission.objects.get().exercise_id
    members = [
        (one, one.enrolments.get(course_key=course.translation_key).pk)
        for one in (other.user, world.b.leader)
    ]

    def joins(member) -> None:
        user, enrolment = member
        actions.join(user=user, enrolment_id=enrolment, exercise_id=exercise, code=code)

    assert sorted(successes(joins, members, refused=actions.IsFull)) == [False, True]
    assert Partner.objects.count() == 1


def test_partner_reads_the_work_and_its_reviews_and_no_pseudonym(walk, other, world):
    join(other, opened(walk))
    page = text_of(other.client.get(page_of(other)))
    assert "Our budget" in page
    assert walk.user.pseudonym not in page
    assert other.user.pseudonym not in text_of(walk.client.get(page_of(walk)))
    review(world)
    assert "Clear." in text_of(other.client.get(page_of(other)))
    assert other.client.get(other.exercise_address).url == page_of(other)


def test_partner_reads_nothing_while_the_work_is_changed(walk, other, world):
    join(other, opened(walk))
    kept = factories.attach(Submission.objects.get(), b"sound")
    there = reverse("learning:together-attachment", args=[kept.code])
    assert other.client.get(there).status_code == 200
    review(world, Review.Verdict.IMPROVE)
    page = text_of(other.client.get(page_of(other)))
    assert ("Our budget" in page, "Clear." in page) == (False, True)
    assert other.client.get(there).status_code == 404


def test_reading_the_reviews_alone_is_in_the_list_of_the_writer(walk, other, world):
    join(other, opened(walk))
    review(world, Review.Verdict.IMPROVE)
    assert "Clear." in text_of(other.client.get(page_of(other)))
    assert AccessRecord.objects.get(actor=other.user.code).subject == walk.user


@pytest.mark.parametrize("verdict", [Review.Verdict.ACCEPT, Review.Verdict.IMPROVE])
def test_no_one_reads_the_work_of_a_writer_who_is_hidden(walk, other, world, verdict):
    join(other, opened(walk))
    kept = factories.attach(Submission.objects.get(), b"sound")
    review(world, verdict)
    User.objects.filter(pk=walk.user.pk).update(is_active=False)
    page = text_of(other.client.get(page_of(other)))
    assert ("Our budget" in page, "Clear." in page) == (False, False)
    there = reverse("learning:together-attachment", args=[kept.code])
    assert other.client.get(there).status_code == 404
    assert not AccessRecord.objects.filter(subject=walk.user, what="together").exists()


def test_each_day_of_reading_is_in_the_list_of_the_writer(walk, other):
    join(other, opened(walk))
    for _ in range(2):
        other.client.get(page_of(other))
    [record] = AccessRecord.objects.filter(subject=walk.user)
    assert (record.what, record.actor) == (AccessRecord.What.TOGETHER, other.user.code)
    [seen] = access_log.seen(user=walk.user)
    assert str(seen.by) == "someone who did it with you"


def test_leaving_needs_no_reason_and_ends_the_reading(walk, other):
    join(other, opened(walk))
    other.client.post(page_of(other), {"leave": "1"})
    assert not Partner.objects.exists()
    assert "Our budget" not in text_of(other.client.get(page_of(other)))
    assert other.client.get(other.exercise_address).status_code == 200


def test_leaving_twice_says_the_same_both_times(walk, other):
    join(other, opened(walk))
    for _each in range(2):
        left = other.client.post(page_of(other), {"leave": "1"}, follow=True)
        assert "You have left this group." in text_of(left)
        assert errors(left) == {}


def test_the_code_leads_back_to_the_exercise(walk):
    opened(walk)
    assert f'href="{walk.exercise_address}">Back' in text_of(walk.client.get(page_of(walk)))


def test_work_that_counts_from_a_group_brings_no_code_of_its_own(walk, other, world):
    """Who left has handed nothing in that others could read."""
    join(other, opened(walk))
    review(world)
    other.client.post(page_of(other), {"leave": "1"})
    for there in (other.client.get(page_of(other)), other.client.post(page_of(other))):
        assert (there.status_code, there.url) == (302, other.exercise_address)
    assert page_of(other) not in text_of(other.client.get(other.exercise_address))
    with pytest.raises(actions.NotHandedIn):
        actions.open_to_others(
            user=other.user, submission=other.enrolment.submissions.get(), people=9
        )
    assert Together.objects.count() == 1


def test_what_was_accepted_stays_after_leaving_and_after_an_erasure(walk, other, world):
    join(other, opened(walk))
    review(world)
    other.client.post(page_of(other), {"leave": "1"})
    erasure.erase(user=walk.user)
    own = other.enrolment.submissions.get()
    assert (own.state, Together.objects.count()) == (State.ACCEPTED, 0)


def test_stranger_to_the_group_reads_nothing(walk, other, world, course, sign_in):
    join(other, opened(walk))
    kept = factories.attach(Submission.objects.get(), b"sound")
    enrol(user=world.b.leader, course_key=course.translation_key)
    stranger = Walk(sign_in(world.b.leader), world.b.leader, course)
    assert "Our budget" not in text_of(stranger.client.get(page_of(stranger)))
    there = reverse("learning:together-attachment", args=[kept.code])
    assert stranger.client.get(there).status_code == 404
    assert walk.client.get(there).status_code == 404
    assert Client().get(page_of(walk)).status_code == 302


def test_events_do_not_tie_two_members_together(walk, other):
    join(other, opened(walk))
    other.client.post(page_of(other), {"leave": "1"})
    code = Submission.objects.get().code
    found = Event.objects.filter(kind__in=["join_work", "leave_work"])
    assert found.count() == 2
    assert code not in {one.subject for one in found}


def test_reviewer_reads_how_many_did_it(walk, other, world, sign_in):
    factories.running_pair(world.a)
    join(other, opened(walk, people=5))
    address = reverse("mentorship:review", args=[Submission.objects.get().code])
    page = text_of(sign_in(world.a.mentor).get(address))
    assert "5 people did it together." in page
    assert other.user.pseudonym not in page


def test_codes_are_tried_ten_times_an_hour(walk, other, settings):
    opened(walk)
    answers = [join(other, "ABCD-EFGH").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


@pytest.mark.parametrize("is_begun", [False, True])
def test_page_of_an_exercise_keeps_its_six_queries(walk, is_begun, django_assert_max_num_queries):
    if is_begun:
        walk.hand_in(button="save")
    address = walk.exercise_address
    walk.client.get(address)
    with django_assert_max_num_queries(6):
        walk.client.get(address)
