"""From a draft to a pair and to its end: a machine proposes, people decide.

Nobody is ever told who said no, and nobody is asked why.
"""

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from mentorship import profiles
from mentorship.matching import EXPLAINED_RULES, Proposal, Reason, propose
from mentorship.matching import Draft as Proposed
from mentorship.models import Draft, Pair, Profile, Programme, Run
from people import events, notices
from people.models import Notice, User


class PairingRefused(Exception):
    """It cannot be done any more. `code` says why; `wording.refusal` has the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PairOver(Exception):
    """The pair has not begun, or has ended: nothing can be added to it."""


@transaction.atomic
def run_matching(*, programme: Programme, by: User) -> list[Draft]:
    """Draft the best set of pairs for everybody in `programme` who waits; return the drafts.

    Undecided drafts of an earlier run are replaced, all at once. Running it twice gives the same
    drafts, in the same rows. Whoever was once proposed to each other in this programme, or was
    declined by the coordinator, is not drafted again. Raises `PairingRefused` («closed»).
    """
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if not programme.is_open:
        raise PairingRefused("closed")
    proposal = propose(
        profiles.seekers(programme),
        profiles.guides(programme),
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
    keys = {key for draft in proposal.drafts for key in (draft.seeker, draft.guide)}
    people = User.objects.filter(code__in=keys).values_list("code", "pk")
    ids = {str(code): pk for code, pk in people}
    new = {(ids[draft.seeker], ids[draft.guide]): draft for draft in proposal.drafts}
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


def _contents(proposed: Proposed) -> dict[str, Any]:
    return {
        "score": proposed.score.total,
        "parts": asdict(proposed.score),
        "reasons": _plain(proposed.reasons),
        "alternatives": [
            {
                "mentor": other.guide,
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

    What has changed since the draft was made is looked at again. Raises `PairingRefused`:
    «approved» or «declined» when the draft was decided already, «replaced» when a later matching
    dropped it, «closed», «taken» when the mentee has a pair by now, «gone» when one of them no
    longer takes part, or a code of `matching.EXPLAINED_RULES` such as «full».
    """
    draft = _locked_undecided(draft)
    if not draft.programme.is_open:
        raise PairingRefused("closed")
    # The mentor's places are counted under this lock: two coordinators cannot give the last twice.
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
    _tell_both(pair, Notice.Kind.PAIR_PROPOSED)
    events.record("approve_pair", actor=by, subject=pair)
    return pair


def _locked_undecided(draft: Draft) -> Draft:
    # A matching takes the same lock first, so it never deletes what is being decided.
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
    people = profiles.people_of(programme)
    mentee = people.filter(user=draft.mentee_id, wants_mentor=True, paused=False).first()
    mentor = profiles.with_places(people.filter(user=draft.mentor_id)).first()
    if mentee is None or mentor is None:
        raise PairingRefused("gone")
    seeker, guide = profiles.as_seeker(mentee), profiles.as_guide(mentor)
    for code, forbids in EXPLAINED_RULES.items():
        if forbids(seeker, guide, ()):
            raise PairingRefused(code)


@transaction.atomic
def decline(*, draft: Draft, by: User) -> None:
    """Set a draft aside for good, without a reason; declining again changes nothing.

    Raises `PairingRefused`: «approved» when the pair was made meanwhile, or «replaced».
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


@transaction.atomic
def say_yes(*, pair: Pair, user: User) -> Pair:
    """Keep the yes of one of the two; with both, the pair begins. Saying it again changes nothing.

    Raises `PairingRefused` («over») when the pair has been closed, ValueError for a third person.
    """
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    side = pair.side_of(user)
    if not pair.is_open:
        raise PairingRefused("over")
    if pair.answer_of(user):
        return pair
    setattr(pair, f"{side}_yes", True)
    _put_away(pair, user_ids=[user.pk])
    if pair.mentor_yes and pair.mentee_yes:
        pair.started_at = timezone.now()
        _tell_both(pair, Notice.Kind.PAIR_STARTED)
    pair.save(update_fields=[f"{side}_yes", "started_at"])
    events.record("answer_pair", actor=user, subject=pair)
    return pair


@transaction.atomic
def say_no(*, pair: Pair, user: User) -> Pair:
    """Close a proposal. The other one reads «not this time», never who said so; no reason is asked.

    Saying it again changes nothing. Raises `PairingRefused` («begun») when both had said yes:
    then there is a pair to end, not a proposal to answer.
    """
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    side = pair.side_of(user)
    if not pair.is_open:
        return pair
    if pair.is_live:
        raise PairingRefused("begun")
    setattr(pair, f"{side}_yes", False)
    pair.ended_at = timezone.now()
    pair.save(update_fields=[f"{side}_yes", "ended_at"])
    _put_away(pair, user_ids=[pair.mentor_id, pair.mentee_id])
    events.record("answer_pair", actor=user, subject=pair)
    return pair


@transaction.atomic
def end(*, pair: Pair, user: User) -> Pair:
    """End a pair, by either of the two and without a reason; ending it again changes nothing.

    A proposal is closed like with `say_no`. The mentee waits again from today, if she still asks.
    """
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if not pair.is_live:
        return say_no(pair=pair, user=user)
    pair.side_of(user)
    pair.ended_at = timezone.now()
    pair.save(update_fields=["ended_at"])
    _put_away(pair, user_ids=[pair.mentor_id, pair.mentee_id])
    Profile.objects.filter(user=pair.mentee_id, wants_mentor=True).update(
        waiting_since=timezone.localdate()
    )
    events.record("end_pair", actor=user, subject=pair)
    return pair


def live(pair: Pair) -> Pair:
    """Return `pair` as it stands now, locked; raise `PairOver` unless it is running."""
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if not pair.is_live:
        raise PairOver
    return pair


def _tell_both(pair: Pair, kind: Notice.Kind) -> None:
    both = [pair.mentor_id, pair.mentee_id]
    notices.tell_all(both, kind=kind, key=str(pair.code), subject_code=pair.code)


def _put_away(pair: Pair, *, user_ids: list[int]) -> None:
    """Take notices about a pair off these members' pages: answered, or leading nowhere by now."""
    kinds = [Notice.Kind.PAIR_PROPOSED, Notice.Kind.PAIR_STARTED]
    told = Notice.objects.filter(user__in=user_ids, kind__in=kinds, key=str(pair.code))
    told.filter(read_at=None).update(read_at=timezone.now())
