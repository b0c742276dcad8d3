"""What counts is what is so today: after a correction, a removal, a move, in any language."""

from uuid import uuid4

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page

from learning import tasks
from learning.catalogue import outline
from learning.exercises import actions as exercises
from learning.models import (
    Answer,
    Certificate,
    CoursePage,
    Enrolment,
    LessonPage,
    LessonProgress,
    Recount,
    Review,
    Submission,
)
from learning.progress import recount
from learning.progress.actions import enrol
from tests import factories
from tests.factories import exercise, question
from tests.learning.walking import Walk
from tests.pages import one_line

pytestmark = pytest.mark.servers

CORRECTED = "This lesson is open again: the right answer to a question was corrected."
ADDED = "This lesson is open again: a question was added."


def page_of(walk: Walk, number: int = 1, language: str = "en") -> LessonPage:
    key = walk.lesson(number).key
    return LessonPage.objects.get(translation_key=key, locale__language_code=language)


def write(page: LessonPage, change) -> None:
    """Let an editor change the raw body of `page`, and publish it."""
    raw = list(page.body.get_prep_value())
    page.body = page.body.stream_block.to_python(change(raw))
    page.save_revision().publish()


def questions_in(raw: list) -> list:
    return [one for one in raw if one["type"] == "single_choice"]


def correct(page: LessonPage, number: int, right: int) -> None:
    """Make another answer of the numbered question the right one."""

    def change(raw):
        for at, one in enumerate(questions_in(raw)[number - 1]["value"]["choices"], 1):
            one["value"]["right"] = at == right
        return raw

    write(page, change)


def remove(page: LessonPage, number: int) -> None:
    write(page, lambda raw: [one for one in raw if one is not questions_in(raw)[number - 1]])


def add(page: LessonPage, number: int = 9) -> None:
    kind, value = question(number)
    choices = [{"type": "item", "value": one, "id": str(uuid4())} for one in value["choices"]]
    block = {"type": kind, "value": {**value, "choices": choices}, "id": str(uuid4())}
    write(page, lambda raw: [*raw, block])


def done(walk: Walk) -> list[int]:
    keys = set(
        LessonProgress.objects.filter(enrolment=walk.enrolment)
        .exclude(done_at=None)
        .values_list("lesson_key", flat=True)
    )
    return [one.number for one in walk.course.lessons if one.key in keys]


def told(walk: Walk, name: str, number: int | None = 1, lang: str = "en") -> str:
    address = reverse("home") if name == "home" else walk.address(name, number, lang=lang)
    return one_line(walk.client.get(address).content.decode())


def kinds(walk: Walk) -> list[str]:
    return sorted(walk.user.notices.values_list("kind", flat=True))


def test_corrected_key_finishes_a_lesson_whose_answer_is_right_now(walk):
    walk.answer(1, 1, 1)
    walk.answer(1, 2, 2)
    assert done(walk) == []
    correct(page_of(walk), 1, right=1)
    page = told(walk, "result")
    assert "This lesson is done" in page
    assert "Right answers: 2 of 2." in page
    assert "Lessons done: 1 of 2" in page
    tasks.recount_changed()
    assert done(walk) == [1]
    assert Answer.objects.filter(is_right=True).count() == 2
    assert "Lessons done: 1 of 2" in told(walk, "course", None)
    assert kinds(walk) == []


def test_corrected_key_opens_a_done_lesson_again_and_says_why_everywhere(walk):
    walk.finish(1)
    walk.client.get(walk.address("lesson", 1))
    correct(page_of(walk), 1, right=3)
    assert CORRECTED in told(walk, "result")
    tasks.recount_changed()
    assert done(walk) == []
    assert kinds(walk) == ["lesson_reopened"]
    assert LessonProgress.objects.get(lesson_key=walk.lesson(1).key).reopened == "corrected"
    for name, number in (("result", 1), ("lesson", 1), ("course", None), ("home", None)):
        assert CORRECTED in told(walk, name, number), name
    result = told(walk, "result")
    assert "Right answers: 1 of 2." in result
    assert "Almost there" in result
    assert "Lessons done: 0 of 2" in told(walk, "course", None)
    walk.answer(1, 1, 3)
    assert done(walk) == [1]
    assert kinds(walk) == []
    for name, number in (("result", 1), ("lesson", 1), ("course", None), ("home", None)):
        assert CORRECTED not in told(walk, name, number), name


