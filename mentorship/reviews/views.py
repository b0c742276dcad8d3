"""Reviewing a mentee's exercise."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learning.exercises import actions as exercises
from learning.models import Submission
from mentorship.reviews import actions
from mentorship.reviews.forms import ReviewForm
from mentorship.reviews.permissions import submissions_reviewable_by
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.models import User


@member_view
@require_http_methods(["GET", "POST"])
def review(request: MemberRequest, submission: UUID) -> HttpResponse:
    """The mentor of a live pair: what the mentee handed in, earlier comments, a new review."""
    work = get_object_or_404(
        submissions_reviewable_by(request.user).select_related("enrolment__user"),
        code=submission,
    )
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _review(work, request.user, form):
        messages.success(request, _("Your review has been sent."))
        return redirect("mentorship:overview")
    context = {
        "work": work,
        "form": form,
        "may_answer": work.state == Submission.State.SENT or form.is_bound,
        # Between two rounds she is rewriting it: what is not handed in is nobody's to read.
        "text": "" if work.state == Submission.State.RETURNED else work.text,
        "reviews": work.reviews.all(),
        "task": exercises.tasks([work], get_language() or "").get(work.pk),
    }
    return render(request, "mentorship/reviews/review.html", context)


def _review(work: Submission, user: User, form: ReviewForm) -> bool:
    try:
        actions.review(submission=work, reviewer=user, **form.cleaned_data)
    except actions.NotHerMentor as error:
        raise Http404 from error
    except exercises.NotWaiting:
        form.add_error(
            None,
            _("This exercise is no longer waiting for a review. Your comment was not sent."),
        )
        return False
    return True
