"""Programmes, the drafts of their matching, and what is missing: pages for coordinators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import history
from mentorship.matching import wording
from mentorship.models import Draft, Profile, Programme, Run
from mentorship.profiles.queries import people_of
from mentorship.programmes import actions
from mentorship.programmes.forms import ProgrammeForm
from mentorship.programmes.permissions import programmes_managed_by
from people.accounts.permissions import MemberRequest
from people.guards import view_if
from people.languages import language_name
from people.privacy import access_log
from people.roles.permissions import (
    can_coordinate_everywhere,
    can_coordinate_regions,
    region_ids_coordinated_by,
)
from web.methods import form_page, sent


@view_if(can_coordinate_regions)
@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    """Coordinators: the programmes of their own regions."""
    found = programmes_managed_by(request.user).annotate(
        pair_count=Count("pairs", filter=Q(pairs__ended_at=None), distinct=True),
        draft_count=Count("drafts", filter=Q(drafts__state=Draft.State.DRAFTED), distinct=True),
    )
    return render(request, "mentorship/programmes/programmes.html", {"programmes": found})


@view_if(can_coordinate_regions)
@form_page
def new_programme(request: MemberRequest) -> HttpResponse:
    """Coordinators: open a programme for one of their own regions."""
    form = _form(request)
    if form.is_valid():
        made = actions.create(by=request.user, terms=form.terms(), key=form.cleaned_data["key"])
        messages.success(request, _("The programme is open. Now run the matching."))
        return redirect(made)
    return render(request, "mentorship/programmes/programme_form.html", {"form": form})


@view_if(can_coordinate_regions)
@form_page
def edit_programme(request: MemberRequest, programme: UUID) -> HttpResponse:
    """Coordinators of the region: change a programme, and read who changed what."""
    found = get_object_or_404(programmes_managed_by(request.user), code=programme)
    # Validation writes the typed values into `found`; the link back shows the saved name.
    name = found.name
    form = _form(request, instance=found)
    if form.is_valid():
        found = actions.change(programme=found, by=request.user, terms=form.terms())
        messages.success(request, form.said())
        return redirect(found)
    changes = history.changes(found)
    context = {"form": form, "programme": found, "name": name, "changes": changes}
    return render(request, "mentorship/programmes/programme_form.html", context)


def _form(request: MemberRequest, **kwargs: Any) -> ProgrammeForm:
    return ProgrammeForm(
        sent(request),
        region_ids=region_ids_coordinated_by(request.user),
        everywhere=can_coordinate_everywhere(request.user),
        **kwargs,
    )


@view_if(can_coordinate_regions)
@require_safe
def programme(request: MemberRequest, programme: UUID) -> HttpResponse:
    """Coordinators of the region: drafts with their reasons, pairs with dates and counts, gaps.

    The access log shows it to every member who is named. A coordinator can read about a limited
    number of people a day.
    """
    found = get_object_or_404(programmes_managed_by(request.user), code=programme)
    run = Run.objects.filter(programme=found).first()
    drafts = list(found.drafts.undecided().in_sight().select_related("mentor", "mentee"))
    pairs = list(found.pairs.open().in_sight().with_people().with_counts())
    mentioned = _mentioned(found, drafts, run)
    roster = access_log.roster(
        actor=request.user,
        rows=[
            *((draft.mentee_id, draft.mentor_id) for draft in drafts),
            *((pair.mentee_id, pair.mentor_id) for pair in pairs),
            *((one.user_id,) for one in mentioned),
        ],
    )
    names = {str(one.user.code): one.user.pseudonym for one in mentioned if roster.has(one.user_id)}
    context = {
        "programme": found,
        "run": run,
        "is_cut": roster.is_cut,
        "draft_count": len(drafts),
        "drafts": [
            _draft_card(draft, names)
            for draft in drafts
            if roster.has(draft.mentee_id, draft.mentor_id)
        ],
        "unmatched": [
            {"name": names[key], "missing": wording.missing(reasons)}
            for key, reasons in (run.unmatched if run else {}).items()
            if key in names
        ],
        "demand": [
            {"subject": wording.subject(subject), "language": language_name(code), "count": n}
            for subject, code, n in (run.unmet_demand if run else [])
        ],
        "pairs": [pair for pair in pairs if roster.has(pair.mentee_id, pair.mentor_id)],
    }
    return render(request, "mentorship/programmes/programme.html", context)


def _mentioned(programme: Programme, drafts: list[Draft], run: Run | None) -> list[Profile]:
    """Return the profiles of all members whose codes are mentioned and who still take part. One
    query."""
    codes = {other["mentor"] for draft in drafts for other in draft.alternatives}
    codes |= set(run.unmatched if run else ())
    return list(people_of(programme).filter(user__code__in=codes).order_by("pk"))


def _draft_card(draft: Draft, names: dict[str, str]) -> dict[str, Any]:
    weights = draft.programme.weights
    return {
        "draft": draft,
        "reasons": wording.reasons(draft.reasons),
        "parts": [
            {"label": label, "points": draft.parts.get(part, 0), "most": getattr(weights, part)}
            for part, label in wording.PARTS.items()
        ],
        "alternatives": [
            {
                "name": names[other["mentor"]],
                "score": other["score"],
                "reasons": wording.reasons(other["reasons"]),
                "why_not": wording.why_not(other["why_not"]),
            }
            for other in draft.alternatives
            if other["mentor"] in names
        ],
    }
