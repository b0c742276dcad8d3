"""Enrolling, reading, answering and finishing, in any language."""

import pytest
from django.db import connection
from django.urls import reverse

from learning import overview
from learning.models import Answer, Enrolment, LessonPage, LessonProgress
from learning.progress import actions as progress_actions
from learning.progress.actions import enrol
from learning.questions import actions as questions
from people.models import Event
from tests import factories
from tests.factories import publish
from tests.learning.walking import Walk
from tests.pages import one_line
from web.codes import encode

pytestmark = pytest.mark.servers


def test_enrolling_twice_is_one_enrolment_and_one_event(visit):
    for _again in range(2):
        visit.client.post(visit.address("enrol"))
    assert Enrolment.objects.count() == 1
    assert Event.objects.filter(kind="enrol").count() == 1


def test_enrolling_leads_to_the_first_lesson(visit):
    response = visit.client.post(visit.address("enrol"))
    assert (response.status_code, response.url) == (302, visit.address("lesson", 1))


def test_enrolling_in_a_lesson_leads_back_to_it(visit):
    response = visit.client.post(visit.address("enrol"), {"lesson": visit.lesson(2).code})
    assert response.url == visit.address("lesson", 2)


@pytest.mark.parametrize("lesson", ["nonsense", "", "A" * 22])
def test_enrolling_from_an_unknown_lesson_leads_to_the_first(visit, lesson):
    response = visit.client.post(visit.address("enrol"), {"lesson": lesson})
    assert response.url == visit.address("lesson", 1)


def test_enrolling_by_a_link_changes_nothing(visit):
    assert visit.client.get(visit.address("enrol")).status_code == 405
    assert Enrolment.objects.count() == 0


def test_opening_a_lesson_makes_it_the_place_to_go_on(walk):
    walk.client.get(walk.address("lesson", 2))
    assert walk.enrolment.last_lesson == walk.lesson(2).key
    page = walk.client.get(walk.address("course"))
    assert page.context["next"].number == 2


def test_opening_the_same_lesson_again_writes_nothing(walk):
    walk.client.get(walk.address("lesson", 1))
    touched = walk.enrolment.touched_at
    walk.client.get(walk.address("lesson", 1))
    assert walk.enrolment.touched_at == touched
    assert LessonProgress.objects.count() == 1


def test_place_is_kept_when_the_member_switches_language(walk, french):
    walk.client.get(walk.address("lesson", 2, lang="fr"))
    assert walk.client.get(walk.address("course")).context["next"].title == "Lesson 2"
    in_french = walk.client.get(walk.address("course", lang="fr"))
    assert in_french.context["next"].title == "Lesson 2 (fr)"


def test_language_link_leads_to_the_same_lesson(walk, french):
    page = walk.client.get(walk.address("lesson", 2)).content.decode()
    assert f'href="{walk.address("lesson", 2, lang="fr")}"' in page


def test_answers_in_french_count_in_english(walk, french):
    walk.finish(1, lang="fr")
    page = walk.client.get(walk.address("course"))
    assert [line.is_done for line in page.context["lines"]] == [True, False]
    result = walk.client.get(walk.address("result", 1))
    assert (result.context["right"], result.context["total"]) == (2, 2)


def test_answers_in_two_languages_finish_one_lesson(walk, french):
    walk.answer(1, 1, 2, lang="fr")
    walk.answer(1, 2, 2, lang="en")
    assert LessonProgress.objects.exclude(done_at=None).count() == 1


def test_right_answer_says_why(walk):
    response = walk.answer(1, 1, 2)
    page = walk.client.get(response.url).content.decode()
    assert "Because two people saw it." in page
    assert walk.address("question", 1, walk.content(1).questions[1].id) in page


def test_wrong_answer_shows_its_own_feedback_and_asks_again(walk):
    page = walk.client.get(walk.answer(1, 1, 3).url).content.decode()
    assert "Think of the receipt." in page
    assert "Look at the idea again." not in page
    assert "Because two people saw it." not in page
    assert "Try again" in page


def test_latest_answer_is_kept(walk):
    walk.answer(1, 1, 3)
    walk.answer(1, 1, 2)
    kept = Answer.objects.get()
    second = walk.content(1).questions[0].choices[1]
    assert kept.is_right
    assert kept.given == {"kind": "single_choice", "v": 1, "choice": str(second.id)}


