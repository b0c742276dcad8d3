"""Give the bench a signed-in learner and as many enrolments as it asks for.

`python -m bench.seed` prints `name=value` lines, `python -m bench.seed 1000` fills up to 1,000
rows.
"""

import sys
from uuid import uuid4

import django
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

django.setup()

from demo.members import called  # noqa: E402
from learning.models import Attachment, CoursePage, Enrolment, Submission  # noqa: E402
from people.models import User  # noqa: E402
from people.sessions.store import SessionStore  # noqa: E402


def session_of(user: User) -> str:
    """Return the key of a new session in which `user` is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "people.accounts.backends.MemberBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key or ""


def fill(rows: int) -> None:
    """Enrol invented members until there are `rows` enrolments; `member` keeps their own."""
    course = CoursePage.objects.live().first()
    organisation = called("leader").organisation
    missing = rows - Enrolment.objects.count()
    start = User.objects.count()
    members = User.objects.bulk_create(
        # Made from a counter: among a hundred thousand random short codes, some would be equal.
        User(
            pseudonym=f"Bench {start + n}",
            login_code=f"{start + n:09}",
            organisation=organisation,
            password="!",
        )
        for n in range(missing)
    )
    Enrolment.objects.bulk_create(
        [Enrolment(user=member, course_key=course.translation_key) for member in members],
        batch_size=5000,
    )


def sealed() -> dict[str, str]:
    """Return the session of a member, and the address of a voice note of theirs that is as large as
    one may be."""
    reader = User.objects.create(
        pseudonym="Bench reader", organisation=called("leader").organisation, password="!"
    )
    enrolment = Enrolment.objects.create(user=reader, course_key=uuid4())
    work = Submission.objects.create(
        enrolment=enrolment, lesson_key=uuid4(), exercise_id=uuid4(), text=""
    )
    voice = bytes(range(250)) * (Attachment.LARGEST // 250)
    file = work.attachments.create(kind=Attachment.Kind.MP3, size=len(voice), content=voice)
    return {
        "reader": session_of(reader),
        "sealed": reverse("learning:attachment", args=[file.code]),
    }


def addresses() -> dict[str, str]:
    """Return what the bench asks for: a session and four addresses."""
    course = CoursePage.objects.live().filter(locale__language_code="en").first()
    lesson = course.lessons().first()
    return {
        "session": session_of(called("leader")),
        "lesson": reverse("learning:lesson", args=[course.translation_key, lesson.translation_key]),
        "course": reverse("learning:course", args=[course.translation_key]),
        "home": reverse("home"),
        "webinars": reverse("webinars:list"),
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        fill(int(sys.argv[1]))
    else:
        for name, value in (addresses() | sealed()).items():
            sys.stdout.write(f"{name}={value}\n")
