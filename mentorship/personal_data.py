"""What this floor keeps. See `people.privacy.register`."""

from django.utils.translation import gettext_lazy as _

from mentorship.leaving import end_pairs, leave_the_matching
from mentorship.pairs.notes import narrow_copy, words_of
from people.privacy.register import Eraser, Holding, Words, content, kinds


def _about_mentoring(
    model: str,
    title: Words,
    purpose: Words,
    retention: Words,
    *,
    owner: str,
    exported: str,
    unlinked: str = "",
    **fields: str,
) -> Holding:
    return Holding(
        model=f"mentorship.{model}",
        title=title,
        purpose=purpose,
        retention=retention,
        eraser=Eraser.CASCADE,
        owner=owner,
        exported=exported,
        unlinked=unlinked,
        fields=kinds(**fields),
    )


WITH_THE_ACCOUNTS = _("as long as both accounts")
AFTER_THE_PAIR = _("until six months after the pair ended")

HOLDINGS = [
    content(
        "mentorship.Programme",
        "code name region is_open subject_points choice_points language_points time_points "
        "region_points waiting_points weights_version",
    ),
    content("mentorship.Run", "programme code made_at weights_version unmatched unmet_demand"),
    _about_mentoring(
        "Profile",
        _("Your answers for a pair"),
        _("to find somebody who fits her"),
        _("as long as the account"),
        owner="user",
        exported="wants_mentor waiting_since is_mentor languages needs strengths free_time "
        "asynchronous nearness capacity paused",
        pseudonymous="user wants_mentor waiting_since is_mentor languages needs strengths free_time"
        " asynchronous nearness capacity paused",
    ),
    _about_mentoring(
        "Draft",
        _("Proposals of the matching"),
        _("to be approved or declined by a coordinator"),
        _("until the next matching"),
        owner="mentor|mentee",
        exported="programme score",
        pseudonymous="code programme run mentor mentee score parts reasons alternatives state",
    ),
    _about_mentoring(
        "Pair",
        _("Your pairs"),
        _("to know who accompanies whom"),
        WITH_THE_ACCOUNTS,
        owner="mentor|mentee",
        unlinked="approved_by",
        exported="programme approved_at started_at ended_at",
        pseudonymous="code programme mentor mentee draft mentor_yes mentee_yes approved_by "
        "approved_at started_at ended_at",
    ),
    _about_mentoring(
        "Goal",
        _("The goals of your pairs"),
        _("to keep what the two agreed on; nobody else reads it"),
        AFTER_THE_PAIR,
        owner="pair__mentor|pair__mentee",
        exported="sealed_text done_at",
        pseudonymous="pair code done_at",
        sealed="sealed_text",
    ),
    _about_mentoring(
        "Meeting",
        _("The meetings of your pairs"),
        _("to see whether a pair still meets; only the two read the line"),
        AFTER_THE_PAIR,
        owner="pair__mentor|pair__mentee",
        exported="held_on length channel sealed_text",
        pseudonymous="pair key held_on length channel",
        sealed="sealed_text",
    ),
    _about_mentoring(
        "PairKey",
        _("The keys of your pairs"),
        _("to seal what the two write down, apart from everything else"),
        AFTER_THE_PAIR,
        owner="pair__mentor|pair__mentee",
        exported="",
        public="master_id",
        pseudonymous="pair",
        personal="wrapped_key",
    ),
]

WORDS = {
    "wants_mentor": _("whether you would like a mentor"),
    "waiting_since": _("waiting since"),
    "is_mentor": _("whether you would like to accompany somebody"),
    "languages": _("languages"),
    "needs": _("what you would like to learn"),
    "strengths": _("what you are strong in"),
    "free_time": _("when you are free"),
    "asynchronous": _("whether writing to each other suits you"),
    "nearness": _("from where your mentor comes"),
    "capacity": _("how many people at the same time"),
    "paused": _("whether you take a break"),
    "programme": _("programme"),
    "run": _("a code of the matching"),
    "mentor": _("mentor"),
    "mentee": _("who is accompanied"),
    "score": _("points for how well it fits"),
    "parts": _("what the points are made of"),
    "reasons": _("why it fits"),
    "alternatives": _("who else was thought of"),
    "draft": _("which proposal"),
    "mentor_yes": _("whether the mentor said yes"),
    "mentee_yes": _("whether the other one said yes"),
    "approved_by": _("which coordinator approved it"),
    "approved_at": _("approved"),
    "started_at": _("begun"),
    "ended_at": _("ended"),
    "pair": _("which pair"),
    "held_on": _("day"),
    "length": _("how long"),
    "channel": _("how"),
    "mentorship.Goal.sealed_text": _("the goal, kept sealed"),
    "mentorship.Meeting.sealed_text": _("one line about it, kept sealed"),
}

# Words that are kept sealed, and what opens them for the member whose they are.
OPENERS = {
    "mentorship.Goal.sealed_text": words_of,
    "mentorship.Meeting.sealed_text": words_of,
}

# A pair that is over is closed to its mentor, and so is every pair to whoever lost that task.
NARROWERS = {"mentorship.Goal": narrow_copy, "mentorship.Meeting": narrow_copy}

BEFORE_ERASURE = [end_pairs, leave_the_matching]
