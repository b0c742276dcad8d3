"""Reviewing an exercise."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learning.exercises import actions as exercises
from learning.exercises import tables
from learning.exercises.attachments import Link, links
from learning.models import Attachment, Submission
from mentorship.reviews import actions
from mentorship.reviews.forms import ReviewForm
from mentorship.reviews.permissions import (
    submissions_opened_by,
    submissions_reviewable_by,
    with_record,
)
from people.accounts.permissions import MemberRequest
from people.files import parts
from people.guards import member_view
from people.models import User
from web.errors import Closed, NotAllowed
from web.methods import form_page, sent


@member_view
@form_page
def review(request: MemberRequest, submission: UUID) -> HttpResponse:
    """The mentor of a live pair, and those who stand in for one: what a member handed in, earlier
    comments, a new review."""
    work = _work(request, submission)
    form = ReviewForm(sent(request))
    if form.is_valid() and _review(work, request.user, form):
        messages.success(request, _("Your review has been sent."))
        return redirect("mentorship:overview")
    is_waiting = work.state == Submission.State.SENT
    is_of_mentee = getattr(work, "is_of_mentee", False)
    is_readable = _is_readable(work)
    task = exercises.tasks([work], get_language() or "").get(work.pk)
    drawn = task.exercise.table if task else None
    context = {
        "work": work,
        "form": form,
        "can_answer": is_waiting or form.is_bound,
        "text": work.text if is_readable else "",
        "table": tables.shown(work.table, drawn) if is_readable else None,
        "files": _files(request, work) if is_readable else [],
        "reviews": work.reviews.all() if is_waiting or is_of_mentee else [],
        "task": task,
    }
    return render(request, "mentorship/reviews/review.html", context)


@member_view
@require_safe
def attachment(request: MemberRequest, submission: UUID, attachment: UUID) -> HttpResponseBase:
    """Those who may read what a member handed in: one of its files."""
    work = _work(request, submission)
    if not _is_readable(work):
        raise Http404
    found = get_object_or_404(work.attachments.all(), code=attachment)
    return parts.of_bytes(request, found.content, name=found.name)


def _files(request: MemberRequest, work: Submission) -> list[Link]:
    def address(one: Attachment) -> str:
        return reverse("mentorship:review-attachment", args=[work.code, one.code])

    found = work.attachments.defer("content")
    return links(found, to=address, shown=request.GET.get("show", ""))


def _is_readable(work: Submission) -> bool:
    """Whether its reader may read the work now: when it was returned, it is being rewritten, and no
    one may until it is handed in again."""
    is_of_mentee = getattr(work, "is_of_mentee", False)
    state = work.state
    return state == Submission.State.SENT or (is_of_mentee and state == Submission.State.ACCEPTED)


def _work(request: MemberRequest, code: UUID) -> Submission:
    """Return the work, recorded as read; work decided meanwhile only takes back what was typed."""
    user = request.user
    if work := with_record(user, submissions_reviewable_by(user)).filter(code=code).first():
        if work.is_withdrawable or not work.is_noted:  # type: ignore[attr-defined]
            try:
                actions.open_work(work=work, reader=user)
            except NotAllowed as error:
                raise Http404 from error
        return work
    opened = submissions_opened_by(user) if request.method == "POST" else Submission.objects.none()
    return get_object_or_404(opened.select_related("enrolment__user__key"), code=code)


def _review(work: Submission, user: User, form: ReviewForm) -> bool:
    try:
        actions.review(submission=work, reviewer=user, **form.cleaned_data)
    except NotAllowed:
        form.add_error(None, str(exercises.NotWaiting.sentence))
        return False
    except Closed as error:
        form.add_error(None, str(error))
        return False
    return True
