"""What the app webinars keeps about people. See `people.privacy.register`."""

from django.utils.translation import gettext_lazy as _

from people.privacy.register import Eraser, PersonalData, Record, content, kinds
from webinars.calendar.address.actions import end_of_the_absent, end_when_shut_out
from webinars.leaving import follow, give_places_back, leave_without_leader

RECORDS = [
    content(
        "webinars.Series",
        [
            *("code", "title", "description", "region"),
            *("rule", "since", "clock", "time_zone", "left_out", "sequence"),
        ],
        linked=["created_by"],
    ),
    content(
        "webinars.Webinar",
        [
            "code",
            "series",
            "recurs_on",
            "region",
            "run",
            "title",
            "description",
            "starts_at",
            "minutes",
            "time_zone",
            "languages",
            "seats",
            "status",
            "created_at",
            "sequence",
            "attended",
        ],
        linked=["facilitator", "created_by"],
    ),
    Record(
        model="webinars.Registration",
        title=_("Your places in webinars"),
        purpose=_(
            "to keep your place, to remind you once, and to let you into the room under another "
            "name"
        ),
        retention=_("until you cancel your place; 90 days after the end, only a number is left"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        words={"state": _("whether you have a place")},
        exported=["webinar", "state", "alias", "registered_at", "reminded_at", "joined_at"],
        fields=kinds(
            pseudonymous=[
                "webinar",
                "user",
                "opaque_id",
                "state",
                "registered_at",
                "reminded_at",
                "joined_at",
            ],
            personal=["alias"],
        ),
    ),
    Record(
        model="webinars.CalendarAddress",
        title=_("Your calendar address"),
        purpose=_("to let your calendar fetch when you have webinars, if you want that"),
        retention=_("until it ends; then only a random code is left"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        exported=["made_on"],
        narrow=lambda _user, rows: rows.filter(made_on__isnull=False),
        fields=kinds(pseudonymous=["code", "user", "digest", "made_on"]),
    ),
    content(
        "webinars.Room",
        [
            "occasion",
            "meeting_id",
            "seats",
            "closes_at",
            "created_ms",
            "server",
            "opened_at",
            "ended_at",
            "is_ended",
        ],
    ),
]

WORDS = {
    "facilitator": _("who leads it"),
    "webinar": _("webinar"),
    "alias": _("your name in the room"),
    "opaque_id": _("a random code for the room, a different one each time"),
    # Translators: In the list of data: the day on which an address was made.
    "made_on": _("made on"),
    # Translators: In the list of data: the day on which you registered for a webinar.
    "registered_at": _("registered"),
    "reminded_at": _("reminder sent"),
    "joined_at": _("joined the room"),
}

# What a member did, by the kind of the event.
ACTS = {
    "schedule": _("webinar planned"),
    "reschedule": _("webinar changed"),
    "cancel": _("webinar cancelled"),
    "schedule_series": _("series of webinars planned"),
    "reschedule_series": _("series of webinars changed"),
    "cancel_series": _("series of webinars cancelled"),
    "register": _("place in a webinar taken"),
    "withdraw": _("place in a webinar given back"),
    "make_calendar_address": _("calendar address made"),
    "end_calendar_address": _("calendar address ended"),
    "free_place": _("place freed that its member could not use any more"),
}

PERSONAL_DATA = PersonalData(
    records=RECORDS,
    words=WORDS,
    acts=ACTS,
    before_erasure=[give_places_back, leave_without_leader],
    after_loss=[follow, end_of_the_absent],
    after_shutting_out=[end_when_shut_out],
)
