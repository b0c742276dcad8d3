"""An exercise that several members did together: the code, the work and its reviews."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learning.catalogue import contents
from learning.catalogue.outline import Course, Lesson
from learning.exercises import tables
from learning.exercises.attachments import links
from learning.exercises.queries import with_what_belongs
from learning.guards import learner_view
from learning.models import Attachment, Submission, Together
from learning.partners import actions
from learning.partners.forms import CodeForm, PeopleForm
from learning.partners.permissions import (
    are_reviews_readable,
    attachments_shared_with,
    is_readable,
    works_shared_with,
)
from learning.progress.queries import Standing
from people.accounts.permissions import MemberRequest
from people.files import parts
from people.guards import member_view
from web.limits import may_try, too_often
from web.methods import form_page, is_done, sent


@form_page
@learner_view
def together(
    request: MemberRequest, course: Course, lesson: Lesson, standing: Standing, exercise: UUID
) -> HttpResponseBase:
    """Members who take the course: the code for those who did the exercise with them, or a field
    for that of another member; then the work that counts for them."""
    task = contents.of(lesson).exercise(exercise)
    if task is None:
        raise Http404
    where: dict[str, Any] = {"enrolment_id": standing.enrolment_id, "exercise_id": exercise}
    context = {
        "course": course,
        "lesson": lesson,
        "exercise": task,
        "words": contents.of(lesson).words_of(task, lesson),
    }
    if "leave" in request.POST:
        # Also from a second page that is still open: they are out of it either way.
        actions.leave(user=request.user, **where)
        messages.success(request, _("You have left this group."))
        return redirect(request.path)
    shared = works_shared_with(request.user).filter(
        together__partners__enrolment=standing.enrolment_id, exercise_id=exercise
    )
    if work := with_what_belongs(shared).first():
        return _shared(request, work, context, tables.shown(work.table, task.table))
    own = Submission.objects.filter(enrolment=standing.enrolment_id, exercise_id=exercise)
    submission = own.exclude(state=Submission.State.DRAFT).first()
    if submission and submission.sent_at is None:
        # It counts from a group that they left: there is no work of theirs to share.
        return redirect("learning:exercise", course.key, lesson.key, exercise)
    is_open = Together.objects.filter(submission=submission).exists()
    # Who is asked for changes may also type the code of others, as long as they opened no group.
    if submission and (is_open or submission.state != Submission.State.RETURNED):
        return _own(request, submission, context)
    return _join(request, context, where)


def _shared(
    request: MemberRequest, work: Submission, context: dict[str, Any], table: object
) -> HttpResponse:
    readable = is_readable(work)
    reviews = work.reviews.all() if are_reviews_readable(work) else []
    if readable or reviews:
        actions.read(user=request.user, work=work)

    def address(one: Attachment) -> str:
        return reverse("learning:together-attachment", args=[one.code])

    files = links(work.attachments.all(), to=address, shown=request.GET.get("show", ""))
    context |= {
        "work": work,
        "text": work.text if readable else "",
        "table": table if readable else None,
        "files": files if readable else [],
        "reviews": reviews,
        "is_readable": readable,
    }
    return render(request, "learning/partners/shared.html", context)


def _own(request: MemberRequest, submission: Submission, context: dict[str, Any]) -> HttpResponse:
    if "end" in request.POST:
        actions.end(user=request.user, submission=submission)
        messages.success(
            request, _("The group has ended. Its code lets no one read your work any more.")
        )
        return redirect(request.path)
    kept = Together.objects.filter(submission=submission).first()
    form = PeopleForm(sent(request), initial={"people": kept.people if kept else None})
    about = {"user": request.user, "submission": submission}
    if form.is_valid() and is_done(form, actions.open_to_others, **about):
        return redirect(request.path)
    is_open = kept and kept.until > timezone.now()
    context |= {
        "form": form,
        "kept": kept,
        "code": actions.code_of(kept) if kept and is_open else "",
        "joined": kept.partners.count() if kept else 0,
    }
    return render(request, "learning/partners/own.html", context)


def _join(
    request: MemberRequest, context: dict[str, Any], where: dict[str, Any]
) -> HttpResponseBase:
    if request.method == "POST" and "code" in request.POST and not may_try(request, "together"):
        return too_often(request)
    form = CodeForm(sent(request))
    if form.is_valid() and is_done(form, actions.join, user=request.user, **where):
        messages.success(request, _("This work counts for you as soon as it is accepted."))
        return redirect(request.path)
    return render(request, "learning/partners/join.html", {**context, "form": form})


@require_safe
@member_view
def attachment(request: MemberRequest, attachment: UUID) -> HttpResponseBase:
    """Members: a file of work that they did together with its writer."""
    user = request.user
    found = get_object_or_404(attachments_shared_with(user), code=attachment)
    actions.read(user=user, work=found.submission)
    return parts.of_bytes(request, found.content, name=found.name)
