"""What safety keeps about people. See `people.privacy.register`."""

from django.utils.translation import gettext_lazy as _

from people.privacy.register import Eraser, Holding, kinds

UNTIL_AN_OFFICER_SAYS = _("180 days, or from 30 to 730 days when a safety officer says so")

HOLDINGS = [
    Holding(
        model="safety.Concern",
        title=_("Concerns"),
        purpose=_("to be read and answered by safety officers; who left it is not kept"),
        retention=UNTIL_AN_OFFICER_SAYS,
        eraser=Eraser.EXPIRES,
        fields=kinds(
            public="code master_id",
            pseudonymous="organisation left_on keep_until",
            personal="digest wrapped_key",
        ),
    ),
    Holding(
        model="safety.ConcernMessage",
        title=_("What concerns say, and the answers"),
        purpose=_("to be read by safety officers, and by whoever has the receipt"),
        retention=UNTIL_AN_OFFICER_SAYS,
        eraser=Eraser.EXPIRES,
        fields=kinds(
            public="concern code key",
            pseudonymous="from_officer written_on",
            sealed="sealed_text",
        ),
    ),
]

WORDS = {
    "safety.Concern.organisation": _("whom it concerns, when that was said"),
    "left_on": _("the day it was left"),
    "keep_until": _("until when it is kept"),
    "digest": _("a fingerprint of the receipt, from which nobody can read it"),
    "from_officer": _("whether it is an answer"),
    "written_on": _("the day it was written"),
    "sealed_text": _("the text, sealed"),
}