def test_same_answer_again_writes_nothing(walk):
    walk.answer(1, 1, 2)
    at = Answer.objects.get().answered_at
    walk.answer(1, 1, 2)
    assert Answer.objects.get().answered_at == at


def test_lesson_is_done_only_when_every_answer_is_right(walk):
    walk.answer(1, 1, 2)
    walk.answer(1, 2, 1)
    assert not LessonProgress.objects.exclude(done_at=None).exists()
    walk.answer(1, 2, 2)
    assert LessonProgress.objects.exclude(done_at=None).count() == 1


def test_done_lesson_stays_done_when_the_member_tries_other_answers(walk):
    walk.finish(1)
    walk.answer(1, 1, 1)
    assert LessonProgress.objects.exclude(done_at=None).count() == 1


def test_result_counts_and_names_what_is_left(walk):
    walk.answer(1, 1, 2)
    walk.answer(1, 2, 1)
    page = walk.client.get(walk.address("result", 1))
    assert (page.context["right"], page.context["total"]) == (1, 2)
    assert [question.text for question in page.context["open"]] == ["Question 2?"]


def test_result_of_a_done_lesson_leads_to_the_next(walk):
    walk.finish(1)
    page = walk.client.get(walk.address("result", 1)).content.decode()
    assert walk.address("lesson", 2) in page


def test_result_of_the_last_lesson_leads_to_the_exercise(walk):
    walk.finish(1)
    walk.finish(2)
    assert walk.exercise_address in walk.client.get(walk.address("result", 2)).content.decode()


def test_lesson_without_questions_is_done_when_the_member_says_so(walk):
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = [("story", "<p>Only a story.</p>")]
    page.save_revision().publish()
    assert "I have read the lesson" in walk.client.get(walk.address("lesson", 1)).content.decode()
    for _again in range(2):
        response = walk.client.post(walk.address("read", 1))
        assert response.url == walk.address("result", 1)
    assert LessonProgress.objects.exclude(done_at=None).count() == 1
    assert walk.client.get(response.url).status_code == 200


def test_saying_i_have_read_it_does_not_finish_a_lesson_with_questions(walk):
    walk.client.post(walk.address("read", 1))
    assert not LessonProgress.objects.exclude(done_at=None).exists()


def test_question_without_a_choice_says_so_beside_the_field(walk):
    address = walk.address("question", 1, walk.content(1).questions[0].id)
    response = walk.client.post(address, {})
    assert response.status_code == 200
    assert response.context["form"].errors == {"choice": ["Choose one of the answers first."]}


@pytest.mark.parametrize("choice", ["nonsense", "A" * 22, "\x00", "' OR 1=1"])
def test_unknown_choice_says_so_beside_the_field(walk, choice):
    address = walk.address("question", 1, walk.content(1).questions[0].id)
    response = walk.client.post(address, {"choice": choice})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["choice"]
    assert Answer.objects.count() == 0


def test_choice_of_another_question_is_unknown(walk):
    first, second = walk.content(1).questions
    response = walk.client.post(
        walk.address("question", 1, first.id), {"choice": encode(second.choices[1].id)}
    )
    assert list(response.context["form"].errors) == ["choice"]


def test_answer_to_a_removed_question_loses_nothing(walk):
    walk.answer(1, 1, 2)
    gone = walk.content(1).questions[1]
    address = walk.address("question", 1, gone.id)
    page = LessonPage.objects.get(title="Lesson 1")
    del page.body[3]
    page.save_revision().publish()
    response = walk.client.post(address, {"choice": encode(gone.choices[1].id)})
    text = response.content.decode()
    assert response.status_code == 404
    assert "This part is no longer here" in text
    assert walk.address("lesson", 1) in text
    assert Answer.objects.count() == 1


def test_answer_in_a_lesson_that_was_unpublished_shows_the_way_on(walk):
    address = walk.address("question", 1, walk.content(1).questions[0].id)
    LessonPage.objects.get(title="Lesson 1").unpublish()
    response = walk.client.post(address, {"choice": "x"})
    assert response.status_code == 404
    assert walk.address("course") in response.content.decode()


def test_question_is_asked_again_when_an_editor_removed_the_choice(walk):
    walk.answer(1, 1, 3)
    page = LessonPage.objects.get(title="Lesson 1")
    del page.body[2].value["choices"][2]
    page.save_revision().publish()
    response = walk.client.get(walk.address("question", 1, walk.content(1).questions[0].id))
    assert response.context["reply"] is None