def test_last_answer_after_a_correction_counts_by_todays_key(walk):
    """L2: the key of the first question is corrected before the member answers the second."""
    walk.answer(1, 1, 1)
    correct(page_of(walk), 1, right=1)
    walk.answer(1, 2, 2)
    assert done(walk) == [1]
    assert "This lesson is done" in told(walk, "result")


def test_answer_that_a_correction_made_wrong_is_named_by_the_result(walk):
    walk.answer(1, 1, 2)
    correct(page_of(walk), 1, right=1)
    walk.answer(1, 2, 2)
    assert done(walk) == []
    page = told(walk, "result")
    assert "Right answers: 1 of 2." in page
    assert "Question 1?" in page


def test_removed_question_finishes_the_lesson(walk):
    walk.answer(1, 1, 2)
    remove(page_of(walk), 2)
    assert "This lesson is done" in told(walk, "result")
    tasks.recount_changed()
    assert done(walk) == [1]


def test_added_question_opens_a_done_lesson_again(walk):
    walk.finish(1)
    add(page_of(walk))
    tasks.recount_changed()
    assert done(walk) == []
    for name, number in (("result", 1), ("lesson", 1), ("course", None)):
        assert ADDED in told(walk, name, number), name
    walk.answer(1, 3, 2)
    assert done(walk) == [1]


def test_question_added_to_a_lesson_that_was_read_opens_it(walk):
    last = page_of(walk)
    remove(last, 2)
    remove(last, 1)
    walk.client.post(walk.address("read", 1))
    assert done(walk) == [1]
    add(page_of(walk))
    tasks.recount_changed()
    assert done(walk) == []


def test_lesson_that_lost_all_questions_waits_until_it_is_read(walk):
    last = page_of(walk)
    remove(last, 2)
    remove(last, 1)
    tasks.recount_changed()
    assert done(walk) == []
    assert "say that you have read it" in told(walk, "result")


def test_lesson_that_was_read_is_done_again_without_the_question_that_was_added(walk):
    remove(page_of(walk), 2)
    remove(page_of(walk), 1)
    walk.client.post(walk.address("read", 1))
    add(page_of(walk))
    tasks.recount_changed()
    assert (done(walk), kinds(walk)) == ([], ["lesson_reopened"])
    remove(page_of(walk), 1)
    assert "This lesson is done" in told(walk, "result")
    tasks.recount_changed()
    assert (done(walk), kinds(walk)) == ([1], [])
    for name, number in (("result", 1), ("lesson", 1), ("course", None), ("home", None)):
        assert ADDED not in told(walk, name, number), name


def test_lesson_is_done_again_without_the_question_that_was_corrected(walk):
    """The course completes, although no one does anything more in it."""
    remove(page_of(walk), 2)
    walk.answer(1, 1, 2)
    correct(page_of(walk), 1, right=3)
    tasks.recount_changed()
    assert (done(walk), kinds(walk)) == ([], ["lesson_reopened"])
    page_of(walk, 2).unpublish()
    remove(page_of(walk), 1)
    tasks.recount_changed()
    assert (done(walk), kinds(walk)) == ([1], ["course_completed"])
    assert walk.enrolment.completed_at is not None


def test_reading_a_lesson_that_was_open_again_takes_its_notice_back(walk):
    """Its questions went a moment ago, and no one was counted again since."""
    walk.finish(1)
    add(page_of(walk))
    tasks.recount_changed()
    for number in (3, 2, 1):
        remove(page_of(walk), number)
    walk.client.post(walk.address("read", 1))
    assert (done(walk), kinds(walk)) == ([1], [])


def test_other_try_of_the_member_never_opens_a_done_lesson(walk):
    walk.finish(1)
    walk.answer(1, 1, 3)
    page_of(walk).save_revision().publish()
    add(page_of(walk, 2))
    tasks.recount_changed()
    assert done(walk) == [1]
    assert "The lesson stays done" in told(walk, "result")
    assert kinds(walk) == []


def test_correction_that_is_taken_back_finishes_the_lesson_again(walk):
    walk.finish(1)
    for right, finished in ((3, []), (2, [1]), (3, []), (2, [1])):
        correct(page_of(walk), 1, right=right)
        tasks.recount_changed()
        assert done(walk) == finished
        assert kinds(walk) == ([] if finished else ["lesson_reopened"])


# Languages


