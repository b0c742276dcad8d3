"""The studio's screen for a file of questions."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from cms.studio import editable_or_404, head_of
from learning.exchange.quizzes import actions
from learning.exchange.quizzes.forms import QuestionsForm
from learning.exchange.quizzes.permissions import lessons_that_ask
from learning.exchange.quizzes.report import report
from web.methods import form_page, sent


@require_admin_access
@form_page
def questions(request: HttpRequest, page_id: int) -> HttpResponse:
    """People who may edit the lesson, which is no translation: choose a file, read what would
    change, and add its questions to the draft."""
    page = editable_or_404(request.user, lessons_that_ask(), page_id)
    if page.permissions_for_user(request.user).page_locked():
        raise PermissionDenied
    form = QuestionsForm(sent(request), request.FILES or None)
    shown = None
    if form.is_valid():
        found = form.cleaned_data["found"]
        if "add" in request.POST:
            count = actions.add_questions(page=page, found=found, user=request.user)
            told = ngettext(
                "%(count)d question is now at the end of the draft.",
                "%(count)d questions are now at the end of the draft.",
                count,
            )
            messages.success(request, told % {"count": count})
            return redirect("wagtailadmin_pages:edit", page.pk)
        shown = report(page.get_latest_revision_as_object(), found)
    context = head_of(page, title=_("Import questions"), icon="upload") | {
        "form": form,
        "report": shown,
    }
    return TemplateResponse(request, "learning/exchange/questions.html", context)
