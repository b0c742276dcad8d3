"""The sentences for the codes of the matching. Whole sentences, so that they can be translated.

Nothing here mentions a pair that was declined or proposed before. Both people of a pair may read
`reasons`; everything else is only for their coordinator.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorship.models import Subject
from web.reading.languages import in_sentence

PARTS = {
    "subject": gettext_lazy("Subject"),
    "language": gettext_lazy("Language"),
    "time": gettext_lazy("Shared hours"),
    "region": gettext_lazy("Region"),
    "waiting": gettext_lazy("Waiting time"),
}

Params = Mapping[str, Any]


def subject(key: str) -> str:
    return str(Subject(key).label) if key in Subject.values else _("no subject chosen")


def _languages(params: Params) -> str:
    names = ", ".join(in_sentence(code) for code in params["codes"])
    return _("Languages in common: %(names)s.") % {"names": names}


def _subject(params: Params) -> str:
    words = {
        1: _("Help with %(subject)s: the mentor knows the basics."),
        2: _("Help with %(subject)s: the mentor has done it."),
        3: _("Help with %(subject)s: the mentor can show others."),
    }
    return words[params["strength"]] % {"subject": subject(params["subject"])}


def _hours(params: Params) -> str:
    count = len(params["hours"])
    return ngettext(
        "Free at the same time: %(count)d hour a week.",
        "Free at the same time: %(count)d hours a week.",
        count,
    ) % {"count": count}


REASONS: dict[str, Callable[[Params], str]] = {
    "languages": _languages,
    "subject": _subject,
    "asynchronous": lambda params: _("Both can also write to each other, each in their own time."),
    "hours": _hours,
    "region": lambda params: _("Same region."),
}


def reasons(found: list[dict[str, Any]]) -> list[str]:
    """Return sentences for the reasons of a pair, which both people may read."""
    return [REASONS[one["code"]](one["params"]) for one in found if one["code"] in REASONS]


def why_not(found: dict[str, Any]) -> str:
    """Return why an alternative was not drafted. Coordinators only."""
    gain = found["params"].get("gain", 0)
    if found["code"] == "places_taken":
        return _("Their places went to others.")
    if gain < 0:
        return ngettext(
            "Fits less well, by %(count)d point.", "Fits less well, by %(count)d points.", -gain
        ) % {"count": -gain}
    return _("Fits just as well, but this proposal works better for everyone overall.")


def missing(found: list[dict[str, Any]]) -> list[str]:
    """Return sentences on why no mentor fits a mentee. Coordinators only.

    As with `reasons`, what another version counted is left out.
    """
    if not found:
        return [_("This programme has no mentors yet.")]
    sentences = []
    for one in found:
        params = one["params"]
        sentence = _missing(one["code"], params["count"])
        if not sentence:
            continue
        if params["alone"]:
            sentence += " " + ngettext(
                "For %(count)d of them, this is the only obstacle.",
                "For %(count)d of them, this is the only obstacle.",
                params["alone"],
            ) % {"count": params["alone"]}
        sentences.append(sentence)
    return sentences


def _missing(code: str, count: int) -> str:
    sentences = {
        "language": ngettext(
            "%(count)d mentor has no working language in common with this member.",
            "%(count)d mentors have no working language in common with this member.",
            count,
        ),
        "organisation": ngettext(
            "%(count)d mentor belongs to this member’s organisation.",
            "%(count)d mentors belong to this member’s organisation.",
            count,
        ),
        "paused": ngettext(
            "%(count)d mentor is taking a break.", "%(count)d mentors are taking a break.", count
        ),
        "full": ngettext(
            "%(count)d mentor has no free place.", "%(count)d mentors have no free place.", count
        ),
        "region": ngettext(
            "%(count)d mentor works in a region that does not suit this member.",
            "%(count)d mentors work in a region that does not suit this member.",
            count,
        ),
        "time": ngettext(
            "%(count)d mentor does not have two free hours a week in common with this member.",
            "%(count)d mentors do not have two free hours a week in common with this member.",
            count,
        ),
        "not_available": ngettext(
            "%(count)d mentor would fit but is not available now.",
            "%(count)d mentors would fit but are not available now.",
            count,
        ),
    }
    return sentences[code] % {"count": count} if code in sentences else ""
