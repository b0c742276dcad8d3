"""What safety keeps about people. See `people.privacy.register`."""

from django.utils.translation import gettext_lazy as _

from people.privacy.register import Eraser, PersonalData, Record, kinds

UNTIL_AN_OFFICER_SAYS = _("180 days, or from 30 to 730 days if a safety officer decides so")

RECORDS = [
    Record(
        model="safety.Concern",
        title=_("Concerns"),
        purpose=_(
            "so that safety officers can read and reply to them; we do not keep who sent them"
        ),
        retention=UNTIL_AN_OFFICER_SAYS,
        eraser=Eraser.EXPIRES,
        words={"organisation": _("which organisation it is about, if this was said")},
        fields=kinds(
            public=["code", "master_id"],
            pseudonymous=["organisation", "left_on", "keep_until"],
            personal=["digest", "wrapped_key"],
        ),
    ),
    Record(
        model="safety.ConcernMessage",
        title=_("The text of concerns, and the replies"),
        purpose=_(
            "so that safety officers can read them, and so that anyone with the reference number "
            "can read the replies"
        ),
        retention=UNTIL_AN_OFFICER_SAYS,
        eraser=Eraser.EXPIRES,
        fields=kinds(
            public=["concern", "code", "key"],
            pseudonymous=["from_officer", "written_on"],
            sealed=["sealed_text"],
        ),
    ),
]

WORDS = {
    "left_on": _("the day it was sent"),
    "keep_until": _("the day until which it is kept"),
    "digest": _("a fingerprint of the reference number, from which no one can work out the number"),
    "from_officer": _("whether it is a reply"),
    "written_on": _("the day it was written"),
    "sealed_text": _("the text, sealed"),
}

# What a member did, by the kind of the event.
ACTS = {
    "leave_concern": _("concern reported"),
    "write_about_concern": _("text added to a concern"),
    "read_concern": _("concern read"),
    "answer_concern": _("reply to a concern"),
    "keep_concern": _("time of a concern changed"),
}

PERSONAL_DATA = PersonalData(records=RECORDS, words=WORDS, acts=ACTS)
