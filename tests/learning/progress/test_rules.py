"""What completes a course is what its editor chose: said on its page, and counted again later."""

from uuid import uuid4

import pytest
from django.urls import reverse

from learning import tasks
from learning.catalogue import outline
from learning.exercises import actions as exercises
from learning.models import Certificate, CoursePage, Enrolment, LessonPage, Review, Submission
from learning.progress import recount
from learning.teaching import actions as teaching
from tests import factories
from tests.learning.progress.reading import needs
from tests.learning.walking import Walk
from tests.pages import one_line

pytestmark = pytest.mark.servers

Finish = CoursePage.Finish


def ask_for(walk: Walk, finish: str) -> None:
    """Let an editor choose what completes the course."""
    page = CoursePage.objects.get(pk=walk.page.pk)
    page.finish = finish
    page.save_revision().publish()


def teach(walk: Walk) -> None:
    month = walk.client.get(walk.address("taught")).context["form"].fields["month"].choices[0][0]
    said = {"key": str(uuid4()), "month": month, "group": "some"}
    assert walk.client.post(walk.address("taught"), said).status_code == 302


def do_all_else(walk: Walk) -> None:
    """Do the lessons and the exercise, and have it accepted."""
    finish_lessons(walk)
    walk.hand_in()
    exercises.review(
        submission=Submission.objects.get(enrolment=walk.enrolment),
        reviewer=factories.UserFactory(organisation=walk.user.organisation),
        verdict=Review.Verdict.ACCEPT,
        text="Clear.",
        key=uuid4(),
    )


def finish_lessons(walk: Walk) -> None:
    for number in (1, 2):
        walk.finish(number)


def shown(walk: Walk, name: str = "course") -> str:
    return one_line(walk.client.get(walk.address(name)).content.decode())


def is_completed(walk: Walk) -> bool:
    completed = walk.enrolment.completed_at is not None
    assert Certificate.objects.exists() is completed
    return completed


LESSONS = "Do all 2 lessons."
EXERCISE = "Hand in the exercise, and improve it until it is accepted."
TEACH = "Teach it to a group once, and write down on this page when."


@pytest.mark.parametrize(
    ("finish", "asked"),
    [
        (Finish.LESSONS, [LESSONS]),
        (Finish.EXERCISES, [LESSONS, EXERCISE]),
        (Finish.TAUGHT, [LESSONS, EXERCISE, TEACH]),
    ],
)
def test_page_says_what_completes_the_course(visit, finish, asked):
    ask_for(visit, finish)
    assert needs(visit) == [(one, "") for one in asked]


def test_page_says_what_is_missing_until_nothing_is(walk):
    ask_for(walk, Finish.TAUGHT)
    left = ["1 exercise is not accepted yet.", "You have not written it down yet."]
    assert [missing for _asked, missing in needs(walk)] == ["2 lessons are left.", *left]
    walk.finish(1)
    assert [missing for _asked, missing in needs(walk)] == ["1 lesson is left.", *left]
    walk.finish(2)
    assert [missing for _asked, missing in needs(walk)] == ["Done", *left]
    do_all_else(walk)
    assert [missing for _asked, missing in needs(walk)] == ["Done", "Done", left[1]]
    teach(walk)
    assert is_completed(walk)
    assert needs(walk) == []


def test_course_without_an_exercise_asks_for_none(walk):
    ask_for(walk, Finish.EXERCISES)
    last = LessonPage.objects.child_of(walk.page).last()
    last.body = [one for one in last.body.get_prep_value() if one["type"] != "exercise"]
    last.save_revision().publish()
    assert needs(walk) == [(LESSONS, "2 lessons are left.")]


def test_lessons_alone_complete_it_where_no_more_is_asked_for(walk):
    ask_for(walk, Finish.LESSONS)
    finish_lessons(walk)
    assert is_completed(walk)


def test_lessons_alone_do_not_complete_other_courses(walk):
    finish_lessons(walk)
    assert not is_completed(walk)


@pytest.mark.parametrize("is_first", [True, False])
def test_teaching_and_the_exercise_complete_it_in_any_order(walk, is_first):
    ask_for(walk, Finish.TAUGHT)
    steps = [teach, do_all_else] if is_first else [do_all_else, teach]
    steps[0](walk)
    assert not is_completed(walk)
    steps[1](walk)
    assert is_completed(walk)


def test_what_was_taught_and_taken_back_keeps_the_course_completed(walk):
    ask_for(walk, Finish.TAUGHT)
    do_all_else(walk)
    teach(walk)
    teaching.take_back(user=walk.user, code=walk.enrolment.taught.get().code)
    tasks.recount_changed()
    assert is_completed(walk)


def test_an_exercise_that_is_not_asked_for_is_no_next_step(walk):
    ask_for(walk, Finish.LESSONS)
    walk.finish(1)
    Enrolment.objects.update(last_lesson=walk.lesson(2).key)
    page = walk.client.get(walk.address("course"))
    assert (page.context["next"].number, page.context["waiting"]) == (2, None)


def test_what_is_left_to_teach_is_the_next_step(walk):
    ask_for(walk, Finish.TAUGHT)
    finish_lessons(walk)
    home = one_line(walk.client.get(reverse("home")).content.decode())
    assert "Now for the exercise" in home
    do_all_else(walk)
    for page in (one_line(walk.client.get(reverse("home")).content.decode()), shown(walk)):
        assert "Now teach it to your group" in page
    assert shown(walk).count(f'href="{walk.address("taught")}"') == 2


# After an editor chose something else


def test_asking_for_less_completes_it_for_those_who_have_it_all(walk):
    finish_lessons(walk)
    tasks.recount_changed()
    ask_for(walk, Finish.LESSONS)
    tasks.recount_changed()
    assert is_completed(walk)
    assert recount.recount_changed() == 0


def test_asking_for_more_takes_it_from_no_one(walk):
    ask_for(walk, Finish.LESSONS)
    finish_lessons(walk)
    at = walk.enrolment.completed_at
    ask_for(walk, Finish.TAUGHT)
    tasks.recount_changed()
    assert walk.enrolment.completed_at == at
    assert "You have completed this course" in shown(walk)


def test_courses_from_before_the_choice_are_not_counted_again(walk):
    tasks.recount_changed()
    ask_for(walk, Finish.EXERCISES)
    assert recount.recount_changed() == 0
    ask_for(walk, Finish.TAUGHT)
    assert recount.recount_changed() == 1


def test_the_source_says_what_completes_it_in_every_language(walk, french):
    CoursePage.objects.filter(pk=french.pk).update(finish=Finish.TAUGHT)
    for language in ("en", "fr"):
        found = outline.course(CoursePage.objects.live(), walk.page.translation_key, language)
        assert found.finish == Finish.EXERCISES


def test_member_who_taught_another_course_has_not_taught_this_one(walk):
    ask_for(walk, Finish.TAUGHT)
    other = factories.course(title="Another")
    mine = Enrolment.objects.create(user=walk.user, course_key=other.translation_key)
    factories.taught(mine)
    assert needs(walk)[-1] == (TEACH, "You have not written it down yet.")
