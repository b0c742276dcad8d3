"""A certificate to print, and its check by anyone who has the number."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from learning.catalogue.outline import Course, course_open_at
from learning.catalogue.permissions import levels_open_to
from learning.certificates import sheet
from learning.certificates.forms import CheckForm, certificate_form
from learning.certificates.permissions import certificates_of
from learning.certificates.queries import course_title
from learning.guards import course_view
from people.accounts.permissions import MemberRequest
from people.guards import member_view
from web.limits import counted
from web.methods import form_page, sent


@sensitive_post_parameters("name")
@member_view
@form_page
def certificate(request: MemberRequest, course: UUID) -> HttpResponseBase:
    """Members who completed the course: type a name, get the sheet. The name is not stored. A
    certificate never falls: it is here also when the course is not, or not in this language.

    Where a name on paper is dangerous, the form does not ask for one, and a name sent anyway is not
    printed.
    """
    found = certificates_of(request.user).filter(enrolment__course_key=course).first()
    if found is None:
        return _not_yet(request, course=course)
    form = certificate_form(request.user)(sent(request))
    if form.is_valid():
        name = form.cleaned_data.get("name", "")
        paper = sheet.pdf(found, name=name, language=get_language())
        return HttpResponse(
            paper,
            content_type="application/pdf",
            headers={"Content-Disposition": 'attachment; filename="certificate.pdf"'},
        )
    context = {
        "course": course_open_at(levels_open_to(request.user), course, get_language()),
        "title": course_title(found, get_language()),
        "certificate": found,
        "form": form,
    }
    return render(request, "learning/certificates/certificate.html", context)


@course_view
def _not_yet(request: HttpRequest, course: Course) -> HttpResponse:
    messages.info(
        request,
        _("Your certificate will be ready when you have completed everything in this course."),
    )
    return redirect("learning:course", course.key)


@require_safe
@counted("check")
def check(request: HttpRequest) -> HttpResponse:
    """Anyone: type the number of a certificate."""
    form = CheckForm(request.GET or None)
    if form.is_valid():
        return redirect("certificate-check", form.certificate.number)
    return render(request, "learning/certificates/check.html", {"form": form})


@require_safe
@counted("check")
def checked(request: HttpRequest, number: str) -> HttpResponse:
    """Anyone with the number: the course, the month and whether it is valid. Nothing else."""
    form = CheckForm({"number": number})
    if not form.is_valid():
        return render(request, "learning/certificates/check.html", {"form": form}, status=404)
    found = form.certificate
    if found.number != number:
        return redirect("certificate-check", found.number)
    title = course_title(found, get_language())
    return render(
        request, "learning/certificates/checked.html", {"certificate": found, "title": title}
    )
