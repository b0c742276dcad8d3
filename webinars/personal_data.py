"""What this floor keeps. See `people.privacy.register`."""

from django.utils.translation import gettext_lazy as _

from people.privacy.register import Eraser, Holding, content, kinds
from webinars.leaving import give_places_back

HOLDINGS = [
    content("webinars.Series", "code title description region"),
    content(
        "webinars.Webinar",
        "code series region title description starts_at minutes time_zone languages seats status "
        "created_at attended",
        linked="facilitator created_by",
    ),
    Holding(
        model="webinars.Registration",
        title=_("Your places in webinars"),
        purpose=_("to keep her place, to remind her once, to let her in under an alias"),
        retention=_("until she withdraws; 90 days after the end only a count is left"),
        eraser=Eraser.CASCADE,
        owner="user",
        exported="webinar state alias registered_at reminded_at joined_at",
        fields=kinds(
            pseudonymous="webinar user opaque_id state registered_at reminded_at joined_at",
            personal="alias",
        ),
    ),
    content("webinars.Room", "webinar meeting_id created_ms opened_at ended_at"),
]

WORDS = {
    "facilitator": _("who leads it"),
    "webinar": _("webinar"),
    "alias": _("your name in the room"),
    "opaque_id": _("a random code for the room, another one each time"),
    "webinars.Registration.state": _("whether you have a place"),
    "registered_at": _("signed up"),
    "reminded_at": _("reminded"),
    "joined_at": _("went in"),
}

BEFORE_ERASURE = [give_places_back]
