"""Asking a facilitator about a lesson, one's own questions, and answering."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learning.catalogue.outline import Course, Lesson
from learning.enquiries import actions
from learning.enquiries.forms import EnquiryAnswerForm, EnquiryForm
from learning.enquiries.models import KEPT_FOR
from learning.enquiries.permissions import (
    enquiries_answerable_by,
    enquiries_answered_by,
    enquiries_of,
    with_record,
)
from learning.enquiries.queries import lines_of
from learning.guards import learner_view
from learning.models import Enquiry, Submission
from learning.progress.queries import Standing
from learning.standing_in.permissions import can_stand_in
from people.accounts.permissions import MemberRequest
from people.guards import member_view, view_if
from people.organisations.permissions import at_high_risk
from web.errors import Closed
from web.methods import form_page, is_done, sent

PAGE = 10


@form_page
@learner_view
def ask(request: MemberRequest, course: Course, lesson: Lesson, standing: Standing) -> HttpResponse:
    """Members who take the course: ask a facilitator about a lesson."""
    is_at_risk = at_high_risk(request.user).exists()
    form = EnquiryForm(sent(request), is_at_risk=is_at_risk)
    about = {"user": request.user, "course": course, "lesson": lesson}
    if form.is_valid() and is_done(form, actions.ask, **about):
        messages.success(request, _("Your question has been sent."))
        return redirect("learning:enquiries")
    context = {
        "course": course,
        "lesson": lesson,
        "form": form,
        "is_at_risk": is_at_risk,
        "promised_by": timezone.localtime() + Submission.PROMISE,
        "days": KEPT_FOR.days,
    }
    return render(request, "learning/enquiries/ask.html", context)


@member_view
@require_safe
def enquiries(request: MemberRequest) -> HttpResponse:
    """Members: their own questions to facilitators, with the answers."""
    page = Paginator(enquiries_of(request.user), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": lines_of(page.object_list, get_language() or "")}
    return render(request, "learning/enquiries/enquiries.html", context)


@member_view
@require_POST
def take_back(request: MemberRequest, enquiry: UUID) -> HttpResponse:
    """Members: take back a question of their own that no one has answered. Pressed twice, or for
    what someone else asked, it only leads to their own questions."""
    try:
        if actions.take_back_question(user=request.user, code=enquiry):
            messages.success(request, _("Your question is deleted."))
    except Closed as error:
        messages.info(request, str(error))
    return redirect("learning:enquiries")


@view_if(can_stand_in)
@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """Facilitators and coordinators: the questions that wait for them, the oldest first. Nothing of
    them is shown but lesson and day."""
    found = enquiries_answerable_by(request.user).select_related("enrolment").defer("text")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": lines_of(page.object_list, get_language() or "")}
    return render(request, "learning/enquiries/waiting.html", context)


@view_if(can_stand_in)
@form_page
def answer(request: MemberRequest, enquiry: UUID) -> HttpResponse:
    """Those for whom the question waits: read it, recorded in the access log, and answer it."""
    form = EnquiryAnswerForm(sent(request))
    found = with_record(request.user, enquiries_answerable_by(request.user))
    one = found.filter(code=enquiry).first()
    if one is None:
        return _not_waiting(request, form, enquiry)
    if not one.is_noted:  # type: ignore[attr-defined]
        actions.note_reading(enquiry=one, reader=request.user)
    if form.is_valid() and is_done(form, actions.answer, enquiry=one, by=request.user):
        return _answered(request)
    [line] = lines_of([one], get_language() or "")
    return render(request, "learning/enquiries/answer.html", {"line": line, "form": form})


def _not_waiting(request: MemberRequest, form: EnquiryAnswerForm, code: UUID) -> HttpResponse:
    """Say of an answer that it is sent if it was sent before, or else give back what was typed."""
    if not form.is_bound:
        raise Http404
    if form.is_valid():
        kept: Enquiry | None = enquiries_answered_by(request.user).filter(code=code).first()
        if kept and kept.answer == form.cleaned_data["text"]:
            return _answered(request)
        form.add_error(None, str(actions.NoLongerWaits.sentence))
    return render(request, "learning/enquiries/answer.html", {"form": form}, status=404)


def _answered(request: MemberRequest) -> HttpResponse:
    messages.success(request, _("Your answer has been sent."))
    return redirect("learning:waiting-enquiries")
