"""From a run of the matching to a pair: the program proposes, people decide.

No one learns who said no, and no one has to give a reason.
"""

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from mentorship import notices
from mentorship.matching.proposal import Proposal, ProposedPair, propose
from mentorship.matching.queries import as_mentee, as_mentor, mentees, mentors, with_places
from mentorship.matching.scoring import Reason, broken_rules
from mentorship.models import Draft, Pair, Profile, Programme, Run
from mentorship.pairs.actions import PairingRefused, tell_both
from mentorship.profiles.queries import at_home_in, people_of
from people.models import User
from people.privacy import events


@transaction.atomic
def run_matching(*, programme: Programme, by: User) -> list[Draft]:
    """Draft the best set of pairs for everyone waiting in `programme`; return the drafts.

    All undecided drafts of an earlier run are replaced. Running it twice gives the same drafts in
    the same rows. A pair that was proposed before in this programme, or declined by the
    coordinator, is not drafted again. Raises `PairingRefused` (“closed”).
    """
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if not programme.is_open:
        raise PairingRefused("closed")
    proposal = propose(
        mentees(programme),
        mentors(programme),
        weights=programme.weights,
        vetoes=_not_again(programme),
    )
    run = _keep_run(programme, proposal)
    drafts = _keep_drafts(programme, run, proposal)
    events.record("run_matching", actor=by, subject=programme)
    return drafts


def _not_again(programme: Programme) -> set[tuple[str, str]]:
    declined = Draft.objects.filter(programme=programme, state=Draft.State.DECLINED)
    proposed = Pair.objects.filter(programme=programme)
    return {
        (str(mentee), str(mentor))
        for rows in (declined, proposed)
        for mentee, mentor in rows.values_list("mentee__code", "mentor__code")
    }


def _keep_run(programme: Programme, proposal: Proposal) -> Run:
    missing = {key: _plain(reasons) for key, reasons in proposal.unmatched.items()}
    demand = [[*cell, count] for cell, count in proposal.unmet_demand.items()]
    run, _is_new = Run.objects.update_or_create(
        programme=programme,
        defaults={
            "code": uuid4(),
            "made_at": timezone.now(),
            "weights_version": proposal.weights.version,
            "unmatched": missing,
            "unmet_demand": demand,
        },
    )
    return run


def _keep_drafts(programme: Programme, run: Run, proposal: Proposal) -> list[Draft]:
    """Replace the undecided drafts. A pair drafted again keeps its row: open pages still work."""
    keys = {key for draft in proposal.drafts for key in (draft.mentee, draft.mentor)}
    people = User.objects.filter(code__in=keys).values_list("code", "pk")
    ids = {str(code): pk for code, pk in people}
    new = {(ids[draft.mentee], ids[draft.mentor]): draft for draft in proposal.drafts}
    undecided = Draft.objects.filter(programme=programme).undecided()
    old = {(draft.mentee_id, draft.mentor_id): draft for draft in undecided}
    undecided.filter(pk__in=[draft.pk for pair, draft in old.items() if pair not in new]).delete()
    kept = []
    for pair, proposed in new.items():
        draft = old.get(pair) or Draft(programme=programme, mentee_id=pair[0], mentor_id=pair[1])
        for name, value in {"run": run.code, **_contents(proposed)}.items():
            setattr(draft, name, value)
        draft.save()
        kept.append(draft)
    return kept


def _contents(proposed: ProposedPair) -> dict[str, Any]:
    return {
        "score": proposed.score.total,
        "parts": asdict(proposed.score),
        "reasons": _plain(proposed.reasons),
        "alternatives": [
            {
                "mentor": other.mentor,
                "score": other.score.total,
                "reasons": _plain(other.reasons),
                "why_not": _plain([other.why_not])[0],
            }
            for other in proposed.alternatives
        ],
    }


def _plain(reasons: list[Reason] | tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "params": dict(reason.params)} for reason in reasons]


@transaction.atomic
def approve(*, draft: Draft, by: User) -> Pair:
    """Make the pair of `draft` and ask both of them.

    The rules are checked again, because things may have changed since the draft was made. Raises
    `PairingRefused`: “approved” or “declined” when the draft was decided already, “replaced” when a
    later matching dropped it, “closed”, “taken” when the mentee has a pair by now, “gone” when one
    of them no longer takes part, or a code of `scoring.HARD_RULES` such as “full”.
    """
    draft = _locked_undecided(draft)
    if not draft.programme.is_open:
        raise PairingRefused("closed")
    # Locked while the mentor's places are counted, so that the last one is not given twice.
    list(Profile.objects.select_for_update().filter(user__in=[draft.mentor_id, draft.mentee_id]))
    _check_still_fits(draft)
    draft.state = Draft.State.APPROVED
    draft.save(update_fields=["state"])
    pair = Pair.objects.create(
        programme=draft.programme,
        mentor_id=draft.mentor_id,
        mentee_id=draft.mentee_id,
        draft=draft,
        approved_by=by,
    )
    tell_both(pair, notices.PAIR_PROPOSED)
    events.record("approve_pair", actor=by, subject=pair)
    return pair


def _locked_undecided(draft: Draft) -> Draft:
    # A matching takes the same lock first, so it never deletes a draft that is being decided.
    Programme.objects.select_for_update().get(pk=draft.programme_id)
    current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None:
        raise PairingRefused("replaced")
    if current.state != Draft.State.DRAFTED:
        raise PairingRefused(current.state)
    return current


def _check_still_fits(draft: Draft) -> None:
    programme = draft.programme
    if Pair.objects.open().filter(programme=programme, mentee=draft.mentee_id).exists():
        raise PairingRefused("taken")
    waiting = at_home_in(programme).filter(wants_mentor=True, paused=False)
    mentee = waiting.filter(user=draft.mentee_id).first()
    mentor = with_places(people_of(programme).filter(user=draft.mentor_id)).first()
    if mentee is None or mentor is None:
        raise PairingRefused("gone")
    if broken := broken_rules(as_mentee(mentee), as_mentor(mentor)):
        raise PairingRefused(broken[0])


@transaction.atomic
def decline(*, draft: Draft, by: User) -> None:
    """Decline a draft for good, without a reason; declining again changes nothing.

    Raises `PairingRefused`: “approved” when the pair was made meanwhile, or “replaced”.
    """
    try:
        draft = _locked_undecided(draft)
    except PairingRefused as refused:
        if refused.code == Draft.State.DECLINED:
            return
        raise
    draft.state = Draft.State.DECLINED
    draft.save(update_fields=["state"])
    events.record("decline_draft", actor=by, subject=draft.programme)