def test_question_before_enrolling_leads_to_the_course(visit):
    response = visit.client.get(visit.address("question", 1, visit.content(1).questions[0].id))
    assert response.url == visit.address("course")


def test_answering_without_an_enrolment_is_refused_by_the_action(visit):
    question = visit.content(1).questions[0]
    with pytest.raises(progress_actions.NotEnrolled):
        questions.answer(
            user=visit.user,
            course=visit.course,
            lesson=visit.lesson(1),
            question=question,
            given=question.right_answer,
        )


def test_answer_in_a_course_left_in_another_window_leads_to_the_course(walk):
    """The member leaves the course after the page checks that they take it."""
    left = []

    def leave(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not left:
            left.append(Enrolment.objects.filter(user=walk.user).delete())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(leave):
        response = walk.answer(1, 1, 2)
    assert response.url == walk.address("course")
    page = walk.client.get(response.url).content.decode()
    assert "First choose “Take this course”, so that your answers are saved." in page
    assert Answer.objects.count() == 0


def test_overview_says_what_comes_next_in_two_queries(walk, django_assert_max_num_queries):
    walk.finish(1)
    overview.in_hand(walk.user, "en")
    with django_assert_max_num_queries(2):
        [one] = overview.in_hand(walk.user, "en")
    assert (one.done, one.total, one.completed) == (1, 2, False)
    assert (one.course.title, one.next_lesson.title) == ("A course", "Lesson 2")
    assert one.weight == walk.content(2).weight


def test_overview_leads_to_the_exercise_when_all_lessons_are_done(walk):
    walk.finish(1)
    walk.finish(2)
    [one] = overview.in_hand(walk.user, "en")
    assert (one.next_lesson, one.exercise.heading, one.exercise_state) == (None, "A budget", "")
    walk.hand_in()
    assert overview.in_hand(walk.user, "en")[0].exercise_state == "sent"


def test_overview_stays_at_two_queries_with_many_courses(walk, django_assert_max_num_queries):
    for number in range(4):
        page = factories.course(title=f"Course {number}")
        publish(page)
        enrol(user=walk.user, course_key=page.translation_key)
    overview.in_hand(walk.user, "en")
    with django_assert_max_num_queries(2):
        found = overview.in_hand(walk.user, "en")
    assert len(found) == 5


def test_overview_leaves_out_a_course_that_was_unpublished(walk):
    walk.page.unpublish()
    assert overview.in_hand(walk.user, "en") == []


def test_overview_of_a_newcomer_is_empty(world):
    assert overview.in_hand(world.a.leader, "en") == []


def test_empty_catalogue_says_what_will_appear_there(world, sign_in):
    page = sign_in(world.a.leader).get(reverse("learning:catalogue"))
    assert "The first course will appear here" in page.content.decode()


def test_catalogue_shows_progress_of_the_member(walk):
    walk.finish(1)
    page = walk.client.get(reverse("learning:catalogue")).content.decode()
    assert "Lessons done: 1 of 2" in page


def test_course_without_lessons_says_so(world, sign_in):
    page = factories.course(lessons=0)
    response = sign_in(world.a.leader).get(reverse("learning:course", args=[page.translation_key]))
    assert "still being written" in response.content.decode()


@pytest.mark.parametrize("lessons", [1, 5])
@pytest.mark.parametrize(
    ("done", "french"),
    [
        (0, "0 leçon faite sur {}"),
        (1, "1 leçon faite sur {}"),
        (2, "2 leçons faites sur {}"),
    ],
)
def test_lessons_done_read_right_in_french_on_every_page(world, sign_in, lessons, done, french):
    if done > lessons:
        return
    page = factories.course(lessons=lessons, questions=1)
    enrol(user=world.a.leader, course_key=page.translation_key)
    walk = Walk(sign_in(world.a.leader), world.a.leader, page)
    for number in range(1, done + 1):
        walk.finish(number)
    addresses = [reverse("home"), reverse("learning:catalogue"), walk.address("course")]
    if 0 < done < lessons:
        addresses.append(walk.address("result", 1))
    for address in addresses:
        shown = one_line(walk.client.get(address.replace("/en/", "/fr/")).content.decode())
        assert french.format(lessons) in shown, address
        assert shown.count("faite sur") + shown.count("faites sur") in (1, 2)
