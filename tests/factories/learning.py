"""Courses, and work that a learner hands in."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Page

from learning.catalogue import contents, outline
from learning.catalogue.outline import Course
from learning.difficulties import actions as difficulties
from learning.enquiries import actions as enquiries
from learning.exercises import actions as exercises
from learning.exercises.tables import Table
from learning.models import (
    Attachment,
    CoursePage,
    Enquiry,
    Enrolment,
    GuidePage,
    LessonPage,
    PublishedStory,
    Recall,
    Story,
    SubjectPage,
    Submission,
    Taught,
    Together,
)
from learning.partners import actions as partners
from learning.progress import actions as progress
from learning.questions import actions as answers
from learning.remembering import actions as remembering
from learning.stories import actions as stories
from learning.stories.parts import Parts
from tests.factories import cms
from tests.factories.cms import home_page
from tests.factories.people import OrganisationFactory, UserFactory


def question(number: int = 1) -> tuple[str, dict]:
    """A single choice whose second answer is the right one."""
    return (
        "single_choice",
        {
            "text": f"Question {number}?",
            "choices": [
                {"text": "First", "right": False, "feedback": "Look at the idea again."},
                {"text": "Second", "right": True, "feedback": "Yes."},
                {"text": "Third", "right": False, "feedback": "Think of the receipt."},
            ],
            "why": "Because two people saw it.",
        },
    )


WORKED_ANSWER = "Rent is a core cost: 25,000."


def table() -> dict:
    """A table to fill in: a line with a name and a cell that is filled in, and an empty line."""
    columns = [("What", False), ("Francs", True)]
    return {
        "columns": [{"heading": name, "is_summed": is_summed} for name, is_summed in columns],
        "lines": [{"heading": "Rent", "cells": ["3 months"]}],
        "free_lines": 1,
    }


def exercise() -> tuple[str, dict]:
    return (
        "exercise",
        {
            "heading": "A budget",
            "brief": "<p>Make a budget.</p>",
            "reminder": "No names.",
            "rubric": ["Done", "Clear", "Ours", "Next step"],
            **table(),
            "worked_answer": f"<p>{WORKED_ANSWER}</p>",
        },
    )


def papers() -> list[tuple[str, object]]:
    """What a lesson has to print."""
    sheet = {
        "aim": "The group can write a line.",
        "minutes": 45,
        "materials": "Beans",
        "steps": ["Tell the story.", "Write 3 lines."],
        "may_come_up": ["“We trust each other.”"],
        "close": "Who writes this month?",
    }
    return [("in_short", "<p>Two people count.</p>"), ("facilitator_sheet", sheet)]


def course(
    *,
    title: str = "A course",
    lessons: int = 2,
    questions: int = 2,
    language: str = "en",
    has_papers: bool = False,
) -> CoursePage:
    """A live course in one language; its last lesson carries an exercise."""
    home = home_page(language)
    subject = SubjectPage.objects.filter(locale=home.locale).first() or home.add_child(
        instance=SubjectPage(title="Money", slug="money", locale=home.locale)
    )
    page = subject.add_child(
        instance=CoursePage(title=title, summary="What it is about.", locale=home.locale)
    )
    pages: list[Page] = [page]
    for number in range(1, lessons + 1):
        body = [
            ("story", "<p>Once there was a group.</p>"),
            ("idea", {"heading": "One idea", "text": "<p>Write it down.</p>"}),
            *(question(n) for n in range(1, questions + 1)),
            *(papers() if has_papers else []),
        ]
        if number == lessons:
            body.append(exercise())
        pages.append(
            page.add_child(
                instance=LessonPage(title=f"Lesson {number}", body=body, locale=home.locale)
            )
        )
    for one in pages:
        cms.as_published(one)
    return page


def guide(
    title: str = "A guide",
    *,
    language: str = "en",
    subject: str = "Money",
    document: Document | None = None,
    **more: Any,
) -> GuidePage:
    """A published guide below a subject, on another site unless there is a `document`."""
    home = home_page(language)
    above = SubjectPage.objects.filter(locale=home.locale, title=subject).first() or home.add_child(
        instance=SubjectPage(title=subject, slug=subject.lower(), locale=home.locale)
    )
    link = "" if document else "https://guides.example/one"
    fields = {"source": "A network", "link": link, "document": document} | more
    page = above.add_child(instance=GuidePage(title=title, locale=home.locale, **fields))
    cms.as_published(page)
    return page


def do_lessons(user, course_key: UUID) -> None:
    """Enrol `user` and answer every question right."""
    progress.enrol(user=user, course_key=course_key)
    course = _outline(course_key)
    for lesson in course.lessons:
        for asked in contents.of(lesson).questions:
            given = asked.right_answer
            answers.answer(user=user, course=course, lesson=lesson, question=asked, given=given)


def hand_in(user, page: CoursePage, text: str, cell: str = "") -> Submission:
    """Enrol `user` and hand in the exercise of the last lesson, with `cell` in its free line."""
    progress.enrol(user=user, course_key=page.translation_key)
    course = _outline(page.translation_key)
    lesson = course.lessons[-1]
    exercise = contents.of(lesson).exercises[0]
    table = exercise.table and filled(exercise.table, cell)
    return exercises.send(
        user=user, course=course, lesson=lesson, exercise=exercise, text=text, table=table
    )


def filled(table: Table, cell: str) -> Table:
    """`table` with `cell` in the first column of its first free line."""
    found = table.filled(None)
    return found.written({**found.cells, ("n1", found.columns[0].key): cell})


def tell_story(user, text: str, **more) -> Story:
    """Send a practice story in; each of its parts begins with `text`."""
    given = {"language": "en", "subject_key": None, "key": uuid4()} | more
    return stories.send(user=user, parts=told(text), **given)


def told(text: str, title: str = "") -> Parts:
    """The parts of a practice story, each of which begins with `text`."""
    return Parts(f"{text} worked", f"{text} why", f"{text} effects", f"{text} learned", title)


def proposed_story(user, text: str, *, by, **more) -> Story:
    """A story for which the editor `by` proposed a text."""
    sent = tell_story(user, text, **more)
    return stories.propose(
        story=sent, by=by, mark=sent.text_mark, parts=told(f"{text} edited", f"{text[:100]} title")
    )


def published_story(user, text: str, *, by, **more) -> PublishedStory:
    """A story that the editor `by` edited, and to which its author said yes."""
    sent = proposed_story(user, text, by=by, **more)
    stories.agree(user=user, code=sent.code, mark=sent.mark)
    return PublishedStory.objects.get(story=sent)


def enquire(user, page: CoursePage, text: str) -> Enquiry:
    """Enrol `user` and ask a facilitator about the first lesson."""
    progress.enrol(user=user, course_key=page.translation_key)
    course = _outline(page.translation_key)
    lesson = course.lessons[0]
    return enquiries.ask(user=user, course=course, lesson=lesson, text=text, key=uuid4())


def together(work: Submission, people: int = 30) -> Together:
    """Let others who did this work type its code."""
    return partners.open_to_others(user=work.enrolment.user, submission=work, people=people)


def attach(work: Submission, data: bytes, kind: str = "mp3") -> Attachment:
    """Add a file to `work`, whatever its state, as if `data` had been cleaned."""
    return work.attachments.create(kind=kind, size=len(data), content=data)


def taught(
    enrolment: Enrolment, group: str = Taught.Group.SOME, lesson: UUID | None = None
) -> Taught:
    """The member of this enrolment taught its course this month, or one lesson of it."""
    month = timezone.localdate().replace(day=1)
    return Taught.objects.create(enrolment=enrolment, month=month, group=group, lesson_key=lesson)


def comes_back(user, page: CoursePage) -> Recall:
    """Let the first question of a course that `user` takes come back to them today."""
    lesson = _outline(page.translation_key).lessons[0]
    asked = contents.of(lesson).questions[0]
    remembering.begin(users=[user.pk], lesson=lesson.key, questions=[asked])
    recall = Recall.objects.get(user=user, question_id=asked.id)
    recall.due_on = user.today
    recall.save(update_fields=["due_on"])
    return recall


def miss_often(page: CoursePage) -> UUID:
    """Let the first question of a course have enough wrong first answers to be shown; return its
    id."""
    asked = contents.of(_outline(page.translation_key).lessons[0]).questions[0]
    chosen = next(one for one in asked.choices if not one.is_right)
    for _ in range(10):
        difficulties.count(question=asked, given=asked.choosing(chosen), is_right=False)
    return asked.id


def crowd(side, course, *, organisations: int, each: int, completed: int = 0) -> None:
    """Enrol people of several organisations; the first `completed` of them complete the course."""
    for number in range(organisations):
        home = OrganisationFactory(region=side.region)
        for member in UserFactory.create_batch(each, organisation=home):
            Enrolment.objects.create(
                user=member,
                course_key=course.translation_key,
                completed_at=timezone.now() if number * each < completed else None,
            )


def _outline(course_key: UUID) -> Course:
    course = outline.course(CoursePage.objects.live(), course_key, "en")
    assert course
    return course
