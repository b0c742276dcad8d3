"""Programmes, the drafts of their matching, and what is missing: pages for coordinators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms import history
from mentorship import pairing, programmes, rules, wording
from mentorship.forms import ProgrammeForm
from mentorship.models import Draft, Profile, Programme, Run
from mentorship.profiles import people_of
from people import looking
from people.guards import view_if
from people.languages import language_name
from people.rules import MemberRequest, coordinated_region_ids, coordinates_regions


@view_if(coordinates_regions)
@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    """Coordinators: the programmes of their own regions."""
    found = rules.managed_programmes(request.user).annotate(
        pair_count=Count("pairs", filter=Q(pairs__ended_at=None), distinct=True),
        draft_count=Count("drafts", filter=Q(drafts__state=Draft.State.DRAFTED), distinct=True),
    )
    return render(request, "mentorship/programmes.html", {"programmes": found})


@view_if(coordinates_regions)
@require_http_methods(["GET", "POST"])
def new_programme(request: MemberRequest) -> HttpResponse:
    """Coordinators: open a programme for one of their own regions."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        made = programmes.create(by=request.user, terms=form.terms(), key=form.cleaned_data["key"])
        messages.success(request, _("The programme is open. Now run the matching."))
        return redirect(made)
    return render(request, "mentorship/programme_form.html", {"form": form})


@view_if(coordinates_regions)
@require_http_methods(["GET", "POST"])
def edit_programme(request: MemberRequest, programme: UUID) -> HttpResponse:
    """Coordinators of the region: change a programme, and read who changed what."""
    found = get_object_or_404(rules.managed_programmes(request.user), code=programme)
    form = _form(request, instance=found)
    if request.method == "POST" and form.is_valid():
        found = programmes.change(programme=found, by=request.user, terms=form.terms())
        messages.success(request, _("Saved."))
        return redirect(found)
    context = {"form": form, "programme": found, "changes": history.changes(found)}
    return render(request, "mentorship/programme_form.html", context)


def _form(request: MemberRequest, **kwargs: Any) -> ProgrammeForm:
    return ProgrammeForm(
        request.POST or None,
        region_ids=coordinated_region_ids(request.user),
        everywhere=rules.coordinates_everywhere(request.user),
        **kwargs,
    )


@view_if(coordinates_regions)
@require_safe
def programme(request: MemberRequest, programme: UUID) -> HttpResponse:
    """Coordinators of the region: drafts with their reasons, pairs in dates and counts, gaps.

    Whoever is named can see that; at most so many different people a day.
    """
    found = get_object_or_404(rules.managed_programmes(request.user), code=programme)
    run = Run.objects.filter(programme=found).first()
    drafts = list(found.drafts.undecided().select_related("mentor", "mentee"))
    pairs = list(found.pairs.open().with_people().with_counts())
    mentioned = _mentioned(found, drafts, run)
    roster = looking.roster(
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
    return render(request, "mentorship/programme.html", context)


def _mentioned(programme: Programme, drafts: list[Draft], run: Run | None) -> list[Profile]:
    """Return everybody who is only mentioned by a code and still takes part. One query."""
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


@view_if(coordinates_regions)
@require_POST
def run(request: MemberRequest, programme: UUID) -> HttpResponse:
    """Coordinators of the region: draft pairs anew."""
    found = get_object_or_404(rules.managed_programmes(request.user), code=programme)
    try:
        pairing.run_matching(programme=found, by=request.user)
    except pairing.PairingRefused as refused:
        messages.warning(request, wording.refusal(refused.code))
    else:
        messages.success(request, _("The drafts are ready. Nobody has been asked yet."))
    return redirect(found)


@view_if(coordinates_regions)
@require_POST
def decide(request: MemberRequest, programme: UUID, draft: UUID) -> HttpResponse:
    """Coordinators of the region: approve a draft, or set it aside."""
    found = get_object_or_404(rules.managed_programmes(request.user), code=programme)
    try:
        one = found.drafts.filter(code=draft).first()
        if one is None:
            raise pairing.PairingRefused("replaced")
        if "approve" in request.POST:
            pairing.approve(draft=one, by=request.user)
            messages.success(request, _("Both of them are asked now."))
        elif "decline" in request.POST:
            pairing.decline(draft=one, by=request.user)
            messages.success(request, _("The draft is set aside. Nobody is told."))
    except pairing.PairingRefused as refused:
        messages.warning(request, wording.refusal(refused.code))
    return redirect(found)
