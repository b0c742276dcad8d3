"""The pages of a pair's two members, and the overview of mentoring.

The pages for coordinators are in `mentorship.programmes` and `mentorship.matching`.
"""

from uuid import UUID

from django.contrib import messages
from django.db.models import Exists
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learning.exercises import actions as exercises
from learning.models import Submission
from learning.standing_in.permissions import can_stand_in
from mentorship import notices
from mentorship.matching import wording
from mentorship.meetings.queries import with_news
from mentorship.models import Goal, Pair, Profile
from mentorship.overview import accompaniments
from mentorship.pairs import actions, goals, meetings, notes
from mentorship.pairs.forms import GoalForm, MeetingForm
from mentorship.pairs.permissions import (
    ended_pairs_readable_by,
    pairs_acceptable_by,
    pairs_answerable_by,
    pairs_readable_by,
)
from mentorship.profiles.permissions import can_mentor
from mentorship.programmes.queries import open_to
from mentorship.reviews import actions as reviews
from people.accounts.permissions import MemberRequest, is_newcomer
from people.guards import member_view
from people.roles.permissions import can_coordinate_regions
from web.errors import Closed
from web.methods import form_page, is_done
from webinars.calendar.queries import rows_taken_out, taken_out

# As many as a page shows; who has reviewed these sees the next ones.
LONGEST_QUEUE = 25


@member_view
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Members: their mentors, mentees, waiting work and the pairs of theirs that ended;
    coordinators: links to their pages."""
    user = request.user
    pairs = accompaniments(user)
    accompanied = [one for one in pairs if one.side == "mentee"]
    accompanying = [one for one in pairs if one.side == "mentor"]
    may_review = can_stand_in(user) or any(one.waiting for one in accompanying)
    waiting = reviews.waiting_for(user) if may_review else Submission.objects.none()
    queue = list(waiting[:LONGEST_QUEUE])
    tasks = exercises.tasks(queue, get_language() or "")
    ended = ended_pairs_readable_by(user)
    out = rows_taken_out(user, kinds=[notices.MEETING_OUT])
    # Whether there are any costs no query of its own: most members have none.
    profiles = Profile.objects.filter(user=user).annotate(
        has_ended=Exists(ended), has_taken_out=Exists(out), has_programme=Exists(open_to(user))
    )
    profile = profiles.first()
    context = {
        "is_new": is_newcomer(user),
        "is_mentor": can_mentor(user),
        "is_coordinator": can_coordinate_regions(user),
        "profile": profile,
        "accompanied": accompanied,
        "accompanying": accompanying,
        "queue": [(work, tasks.get(work.pk)) for work in queue],
        "waiting": waiting.count() if len(queue) == LONGEST_QUEUE else len(queue),
        "ended": ended if profile and profile.has_ended else [],
        "taken_out": (
            taken_out(user, kinds=[notices.MEETING_OUT])
            if profile and profile.has_taken_out
            else []
        ),
    }
    return render(request, "mentorship/pairs/overview.html", context)


@member_view
@form_page
def pair(request: MemberRequest, pair: UUID) -> HttpResponse:
    """The members of a pair: the proposal at first, then their goals and meetings.

    Both forms are sent to this page; the field `form` says which one it is.
    """
    found = get_object_or_404(with_news(pairs_readable_by(request.user)), code=pair)
    which = request.POST.get("form")
    goal_form = GoalForm(request.POST if which == "goal" else None)
    meeting_form = MeetingForm(request.POST if which == "meeting" else None, pair=found)
    about = {"pair": found, "user": request.user}
    if goal_form.is_valid() and is_done(goal_form, goals.add, **about):
        messages.success(request, _("Goal added."))
        return redirect(found)
    if meeting_form.is_valid() and is_done(meeting_form, meetings.log, **about):
        messages.success(request, _("Meeting saved."))
        return redirect(found)
    return _pair_page(request, found, goal_form, meeting_form)


def _pair_page(
    request: MemberRequest, pair: Pair, goal_form: GoalForm, meeting_form: MeetingForm
) -> HttpResponse:
    user = request.user
    side = pair.side_of(user)
    context = {
        "pair": pair,
        "side": side,
        "other": pair.other(user),
        "has_said_yes": pair.answer_of(user),
        "goal_form": goal_form,
        "meeting_form": meeting_form,
    }
    if pair.started_at is None:
        context["reasons"] = wording.reasons(pair.draft.reasons if pair.draft else [])
        return render(request, "mentorship/pairs/proposal.html", context)
    context["notes"] = notes.read(pair=pair, by=user)
    if not (pair.is_live and pair.has_mentor):  # type: ignore[attr-defined]
        # No link leads to the page of their meetings any more.
        context["called_off"] = pair.planned_meetings.called_off_ahead()
    if side == "mentor":
        waiting = list(reviews.waiting_for(user).filter(enrolment__user=pair.mentee))
        context |= {"queue": [(work, None) for work in waiting], "waiting": len(waiting)}
    return render(request, "mentorship/pairs/pair.html", context)


@member_view
@require_POST
def answer(request: MemberRequest, pair: UUID) -> HttpResponse:
    """The members of a pair: say yes or no to a proposal."""
    said = request.POST.get("answer", "")
    pairs = pairs_acceptable_by if said == "yes" else pairs_answerable_by
    found = get_object_or_404(pairs(request.user), code=pair)
    act = {"yes": actions.say_yes, "no": actions.say_no}.get(said)
    if act is None:
        messages.warning(request, _("Choose yes or no."))
        return redirect("mentorship:overview")
    try:
        found = act(pair=found, user=request.user)
    except Closed as error:
        messages.warning(request, str(error))
        return redirect("mentorship:overview")
    if found.is_live:
        messages.success(request, _("You both said yes. Choose a first goal together."))
        return redirect(found)
    if found.is_open:
        messages.success(
            request, _("Thank you. Your pair begins when the other person says yes too.")
        )
    else:
        messages.success(
            request, _("Thank you for your reply. We do not tell anyone that it was you.")
        )
    return redirect("mentorship:overview")


@member_view
@require_POST
def end(request: MemberRequest, pair: UUID) -> HttpResponse:
    """The members of a pair: end it, without a reason."""
    found = get_object_or_404(pairs_answerable_by(request.user), code=pair)
    actions.end(pair=found, user=request.user)
    messages.success(request, _("The pair has ended. Thank you for the time you gave each other."))
    return redirect("mentorship:overview")


@member_view
@require_POST
def mark_goal(request: MemberRequest, pair: UUID, goal: UUID) -> HttpResponse:
    """The members of a pair: mark a goal as done, or as open again."""
    found = get_object_or_404(pairs_readable_by(request.user), code=pair)
    one = get_object_or_404(Goal.objects.select_related("pair"), code=goal, pair=found)
    try:
        goals.set_done(goal=one, user=request.user, done="done" in request.POST)
    except Closed as error:
        messages.warning(request, str(error))
    return redirect(found)
