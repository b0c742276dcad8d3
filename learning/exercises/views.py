"""An exercise: writing it, adding files, handing it in, and reading its reviews."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from learning.catalogue import contents
from learning.catalogue.contents import Exercise
from learning.catalogue.outline import Course, Lesson
from learning.exercises import actions, tables
from learning.exercises.attachments import Link, links
from learning.exercises.forms import WorkForm
from learning.exercises.permissions import attachments_added_by, submissions_written_by
from learning.exercises.queries import with_what_belongs
from learning.exercises.tables import Table
from learning.guards import gone, learner_view, typed_in
from learning.models import Attachment, Partner, Submission
from learning.progress.queries import Standing
from people.accounts.permissions import MemberRequest
from people.files import parts
from people.guards import member_view
from people.models import User
from people.organisations.permissions import at_high_risk
from people.sessions import actions as sessions
from people.unsent.actions import BY_ITSELF
from web.codes import decode, encode
from web.errors import Closed, TooMany
from web.limits import may_try
from web.methods import form_page, sent

OTHER_TEXT = gettext_lazy(
    "Another text of yours was saved on another page meanwhile, so this one was not. It is below: "
    "put together what you want to keep, then save it again."
)
TOO_OFTEN = gettext_lazy("You have sent many files today. Please continue tomorrow.")
# No form can show a file again, for the phone would have to send it again.
CHOOSE_AGAIN = gettext_lazy("Your file was not saved. Choose it again.")
# Milliseconds since 1970, as `actions.now` gives them to the page.
TIME = re.compile(r"[0-9]{1,15}", re.ASCII)


@sensitive_post_parameters("text")
@form_page
@learner_view
def exercise(
    request: MemberRequest, course: Course, lesson: Lesson, standing: Standing, exercise: UUID
) -> HttpResponse:
    """Members who take the course: their own work on one exercise."""
    content = contents.of(lesson)
    task = content.exercise(exercise)
    own = submissions_written_by(request.user)
    mine = own.filter(enrolment=standing.enrolment_id, exercise_id=exercise)
    if task is None:
        return _taken_down(request, course=course, lesson=lesson, mine=mine)
    submission, is_at_risk = _work(request.user, mine)
    if request.method != "POST" and _is_shared(standing, exercise, submission):
        return redirect("learning:together", course.key, lesson.key, exercise)
    if "withdraw" in request.POST and submission:
        return _withdraw(request, submission)
    form = _form(request, task, submission, is_at_risk=is_at_risk)
    address = reverse("learning:exercise", args=[course.key, lesson.key, task.id])
    where: dict[str, Any] = {"course": course, "lesson": lesson, "exercise": task}
    if BY_ITSELF in request.POST:
        return _keep_by_itself(request, form, **where)
    is_only_language = request.POST.get("save") == "language" and not request.FILES
    if is_only_language and form.is_blank:
        # There is nothing to save before the page changes its language.
        return redirect(address)
    opened_at = _opened_at(request, form)
    shows_other = False
    if form.is_valid():
        try:
            place = _save(request, form, opened_at=opened_at, **where)
        except (Closed, TooMany) as error:
            shows_other = _refuse(form, error)
        else:
            return redirect(f"{address}{place}")
    if form.errors and request.FILES and "file" not in form.errors:
        form.add_error("file", str(CHOOSE_AGAIN))
    context = {
        "course": course,
        "lesson": lesson,
        "exercise": task,
        "words": content.words_of(task, lesson),
        "submission": submission,
        "reviews": submission.reviews.all() if submission else [],
        "files": _files(request, submission),
        "table": tables.shown(submission.table, task.table) if submission else None,
        "most": Attachment.MOST,
        "form": form,
        "can_write": submission is None or submission.is_editable,
        "is_at_risk": is_at_risk,
        "promised_by": timezone.localtime() + Submission.PROMISE,
        "next": standing.next_lesson(course),
        "save_before": sessions.end_of(request),
        "now": actions.now(),
        "opened_at": opened_at,
        "shows_other": shows_other,
    }
    return render(request, "learning/exercises/exercise.html", context)


def _taken_down(
    request: MemberRequest, *, course: Course, lesson: Lesson, mine: QuerySet[Submission]
) -> HttpResponse:
    """Lead to what the member handed in, or give back what they just typed."""
    if (kept := mine.first()) and not typed_in(request):
        return redirect("learning:work", kept.code)
    return gone(request, course=course, lesson=lesson)


def _work(user: User, mine: QuerySet[Submission]) -> tuple[Submission | None, bool]:
    """Return the work, if any, and whether it is dangerous for `user` to be recognised; that is a
    query of its own only before they have written anything."""
    at_risk = at_high_risk(user)
    shared = Partner.objects.filter(
        enrolment=OuterRef("enrolment"), exercise_id=OuterRef("exercise_id")
    )
    known = mine.annotate(is_at_risk=Exists(at_risk), is_shared=Exists(shared))
    work: Any = with_what_belongs(known).first()
    return work, work.is_at_risk if work else at_risk.exists()


def _is_shared(standing: Standing, exercise: UUID, submission: Any) -> bool:
    """Whether the work of another member counts; a query of its own only before they have written
    anything themselves."""
    if submission:
        return bool(submission.is_shared)
    mine = Partner.objects.filter(enrolment=standing.enrolment_id, exercise_id=exercise)
    return mine.exists()


def _form(
    request: MemberRequest, task: Exercise, submission: Submission | None, *, is_at_risk: bool
) -> WorkForm:
    before = submission or Submission(text="")
    kept, typed = Table.of_kept(before.table), tables.typed_in(request.POST)
    is_longer = "add_line" in request.POST
    # What was typed into a part of the table that was taken out meanwhile is not lost either.
    all_of_it = (kept or Table()).joined(typed) if kept or typed.lines else None
    table = (task.table or Table()).filled(all_of_it, more=is_longer)
    initial = {"text": before.text, "is_for_coordinators": before.is_for_coordinators}
    has_files = bool(submission and submission.attachments.all())
    # Before any of them is cleaned: that is work for the server, also when a file is refused.
    is_too_often = bool(request.FILES) and not may_try(request, "file")
    form = WorkForm(
        sent(request),
        None if is_too_often else request.FILES or None,
        initial=initial,
        table=table if table.columns else None,
        given=task.table,
        is_at_risk=is_at_risk,
        may_be_empty=has_files or is_longer or "take_away" in request.POST,
        asks_for_file=request.POST.get("save") == "file" and not is_too_often,
    )
    if is_too_often:
        form.add_error("file", str(TOO_OFTEN))
    return form


def _save(request: MemberRequest, form: WorkForm, *, opened_at: int, **where: Any) -> str:
    """Do what the button says; return where on the page the member sees that it is done.

    The form's “#work” would survive the redirect and hide the message at the top.
    """
    known: dict[str, Any] = {
        "user": request.user,
        "opened_at": max(opened_at, _time("seen_at", request.POST)),
    }
    if "send" in request.POST:
        actions.send(**known, **where, **form.cleaned_data)
        # The page itself shows that the work is handed in.
        return "#main"
    removed, shown = (_code(request.POST.get(name, "")) for name in ("take_away", "show"))
    actions.save_draft(**known, **where, **form.cleaned_data, without=removed)
    if shown:
        return f"?show={encode(shown)}#files"
    if removed or request.POST.get("save") == "file":
        return "#files"
    if "add_line" in request.POST:
        return "#table"
    messages.success(request, _("Saved as a draft."))
    return "#main"


def _refuse(form: WorkForm, error: Closed | TooMany) -> bool:
    """Let the form say why nothing was done; return whether the page has to show another text."""
    is_other = isinstance(error, actions.OtherText)
    field = "file" if isinstance(error, TooMany) else "text"
    form.add_error(field, str(OTHER_TEXT if is_other else error))
    return is_other


def _code(text: str) -> UUID | None:
    try:
        return decode(text)
    except ValueError:
        return None


def _files(request: MemberRequest, submission: Submission | None) -> list[Link]:
    def address(one: Attachment) -> str:
        return reverse("learning:attachment", args=[one.code])

    found = submission.attachments.all() if submission else []
    return links(found, to=address, shown=request.GET.get("show", ""))


def _withdraw(request: MemberRequest, submission: Submission) -> HttpResponse:
    try:
        actions.withdraw(user=request.user, submission=submission)
    except Closed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have your work back. Only you can read it."))
    return redirect("learning:work", submission.code)


def _keep_by_itself(
    request: MemberRequest, form: WorkForm, *, course: Course, lesson: Lesson, exercise: Exercise
) -> HttpResponse:
    """Save what the open page sends by itself; answer with the sentence that it shows."""
    if not form.is_valid():
        faults = [str(error) for found in form.errors.values() for error in found]
        return _say(" ".join(faults), status=422)
    try:
        actions.save_draft(
            user=request.user,
            course=course,
            lesson=lesson,
            exercise=exercise,
            **form.cleaned_data,
            typed_at=_time("typed_at", request.POST),
            opened_at=_opened_at(request, form),
        )
    except Closed as error:
        return _say(str(error), status=409)
    hours = {"now": timezone.now(), "end": sessions.end_of(request)}
    clocks = {name: time_format(timezone.localtime(hour)) for name, hour in hours.items()}
    # Translators: “now” and “end” are times of the day, such as 15:04.
    return _say(_("Draft saved at %(now)s. Save again before %(end)s.") % clocks)


def _opened_at(request: MemberRequest, form: WorkForm) -> int:
    """Return when the page was opened from which the text of `form` comes, also after it was sent
    in vain and came back."""
    kept = getattr(request, "typed", None)
    sent = request.POST or (kept.belongs_to(form) if kept else None) or {}
    return _time("opened_at", sent) or actions.now()


def _time(name: str, sent: Mapping[str, str]) -> int:
    """Return the time `name` of what was sent; 0 without one, or when it is damaged."""
    time = sent.get(name, "")
    return int(time) if TIME.fullmatch(time) else 0


def _say(sentence: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)


@require_safe
@member_view
def work(request: MemberRequest, submission: UUID) -> HttpResponse:
    """Members: redirect from a notice about their own work to its page; where that was taken down,
    show what they wrote and what their mentor said."""
    own = with_what_belongs(submissions_written_by(request.user))
    found = get_object_or_404(own, code=submission)
    if not actions.tasks([found], get_language() or ""):
        context = {
            "submission": found,
            "reviews": found.reviews.all(),
            "files": _files(request, found),
            "table": tables.shown(found.table, None),
        }
        return render(request, "learning/exercises/kept.html", context)
    return redirect(
        "learning:exercise", found.enrolment.course_key, found.lesson_key, found.exercise_id
    )


@require_safe
@member_view
def attachment(request: MemberRequest, attachment: UUID) -> HttpResponseBase:
    """Members: a file of their own work. Who else may read the work gets it by their own address
    (`mentorship.reviews`)."""
    found = get_object_or_404(attachments_added_by(request.user), code=attachment)
    return parts.of_bytes(request, found.content, name=found.name)