def test_key_of_the_source_is_the_key_in_every_language(walk, french):
    """A key that is corrected in English alone gives no second truth in French."""
    walk.answer(1, 1, 1, lang="fr")
    walk.answer(1, 2, 2, lang="fr")
    correct(page_of(walk), 1, right=1)
    assert "This lesson is done" in told(walk, "result")
    assert "Cette leçon est terminée" in told(walk, "result", lang="fr")
    tasks.recount_changed()
    assert done(walk) == [1]
    asked = walk.content(1).questions[0]
    shown = told(walk, "course", None, lang="fr")
    assert "1 leçon faite sur 2" in shown
    page = walk.client.get(walk.address("question", 1, asked.id, lang="fr")).content.decode()
    assert "Oui, c’est juste." in page


def test_key_of_a_translation_alone_changes_nothing(walk, french):
    walk.finish(1)
    correct(page_of(walk, language="fr"), 1, right=3)
    tasks.recount_changed()
    assert done(walk) == [1]
    assert "réponses\N{NO-BREAK SPACE}: 2 sur 2." in told(walk, "result", lang="fr")
    walk.answer(1, 1, 3, lang="fr")
    assert not Answer.objects.get(question_id=walk.content(1).questions[0].id).is_right


def test_comment_for_another_judgement_is_not_shown(walk, french):
    correct(page_of(walk), 1, right=3)
    asked = walk.content(1).questions[0]
    walk.answer(1, 1, 2)
    page = walk.client.get(walk.address("question", 1, asked.id, lang="fr")).content.decode()
    assert "Yes." not in page
    assert "Because two people saw it." not in page


def test_question_that_a_translation_has_not_is_asked_in_the_words_of_the_source(walk, french):
    add(page_of(walk))
    walk.finish(1, lang="fr")
    assert done(walk) == [1]
    asked = walk.content(1).questions[2]
    walk.answer(1, 3, 1)
    page = one_line(
        walk.client.get(walk.address("question", 1, asked.id, lang="fr")).content.decode()
    )
    assert "Seulement en anglais pour l’instant." in page
    assert '<div lang="en">' in page
    assert 'lang="en">Question 9?</a>' in told(walk, "result", lang="fr")


def test_question_that_only_a_translation_has_counts_for_no_one(walk, french):
    add(page_of(walk, language="fr"))
    walk.finish(1, lang="fr")
    assert done(walk) == [1]
    assert "réponses\N{NO-BREAK SPACE}: 2 sur 2." in told(walk, "result", lang="fr")


def test_exercise_that_a_translation_lost_is_shown_in_the_words_of_the_source(walk, french):
    page = page_of(walk, 2, "fr")
    write(page, lambda raw: [one for one in raw if one["type"] != "exercise"])
    address = walk.exercise_address.replace("/en/", "/fr/")
    shown = one_line(walk.client.get(address).content.decode())
    assert '<h1 lang="en">A budget</h1>' in shown
    assert "Seulement en anglais pour l’instant." in shown


@pytest.mark.parametrize("reader", ["en", "fr", ""])
def test_source_is_the_page_that_was_made_first_whoever_reads(walk, french, reader):
    # As if the course had been written in French and translated into English.
    for now, then in (("en", "xx"), ("fr", "en"), ("xx", "fr")):
        Locale.objects.filter(language_code=now).update(language_code=then)
    first = LessonPage.objects.child_of(walk.page).first()
    course = outline.course(CoursePage.objects.live(), walk.page.translation_key, reader)
    assert course.lessons[0].source.pk == first.pk
    assert course.lessons[0].source.language == "fr"


# Lessons and courses


def accept(walk: Walk, world) -> None:
    walk.hand_in()
    exercises.review(
        submission=Submission.objects.get(),
        reviewer=world.a.mentor,
        verdict=Review.Verdict.ACCEPT,
        text="Clear.",
        key=uuid4(),
    )


@pytest.mark.parametrize("gone", ["unpublished", "deleted", "moved"])
def test_course_completes_when_its_last_open_lesson_is_gone(walk, world, gone):
    walk.finish(2)
    accept(walk, world)
    tasks.recount_changed()
    assert walk.enrolment.completed_at is None
    page = page_of(walk)
    if gone == "unpublished":
        page.unpublish()
    elif gone == "deleted":
        page.delete()
    else:
        page.move(factories.course(title="Another", lessons=0), pos="last-child")
    told(walk, "course", None)
    assert walk.enrolment.completed_at is None
    tasks.recount_changed()
    assert walk.enrolment.completed_at is not None
    assert Certificate.objects.count() == 1
    assert kinds(walk) == ["course_completed", "exercise_accepted"]


