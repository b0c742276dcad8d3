"""A certificate to print or to withdraw, and its check by anyone who has the number."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from learning.catalogue.outline import Course, course_open_at
from learning.catalogue.permissions import levels_open_to
from learning.certificates import actions, sheet
from learning.certificates.forms import CheckForm, NumberForm, certificate_form
from learning.certificates.permissions import certificates_of
from learning.certificates.queries import course_of
from learning.guards import course_view
from learning.models import Certificate
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
    printed. One that its holder withdrew is not printed; they can have a new number.
    """
    found = _own(request, course).last()
    if found is None:
        return _not_yet(request, course=course)
    about = {"certificate": found, **_course(request, found)}
    if found.is_withdrawn:
        return render(request, "learning/certificates/withdrawn.html", about)
    form = certificate_form(request.user)(sent(request))
    if form.is_valid():
        name = form.cleaned_data.get("name", "")
        paper = sheet.pdf(found, name=name, language=get_language())
        return HttpResponse(
            paper,
            content_type="application/pdf",
            headers={"Content-Disposition": 'attachment; filename="certificate.pdf"'},
        )
    return render(request, "learning/certificates/certificate.html", {"form": form, **about})


@member_view
@form_page
def withdraw(request: MemberRequest, course: UUID) -> HttpResponse:
    """The holder of a certificate: read what happens, then make its number invalid. The form names
    the number, so that sent again it touches no other."""
    own = _own(request, course)
    found = own.last()
    if found is None:
        raise Http404
    form = NumberForm(sent(request), own=own, initial={"number": found.number})
    if form.is_valid():
        actions.withdraw(certificate=form.cleaned_data["number"])
        messages.success(request, _("The certificate is withdrawn."))
    elif not found.is_withdrawn and not form.is_bound:
        context = {"form": form, "certificate": found, **_course(request, found)}
        return render(request, "learning/certificates/withdraw.html", context)
    return redirect("learning:certificate", course)


@member_view
@require_POST
def renew(request: MemberRequest, course: UUID) -> HttpResponse:
    """The holder of a certificate that is withdrawn: get a new number in its place, once."""
    own = _own(request, course)
    if not own.exists():
        raise Http404
    form = NumberForm(request.POST, own=own)
    if form.is_valid():
        actions.renew(withdrawn=form.cleaned_data["number"])
    return redirect("learning:certificate", course)


def _own(request: MemberRequest, course: UUID) -> QuerySet[Certificate]:
    return certificates_of(request.user).filter(enrolment__course_key=course)


def _course(request: MemberRequest, found: Certificate) -> dict[str, Course | None]:
    """Return the course where its holder may still read it, and its title where they may not."""
    language, key = get_language(), found.enrolment.course_key
    return {
        "course": course_open_at(levels_open_to(request.user), key, language),
        "about": course_of(found, language),
    }


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
    """Anyone with the number: the course as it is now, the month and who issued it, or that it was
    withdrawn. Nothing else."""
    form = CheckForm({"number": number})
    if not form.is_valid():
        return render(request, "learning/certificates/check.html", {"form": form}, status=404)
    found = form.certificate
    if found.number != number:
        return redirect("certificate-check", found.number)
    # A number that was withdrawn no longer tells what it was for.
    course = None if found.is_withdrawn else course_of(found, get_language())
    context = {"certificate": found, "course": course}
    return render(request, "learning/certificates/checked.html", context)
