"""Proposing a common question, and checking those that others propose."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learning.common_questions import actions
from learning.common_questions.forms import CommonQuestionForm, ProposalForm
from learning.common_questions.permissions import (
    can_check,
    common_questions_checkable_by,
    enquiries_shareable_by,
)
from learning.common_questions.queries import lines_of
from learning.standing_in.permissions import can_stand_in
from people.accounts.permissions import MemberRequest
from people.guards import view_if
from web.errors import Closed
from web.methods import form_page, is_done, sent

PAGE = 20


@view_if(can_stand_in)
@form_page
def propose(request: MemberRequest, enquiry: UUID) -> HttpResponse:
    """Those who answered a question whose author agreed: propose a new text for everyone. The page
    shows nothing of the question."""
    found = get_object_or_404(enquiries_shareable_by(request.user), code=enquiry)
    form = ProposalForm(sent(request))
    about = {
        "by": request.user,
        "lesson_key": found.lesson_key,
        "language": get_language() or "",
    }
    if form.is_valid() and is_done(form, actions.propose, **about):
        messages.success(request, _("Your proposal has been sent. An editor checks it first."))
        return redirect("learning:waiting-enquiries")
    return render(request, "learning/common_questions/propose.html", {"form": form})


@view_if(can_check)
@require_safe
def common_questions(request: MemberRequest) -> HttpResponse:
    """Editors: what waits for a second person, then what is published."""
    found = common_questions_checkable_by(request.user)
    found = found.order_by(F("published_on").desc(nulls_first=True), "pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": lines_of(page.object_list)}
    return render(request, "learning/common_questions/common_questions.html", context)


@view_if(can_check)
@form_page
def check(request: MemberRequest, common_question: UUID) -> HttpResponse:
    """Editors: read what someone else proposed, correct its words, and publish it."""
    one = get_object_or_404(common_questions_checkable_by(request.user), code=common_question)
    initial = {"question": one.question, "answer": one.answer}
    form = CommonQuestionForm(sent(request), initial=initial)
    about = {"by": request.user, "code": one.code}
    if form.is_valid() and is_done(form, actions.publish, **about):
        messages.success(request, _("It is published."))
        return redirect("learning:common-questions")
    [line] = lines_of([one])
    return render(request, "learning/common_questions/check.html", {"line": line, "form": form})


@view_if(can_check)
@require_POST
def take_down(request: MemberRequest, common_question: UUID) -> HttpResponse:
    """Editors: take down what is published. Pressed twice, it changes nothing more."""
    if actions.take_down(by=request.user, code=common_question):
        messages.success(request, _("It can be changed and published again."))
    return redirect("learning:common-questions")


@view_if(can_check)
@require_POST
def delete(request: MemberRequest, common_question: UUID) -> HttpResponse:
    """Editors: delete what is not published. Pressed twice, it changes nothing more."""
    try:
        if actions.delete(by=request.user, code=common_question):
            messages.success(request, _("The proposal is deleted."))
    except Closed as error:
        messages.error(request, str(error))
    return redirect("learning:common-questions")
