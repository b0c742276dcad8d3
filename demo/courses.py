"""What the demo's people learn: the starter course, taken by many and completed by several, and
guides in the library. The addresses of these are kept for examples: nothing is there."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.http import QueryDict
from wagtail.models import Locale

from demo import dates
from demo.members import Members
from learning.catalogue import contents, outline
from learning.catalogue.outline import Course
from learning.certificates import actions as certificates
from learning.difficulties import actions as difficulties
from learning.models import (
    CoursePage,
    Enrolment,
    GuidePage,
    LessonProgress,
    SubjectPage,
    Taught,
)
from learning.questions.kinds.protocol import Given, Question
from people.models import Network, User

# What members of a group do, in turn: not enrolled, enrolled, or completed.
TURNS = ("completed", "enrolled", "completed", "", "enrolled")

# Title, what it is about, who wrote it, when, and the network that it is for.
GUIDES = [
    (
        ("Meetings that end on time", "Des réunions qui finissent à l’heure"),
        ("Four pages with an agenda to fill in.", "Quatre pages, avec un ordre du jour à remplir."),
        ("A network of neighbours", "Un réseau de voisinage"),
        date(2025, 3, 1),
        None,
    ),
    (
        ("How to read a call for proposals", "Lire un appel à projets"),
        ("What to look for before you write.", "Ce qu’il faut regarder avant d’écrire."),
        ("A school of writing", "Une école d’écriture"),
        date(2024, 10, 1),
        None,
    ),
    (
        ("Dates of our coalition", "Les dates de notre coalition"),
        ("Who meets when this year.", "Qui se retrouve quand cette année."),
        ("Our coalition", "Notre coalition"),
        None,
        "CAFOC-TS",
    ),
]
LANGUAGES = ("en", "fr")


def course() -> Course:
    page = CoursePage.objects.live().order_by("path")[0]
    found = outline.course(CoursePage.objects.live(), page.translation_key, "fr")
    assert found is not None
    return found


def make_figures(taken: Course, members: Members) -> None:
    """Enrol those who never sign in. Their number is above the least that a region may see."""
    people = [
        (user, TURNS[at % len(TURNS)])
        for group in members.values()
        for at, user in enumerate(group)
    ]
    enrolments = Enrolment.objects.bulk_create(
        _enrolment(user, taken, turn, at) for at, (user, turn) in enumerate(people) if turn
    )
    completed = [one for one in enrolments if one.completed_at]
    LessonProgress.objects.bulk_create(
        LessonProgress(enrolment=one, lesson_key=lesson.key, done_at=done_at)
        for one in completed
        for lesson, done_at in zip(taken.lessons, _days_of(one, taken), strict=True)
    )
    for one in completed:
        certificates.issue(enrolment=one, on=one.touched_at.date())
    # Every second of them taught it to a group, in the month in which they completed it.
    Taught.objects.bulk_create(
        Taught(enrolment=one, month=one.touched_at.date().replace(day=1), group=Taught.Group.SOME)
        for one in completed[::2]
    )
    _count_first_answers(taken, members=len(completed))


def _count_first_answers(taken: Course, *, members: int) -> None:
    """Count what so many members answered first: the later the question in its lesson, the more of
    them were wrong, most with the same choice."""
    for content in contents.of_all(taken.lessons).values():
        for number, question in enumerate(content.questions, start=1):
            wrong = list(_wrong_choices(question))
            for at in range(members if wrong else 0):
                is_right = at % 9 >= number
                given = question.right_answer if is_right else wrong[at % 3 // 2 % len(wrong)]
                difficulties.count(question=question, given=given, is_right=is_right)


def _wrong_choices(question: Question) -> Iterator[Given]:
    """Yield the wrong answers that consist of one choice."""
    for name, field in question.form(None, None).fields.items():
        for code, _text in getattr(field, "choices", ()):
            form = question.form(QueryDict(f"{name}={code}"), None)
            if form.is_valid() and (reply := question.reply(form.given)) and not reply.is_right:
                yield form.given


def _enrolment(user: User, taken: Course, turn: str, at: int) -> Enrolment:
    """Return an enrolment, not saved yet: some days after its member joined, and completed within
    four weeks."""
    days = (dates.day(0) - user.joined_on).days - 4 - at % 5
    enrolled_at = dates.ago(days, 9 + at % 9)
    last = enrolled_at + timedelta(days=11 + at % 17)
    return Enrolment(
        user=user,
        course_key=taken.key,
        enrolled_at=enrolled_at,
        touched_at=last if turn == "completed" else enrolled_at,
        completed_at=last if turn == "completed" else None,
        last_lesson=taken.lessons[-1].key if turn == "completed" else None,
    )


def _days_of(one: Enrolment, taken: Course) -> list[datetime]:
    """Return when each lesson was done, the last one when the course was completed."""
    assert one.completed_at
    step = (one.completed_at - one.enrolled_at) / len(taken.lessons)
    return [one.enrolled_at + step * (number + 1) for number in range(len(taken.lessons))]


def make_guides() -> None:
    """Publish each guide below the first subject, in English and in French."""
    locales = {code: Locale.objects.get(language_code=code) for code in LANGUAGES}
    first = SubjectPage.objects.filter(locale=locales["en"]).order_by("path")[0]
    for number, (titles, summaries, sources, dated, short_name) in enumerate(GUIDES, start=1):
        network = Network.objects.filter(short_name=short_name).first() if short_name else None
        key = None
        for code, title, summary, source in zip(LANGUAGES, titles, summaries, sources, strict=True):
            guide = GuidePage(
                title=title,
                summary=summary,
                source=source,
                dated=dated,
                link=f"https://example.org/{code}/{number}",
                network=network,
                locale=locales[code],
            )
            if key:
                guide.translation_key = key
            key = guide.translation_key
            first.get_translation(locales[code]).add_child(instance=guide)
            guide.save_revision().publish(skip_permission_checks=True)