def test_completed_course_and_its_certificate_never_fall(completed):
    correct(page_of(completed), 1, right=3)
    add(page_of(completed, 2))
    completed_at = completed.enrolment.completed_at
    tasks.recount_changed()
    assert completed.enrolment.completed_at == completed_at
    assert done(completed) == [1, 2]
    assert Certificate.objects.get().revoked_at is None
    page = told(completed, "result")
    assert "This lesson is done" in page
    assert "Right answers: 1 of 2." in page
    assert "The lesson stays done" in page
    assert "You have completed this course" in told(completed, "course", None)
    home = told(completed, "home", None)
    assert "Completed." in home
    assert "Continue where you left off" not in home
    assert "lesson_reopened" not in kinds(completed)


def test_lesson_added_to_a_completed_course_leaves_it_completed_everywhere(completed):
    page = page_of(completed)
    page.copy(update_attrs={"slug": "more", "title": "More"}, keep_live=True)
    tasks.recount_changed()
    home = told(completed, "home", None)
    assert "Completed." in home
    assert '<progress value="3" max="3"' in home
    assert "Continue where you left off" not in home
    assert "You have completed this course" in told(completed, "course", None)
    assert completed.enrolment.completed_at is not None


def test_lesson_that_is_moved_takes_along_what_was_done_in_it(walk):
    other = factories.course(title="Another", lessons=1, questions=1)
    enrol(user=walk.user, course_key=other.translation_key)
    walk.finish(2)
    walk.hand_in("Our budget")
    page_of(walk, 2).move(Page.objects.get(pk=other.pk), pos="last-child")
    tasks.recount_changed()
    there = Walk(walk.client, walk.user, CoursePage.objects.get(pk=other.pk))
    assert done(there) == [2]
    assert done(walk) == []
    assert Submission.objects.get().enrolment == there.enrolment
    assert "Our budget" in walk.client.get(there.exercise_address).content.decode()
    assert "Right answers: 2 of 2." in told(there, "result", 2)


def test_member_who_begins_a_course_keeps_what_they_did_in_a_moved_lesson(walk):
    other = factories.course(title="Another", lessons=0)
    walk.finish(1)
    page_of(walk, 1).move(Page.objects.get(pk=other.pk), pos="last-child")
    tasks.recount_changed()
    there = Walk(walk.client, walk.user, CoursePage.objects.get(pk=other.pk))
    enrol(user=walk.user, course_key=other.translation_key)
    assert done(there) == [1]


def another_course() -> Page:
    return Page.objects.get(pk=factories.course(title="Another", lessons=0).pk)


@pytest.mark.parametrize("gone", ["taken down", "deleted", "moved", "with its course"])
def test_notice_of_an_open_lesson_ends_with_the_lesson(walk, gone):
    """It would lead to a course that has no such lesson, or to nothing."""
    walk.finish(1)
    correct(page_of(walk), 1, right=3)
    tasks.recount_changed()
    assert kinds(walk) == ["lesson_reopened"]
    page = page_of(walk)
    match gone:
        case "taken down":
            page.unpublish()
        case "deleted":
            page.delete()
        case "moved":
            page.move(another_course(), pos="last-child")
        case _:
            walk.page.unpublish()
    tasks.recount_changed()
    assert kinds(walk) == []
    tasks.recount_changed()
    assert kinds(walk) == []


def test_notice_of_an_open_lesson_leads_to_where_it_was_moved(walk):
    walk.finish(1)
    correct(page_of(walk), 1, right=3)
    other = another_course()
    enrol(user=walk.user, course_key=other.translation_key)
    tasks.recount_changed()
    page_of(walk).move(other, pos="last-child")
    tasks.recount_changed()
    [notice] = walk.user.notices.all()
    assert (notice.kind, notice.subject_code) == ("lesson_reopened", other.translation_key)


def test_course_that_comes_back_is_counted_anew(walk):
    walk.finish(1)
    tasks.recount_changed()
    page = page_of(walk)
    walk.page.unpublish()
    tasks.recount_changed()
    assert not Recount.objects.exists()
    correct(page, 1, right=3)
    CoursePage.objects.get(pk=walk.page.pk).save_revision().publish()
    tasks.recount_changed()
    assert done(walk) == []
    assert kinds(walk) == ["lesson_reopened"]


