"""An exercise: writing it, handing it in, and reading its reviews."""

import re
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, QuerySet
from django.http import HttpResponse
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
from learning.exercises import actions
from learning.exercises.forms import WorkForm
from learning.exercises.permissions import submissions_written_by
from learning.guards import gone, learner_view, typed_in
from learning.models import Submission
from learning.progress.queries import Standing
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.models import User
from people.organisations.permissions import at_high_risk
from people.sessions import actions as sessions
from people.unsent.actions import BY_ITSELF
from web.errors import Closed
from web.methods import form_page, sent

OTHER_TEXT = gettext_lazy(
    "Another text of yours was saved on another page meanwhile, so this one was not. It is below: "
    "put together what you want to keep, then save it again."
)
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
    if "withdraw" in request.POST and submission:
        return _withdraw(request, submission)
    form = _form(request, submission, is_at_risk=is_at_risk)
    address = reverse("learning:exercise", args=[course.key, lesson.key, task.id])
    if BY_ITSELF in request.POST:
        return _keep_by_itself(request, form, course=course, lesson=lesson, exercise=task)
    if request.POST.get("save") == "language" and not request.POST.get("text", "").strip():
        # There is nothing to save before the page changes its language.
        return redirect(address)
    opened_at = _opened_at(request, form)
    shows_other = False
    if form.is_valid():
        is_sent = "send" in request.POST
        act = actions.send if is_sent else actions.save_draft
        try:
            act(
                user=request.user,
                course=course,
                lesson=lesson,
                exercise=task,
                **form.cleaned_data,
                opened_at=max(opened_at, _time("seen_at", request.POST)),
            )
        except actions.OtherText:
            shows_other = True
            form.add_error("text", OTHER_TEXT)
        except Closed as error:
            form.add_error("text", str(error))
        else:
            # The page itself shows that the work is handed in.
            if not is_sent:
                messages.success(request, _("Saved as a draft."))
            # The form's “#work” would survive the redirect and hide the message at the top.
            return redirect(f"{address}#main")
    context = {
        "course": course,
        "lesson": lesson,
        "exercise": task,
        "words": content.words_of(task, lesson),
        "submission": submission,
        "reviews": submission.reviews.all() if submission else [],
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
    work = mine.annotate(is_at_risk=Exists(at_risk)).prefetch_related("reviews").first()
    return work, work.is_at_risk if work else at_risk.exists()


def _form(request: MemberRequest, submission: Submission | None, *, is_at_risk: bool) -> WorkForm:
    before = submission or Submission(text="")
    initial = {"text": before.text, "is_for_coordinators": before.is_for_coordinators}
    return WorkForm(sent(request), initial=initial, is_at_risk=is_at_risk)


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
        return _say(" ".join(str(error) for error in form.errors.get("text", [])), status=422)
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
    own = submissions_written_by(request.user).prefetch_related("reviews")
    found = get_object_or_404(own, code=submission)
    if not actions.tasks([found], get_language() or ""):
        context = {"submission": found, "reviews": found.reviews.all()}
        return render(request, "learning/exercises/kept.html", context)
    return redirect(
        "learning:exercise", found.enrolment.course_key, found.lesson_key, found.exercise_id
    )
