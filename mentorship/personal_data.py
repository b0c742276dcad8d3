"""What mentorship keeps about people. See `people.privacy.register`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mentorship.leaving import end_pairs, leave_the_matching, miss_a_mentor, rest
from mentorship.pairs.notes import narrow_copy, without_resting, words_of
from people.privacy.register import Eraser, PersonalData, Record, Words, content, kinds


def _about_mentoring(
    model: str, title: Words, purpose: Words, retention: Words, **more: Any
) -> Record:
    return Record(
        model=f"mentorship.{model}",
        title=title,
        purpose=purpose,
        retention=retention,
        eraser=Eraser.CASCADE,
        **more,
    )


WITH_THE_ACCOUNTS = _("for as long as both accounts exist")
AFTER_THE_PAIR = _("until six months after the pair ends")

PROFILE = [
    "wants_mentor",
    "waiting_since",
    "is_mentor",
    "languages",
    "needs",
    "strengths",
    "free_time",
    "asynchronous",
    "nearness",
    "capacity",
    "paused",
]

RECORDS = [
    content(
        "mentorship.Programme",
        [
            "code",
            "name",
            "region",
            "is_open",
            "subject_points",
            "language_points",
            "time_points",
            "region_points",
            "waiting_points",
            "weights_version",
        ],
    ),
    content(
        "mentorship.Run",
        ["programme", "code", "made_at", "weights_version", "unmatched", "unmet_demand"],
    ),
    _about_mentoring(
        "Profile",
        _("Your mentoring profile"),
        _("to find someone who suits you"),
        _("for as long as your account exists"),
        owners=["user"],
        exported=PROFILE,
        fields=kinds(pseudonymous=["user", *PROFILE]),
    ),
    _about_mentoring(
        "Draft",
        _("Proposed pairs"),
        _("so that a coordinator can approve or decline them"),
        _("until the next matching"),
        owners=["mentor", "mentee"],
        exported=["programme", "score"],
        words={"run": _("the code of the matching")},
        fields=kinds(
            pseudonymous=[
                "code",
                "programme",
                "run",
                "mentor",
                "mentee",
                "score",
                "parts",
                "reasons",
                "alternatives",
                "state",
            ],
        ),
    ),
    _about_mentoring(
        "Pair",
        _("Your pairs"),
        _("to know who mentors whom"),
        WITH_THE_ACCOUNTS,
        owners=["mentor", "mentee"],
        narrow=without_resting,
        unlinked=["approved_by"],
        exported=["programme", "approved_at", "started_at", "ended_at"],
        # Translators: Label beside a date: when the course or the pair started.
        words={"started_at": _("started")},
        fields=kinds(
            pseudonymous=[
                "code",
                "programme",
                "mentor",
                "mentee",
                "draft",
                "mentor_yes",
                "mentee_yes",
                "approved_by",
                "approved_at",
                "started_at",
                "ended_at",
            ],
        ),
    ),
    # `narrow_copy` hides pairs that are over from their mentors, and all pairs from former mentors.
    _about_mentoring(
        "Goal",
        _("The goals of your pairs"),
        _("to keep what the two of you agree on; no one else can read it"),
        AFTER_THE_PAIR,
        owners=["pair__mentor", "pair__mentee"],
        exported=["sealed_text", "done_at"],
        narrow=narrow_copy,
        openers={"sealed_text": words_of},
        words={"sealed_text": _("the goal, kept sealed")},
        fields=kinds(
            pseudonymous=["pair", "code", "done_at"],
            sealed=["sealed_text"],
        ),
    ),
    _about_mentoring(
        "Meeting",
        _("The meetings of your pairs"),
        _("to see whether a pair still meets; only the two of you can read the note"),
        AFTER_THE_PAIR,
        owners=["pair__mentor", "pair__mentee"],
        exported=["held_on", "length", "channel", "sealed_text"],
        narrow=narrow_copy,
        openers={"sealed_text": words_of},
        words={"sealed_text": _("a short note about it, kept sealed")},
        fields=kinds(
            pseudonymous=["pair", "key", "held_on", "length", "channel"],
            sealed=["sealed_text"],
        ),
    ),
    _about_mentoring(
        "PlannedMeeting",
        _("The meetings that your pairs plan"),
        _("so that the two of you can agree on a time, meet and be reminded"),
        _("until 30 days after it took place or was called off"),
        owners=["pair__mentor", "pair__mentee", "proposed_by"],
        exported=["slots", "proposed_minutes", "minutes", "starts_at", "outcome"],
        words={"reminded_at": _("when you were reminded")},
        narrow=narrow_copy,
        fields=kinds(
            pseudonymous=[
                "pair",
                "code",
                "key",
                "proposed_by",
                "slots",
                "proposed_minutes",
                "minutes",
                "starts_at",
                "revision",
                "reminded_at",
                "ended_at",
                "outcome",
            ],
        ),
    ),
    # Those that the other one wrote to them are not theirs to take along.
    _about_mentoring(
        "Message",
        _("Your messages"),
        _("so that the two of you can write to each other; no one else can read them"),
        _("30 days"),
        owners=["author"],
        exported=["sealed_text", "written_at"],
        narrow=narrow_copy,
        openers={"sealed_text": words_of},
        words={
            "sealed_text": _("the message, kept sealed"),
            "written_at": _("when it was written"),
        },
        fields=kinds(
            pseudonymous=["pair", "author", "code", "written_at"],
            sealed=["sealed_text"],
        ),
    ),
    _about_mentoring(
        "PairKey",
        _("The keys of your pairs"),
        _("to seal what the two of you write, separately from everything else"),
        AFTER_THE_PAIR,
        owners=["pair__mentor", "pair__mentee"],
        exported=[],
        fields=kinds(
            public=["master_id"],
            pseudonymous=["pair"],
            personal=["wrapped_key"],
        ),
    ),
]

WORDS = {
    "wants_mentor": _("whether you would like a mentor"),
    "waiting_since": _("waiting since"),
    "is_mentor": _("whether you would like to be a mentor"),
    "languages": _("languages"),
    "needs": _("what you would like to learn"),
    "strengths": _("what you are good at"),
    "free_time": _("when you are free"),
    "asynchronous": _("whether you can also write to each other"),
    "nearness": _("where your mentor should be from"),
    "capacity": _("how many people you can mentor at the same time"),
    "paused": _("whether you are taking a break"),
    "programme": _("programme"),
    "mentor": _("mentor"),
    "mentee": _("mentee"),
    "score": _("points for how well the two match"),
    "parts": _("how the points are made up"),
    "reasons": _("why the two match"),
    "alternatives": _("who else was considered"),
    "draft": _("which proposal"),
    "mentor_yes": _("whether the mentor said yes"),
    "mentee_yes": _("whether the mentee said yes"),
    "approved_by": _("which coordinator approved it"),
    "approved_at": _("approved"),
    "ended_at": _("ended"),
    "pair": _("which pair"),
    "proposed_by": _("who proposed the times"),
    "slots": _("the times proposed"),
    "proposed_minutes": _("how long it would be then"),
    "minutes": _("how long"),
    "starts_at": _("the agreed time"),
    "revision": _("how often it was changed"),
    "outcome": _("whether it took place"),
    "author": _("who wrote it"),
    "held_on": _("day"),
    "length": _("how long"),
    # Translators: How two people met: voice call, video call, in writing, in person.
    "channel": _("how you met"),
}

# What a member did, by the kind of the event.
ACTS = {
    "run_matching": _("matching run for a programme"),
    "approve_pair": _("pair approved"),
    "decline_draft": _("proposal set aside"),
    "create_programme": _("programme made"),
    "change_programme": _("programme changed"),
    "save_profile": _("mentoring profile saved"),
    "answer_pair": _("reply to a proposed pair"),
    "end_pair": _("pair ended"),
    "add_goal": _("goal added"),
    "mark_goal": _("goal marked"),
    "log_meeting": _("meeting added to the list of a pair"),
    "propose_times": _("times for a meeting proposed"),
    "agree_meeting": _("time of a meeting accepted"),
    "keep_meeting": _("agreed time of a meeting kept"),
    "cancel_meeting": _("meeting called off"),
}

PERSONAL_DATA = PersonalData(
    records=RECORDS,
    words=WORDS,
    acts=ACTS,
    before_erasure=[end_pairs, leave_the_matching],
    after_loss=[rest, miss_a_mentor],
)