def test_work_done_in_both_courses_stays_where_it_is(walk):
    other = factories.course(title="Another", lessons=0)
    home = Enrolment.objects.create(user=walk.user, course_key=other.translation_key)
    walk.finish(1)
    lesson = walk.lesson(1)
    kept = LessonProgress.objects.create(enrolment=home, lesson_key=lesson.key)
    page_of(walk, 1).move(Page.objects.get(pk=other.pk), pos="last-child")
    tasks.recount_changed()
    tasks.recount_changed()
    kept.refresh_from_db()
    assert kept.done_at is not None
    assert Answer.objects.filter(enrolment=home, is_right=True).count() == 2


# The queue


def state() -> tuple:
    return (
        sorted(LessonProgress.objects.values_list("pk", "done_at", "reopened")),
        sorted(Answer.objects.values_list("pk", "is_right")),
        sorted(Enrolment.objects.values_list("pk", "completed_at")),
    )


@pytest.fixture
def crowd(walk, monkeypatch):
    """Five members who did the first lesson, in batches of two."""
    monkeypatch.setattr(recount, "BATCH", 2)
    walk.finish(1)
    for _ in range(4):
        user = factories.UserFactory(organisation=walk.user.organisation)
        enrolment = enrol(user=user, course_key=walk.page.translation_key)
        for answer in Answer.objects.filter(enrolment=walk.enrolment):
            answer.pk, answer.enrolment = None, enrolment
            answer.save()
        for progress in LessonProgress.objects.filter(enrolment=walk.enrolment):
            progress.pk, progress.enrolment = None, enrolment
            progress.save()
    tasks.recount_changed()
    return walk


def test_batches_reach_everyone_and_a_second_run_changes_nothing(crowd):
    correct(page_of(crowd), 1, right=3)
    assert recount.recount_changed() == 5
    assert not LessonProgress.objects.exclude(done_at=None).exists()
    before = state()
    assert recount.recount_changed() == 0
    Recount.objects.update(reached=0, is_done=False)
    assert recount.recount_changed() == 5
    assert state() == before


def test_killed_worker_leaves_whole_batches_and_the_next_one_goes_on(crowd, monkeypatch):
    correct(page_of(crowd), 1, right=3)
    counted, real = [], recount.tell_all

    def die(users, **notice):
        counted.append(users)
        if len(counted) == 2:
            raise SystemExit
        real(users, **notice)

    monkeypatch.setattr(recount, "tell_all", die)
    with pytest.raises(SystemExit):
        recount.recount_changed()
    row = Recount.objects.get()
    assert (row.is_done, LessonProgress.objects.exclude(done_at=None).count()) == (False, 3)
    monkeypatch.setattr(recount, "tell_all", real)
    assert recount.recount_changed() == 3
    assert not LessonProgress.objects.exclude(done_at=None).exists()
    assert crowd.user.notices.filter(kind="lesson_reopened").count() == 1


def test_what_counts_for_no_answer_starts_no_recount(walk, french):
    tasks.recount_changed()
    for page in (page_of(walk, language="fr"), CoursePage.objects.get(pk=walk.page.pk)):
        page.title = "Another title"
        page.save_revision().publish()
    first = LessonPage.objects.child_of(walk.page).first()
    first.move(LessonPage.objects.child_of(walk.page).last(), pos="right")
    assert recount.recount_changed() == 0


def test_sweep_without_news_takes_two_queries(walk, django_assert_num_queries):
    tasks.recount_changed()
    with django_assert_num_queries(2):
        tasks.recount_changed()


def test_page_that_was_saved_without_a_revision_is_counted(walk):
    walk.finish(1)
    page = page_of(walk)
    LessonPage.objects.filter(pk=page.pk).update(live_revision=None, last_published_at=None)
    tasks.recount_changed()
    raw = list(page.body.get_prep_value())
    page.body = page.body.stream_block.to_python(
        [one for one in raw if one is not questions_in(raw)[0]]
    )
    LessonPage.objects.filter(pk=page.pk).update(body=page.body)
    assert recount.recount_changed() == 1


def test_body_with_an_exercise_can_be_read(walk):
    write(page_of(walk), lambda raw: [*raw, {"type": exercise()[0], "value": exercise()[1]}])
    assert walk.content(1).exercises[0].heading == "A budget"
