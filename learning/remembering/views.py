"""The questions that come back to a member, one page each."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learning.models import Recall
from learning.questions.kinds.protocol import AnswerForm
from learning.remembering import actions, queries
from learning.remembering.queries import Asked, Today
from people.accounts import actions as accounts
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from people.unsent import actions as unsent
from web.methods import form_page, sent


@member_view
@form_page
def question(request: MemberRequest, question: UUID) -> HttpResponseBase:
    """Members to whom this question comes back: answer it once, then the next of today.

    The page is the answer to what was sent, because nothing of it is kept: sent twice, it says the
    same and changes nothing. A question that is not due gives way to the one that is.
    """
    courses = queries.taken_by(request.user)
    try:
        asked = queries.asked(request.user, question, courses)
    except Recall.DoesNotExist as error:
        raise Http404 from error
    today = queries.today_of(request.user, courses)
    if request.method != "POST":
        return _page(request, today, asking=asked if today.asks(question) else None)
    if asked is None:
        messages.info(request, _("This question is not here at the moment."))
        return unsent.shown_once_more(request, redirect("home"))
    form = asked.question.form(sent(request), None)
    if not form.is_valid():
        return _page(request, today, asking=asked, form=form)
    if today.asks(question):
        actions.answer(user=request.user, question=asked.question, given=form.given)
        today = today.without(question)
    return _page(request, today, asked=asked, reply=asked.question.reply(form.given))


def _page(
    request: MemberRequest,
    today: Today,
    *,
    asking: Asked | None = None,
    form: AnswerForm | None = None,
    **said: object,
) -> HttpResponse:
    """Return the page that asks a question, the first of today if no other, below what is `said` to
    the last answer."""
    asking = asking or next(iter(today.due), None)
    context = {
        "today": today,
        "asking": asking,
        "form": form or (asking and asking.question.form(None, None)),
        "fields": f"learning/questions/{asking.question.kind}.html" if asking else "",
        **said,
    }
    return render(request, "learning/remembering/question.html", context)


@member_view
@require_POST
def stop(request: MemberRequest) -> HttpResponse:
    """Members: no question comes back to them, until they change it in their settings."""
    accounts.want_recall(user=request.user, wants=False)
    messages.success(
        request,
        _("Stopped: no question comes back to you. You can start again in “My settings”."),
    )
    return redirect("home")
