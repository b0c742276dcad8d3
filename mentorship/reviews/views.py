"""Reviewing a mentee's exercise."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from learning.exercises import actions as exercises
from learning.models import Submission
from mentorship.reviews import actions
from mentorship.reviews.forms import ReviewForm
from mentorship.reviews.permissions import submissions_reviewable_by
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.models import User
from web.errors import Closed, NotAllowed
from web.methods import form_page, sent


@member_view
@form_page
def review(request: MemberRequest, submission: UUID) -> HttpResponse:
    """The mentor of a live pair: what the mentee handed in, earlier comments, a new review."""
    work = get_object_or_404(
        submissions_reviewable_by(request.user).select_related("enrolment__user__key"),
        code=submission,
    )
    form = ReviewForm(sent(request))
    if form.is_valid() and _review(work, request.user, form):
        messages.success(request, _("Your review has been sent."))
        return redirect("mentorship:overview")
    context = {
        "work": work,
        "form": form,
        "can_answer": work.state == Submission.State.SENT or form.is_bound,
        # Returned work is being rewritten, and no one may read it until it is handed in again.
        "text": "" if work.state == Submission.State.RETURNED else work.text,
        "reviews": work.reviews.all(),
        "task": exercises.tasks([work], get_language() or "").get(work.pk),
    }
    return render(request, "mentorship/reviews/review.html", context)


def _review(work: Submission, user: User, form: ReviewForm) -> bool:
    try:
        actions.review(submission=work, reviewer=user, **form.cleaned_data)
    except NotAllowed as error:
        raise Http404 from error
    except Closed as error:
        form.add_error(None, str(error))
        return False
    return True
