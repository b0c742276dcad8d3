"""What addresses contain, and what is sent to them: valid for an actor who may send it.

A refusal only means something when the same body would have been taken from another actor.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.mfa.totp.internal import auth as totp
from django.http import QueryDict
from django.utils import timezone

from dashboard.help.guides import GUIDES
from learning.catalogue import contents
from learning.partners.actions import code_of
from mentorship.matching.wording import PARTS
from people.vouching import actions as vouching
from tests.factories import PASSPHRASE, organisation_form, run_form
from tests.matrix import studio
from tests.matrix.people import SECRET, Actor, World
from tests.matrix.reading import STUDIO
from tests.mentorship import forms
from web.codes import encode
from web.reading.links import token_of
from webinars.joining import actions as joining
from webinars.planning.series.forms import SeriesForm

NEW_PASSPHRASE = "six words that nobody else has"

Maker = Callable[[World, Actor], Any]


def _content(world: World, number: int):
    return contents.of(world.course.lessons[number])


def _ticket(world: World, actor: Actor) -> str:
    """A ticket of the leader who has a place; it is good for two minutes only."""
    address = joining.join(user=world.own("leader"), webinar=world.webinar, leave_to="/")
    return address.rstrip("/").rpartition("/")[2]


# By the name of the argument; a more special one begins with the title of its block.
ARGUMENTS: dict[str, Maker] = {
    "course": lambda world, actor: encode(world.course.key),
    "/en/learn/<code:course>/certificate/ course": lambda world, actor: encode(world.completed.key),
    "/en/learn/<code:course>/certificate/withdraw/ course": lambda world, actor: encode(
        world.completed.key
    ),
    "/en/learn/<code:course>/certificate/renew/ course": lambda world, actor: encode(
        world.completed.key
    ),
    "/en/learn/<code:course>/teach/ (open) course": lambda world, actor: encode(
        world.open_course.translation_key
    ),
    "/en/learn/<code:course>/taught/<code:taught>/take-back/ course": lambda world, actor: encode(
        world.completed.key
    ),
    "/en/learn/<code:course>/ (open) course": lambda world, actor: encode(
        world.open_course.translation_key
    ),
    "token": lambda world, actor: token_of("https://example.org/"),
    "lesson": lambda world, actor: encode(world.course.lessons[0].key),
    "/en/learn/<code:course>/<code:lesson>/exercise/<code:exercise>/ lesson": (
        lambda world, actor: encode(world.course.lessons[-1].key)
    ),
    "/en/learn/<code:course>/<code:lesson>/exercise/<code:exercise>/together/ lesson": (
        lambda world, actor: encode(world.course.lessons[-1].key)
    ),
    "/en/learn/remembering/<code:question>/ question": lambda world, actor: encode(
        world.recall.question_id
    ),
    "question": lambda world, actor: encode(_content(world, 0).questions[0].id),
    "part": lambda world, actor: encode(_content(world, 0).blocks[0].id),
    "screen": lambda world, actor: "1",
    "exercise": lambda world, actor: encode(_content(world, -1).exercises[0].id),
    "run": lambda world, actor: encode(world.run.code),
    "/en/learn/runs/<code:run>/open/ run": lambda world, actor: encode(world.draft_run.code),
    "/en/learn/runs/<code:run>/ (draft) run": lambda world, actor: encode(world.draft_run.code),
    "taught": lambda world, actor: encode(world.taught.code),
    "enquiry": lambda world, actor: encode(world.enquiry.code),
    "story": lambda world, actor: encode(world.story.code),
    **{
        f"/en/learn/stories/mine/<code:story>/{name}/ story": lambda world, actor: encode(
            world.proposed.code
        )
        for name in ("agree", "no-name", "not-stay")
    },
    "published": lambda world, actor: encode(world.published.code),
    "submission": lambda world, actor: encode(world.work.code),
    "attachment": lambda world, actor: encode(world.attachment.code),
    "number": lambda world, actor: world.certificate,
    # The block says in its brackets for which role the help is.
    **{
        f"/en/help/<slug:guide>/ ({one.name}) guide": lambda world, actor, name=one.name: name
        for one in GUIDES
    },
    "pair": lambda world, actor: encode(world.pair.code),
    "/en/mentoring/pairs/<code:pair>/answer/ pair": lambda world, actor: encode(
        world.proposal.code
    ),
    "goal": lambda world, actor: encode(world.pair.goals.get().code),
    "meeting": lambda world, actor: encode(world.pair.planned_meetings.open().get().code),
    "/en/mentoring/pairs/<code:pair>/meet/<code:meeting>/calendar.ics (called off) meeting": (
        lambda world, actor: encode(world.pair.planned_meetings.called_off_ahead().get().code)
    ),
    "/en/mentoring/meetings/<code:meeting>/calendar.ics meeting": (
        lambda world, actor: encode(world.pair.planned_meetings.called_off_ahead().get().code)
    ),
    "programme": lambda world, actor: encode(world.programme.code),
    "draft": lambda world, actor: encode(world.draft.code),
    "concern": lambda world, actor: encode(world.concern.code),
    "/en/webinars/practice/<str:token>/ token": _ticket,
    "/en/calendar/<slug:token>.ics token": lambda world, actor: world.calendar,
    "/en/join/<str:code>/ code": lambda world, actor: world.invitation,
    "code": lambda world, actor: encode(world.webinar.code),
    "series": lambda world, actor: encode(world.webinar.series.code),
    "/en/me/sessions/<code:code>/end/ code": lambda world, actor: encode(world.session),
    "organisation": lambda world, actor: encode(world.side.organisation.code),
    "region": lambda world, actor: encode(world.side.region.code),
    "network": lambda world, actor: encode(world.side.organisation.networks.get().code),
    "/en/organisations/<code:organisation>/ (hidden) organisation": lambda world, actor: encode(
        world.hidden.code
    ),
    "/files/<path:path> path": lambda world, actor: "images/shown.png",
    "/files/<path:path> (original) path": lambda world, actor: "original_images/kept.png",
}


def arguments(world: World, actor: Actor, title: str, names: tuple[str, ...]) -> dict[str, str]:
    """Return the values for the names in an address; raise KeyError when one is not known."""
    route = title.partition(" (")[0]
    found = {}
    for name in names:
        special = (f"{title} {name}", f"{route} {name}", name)
        make = next((ARGUMENTS[key] for key in special if key in ARGUMENTS), None)
        if route.startswith(STUDIO):
            found[name] = studio.value(title, name, world.numbers)
        elif make:
            found[name] = make(world, actor)
        if found.get(name) is None:
            raise KeyError(f'things.py: ARGUMENTS needs "{route} {name}"')
    return found


def _story(world: World, actor: Actor) -> dict:
    return {
        "key": str(uuid4()),
        "worked": "Two of us count",
        "why": "Both sign",
        "effects": "No money is missing",
        "learned": "Begin at once",
        "language": "fr",
        "may_stay": "on",
    }


def _nothing(world: World, actor: Actor) -> dict:
    """A button: there is nothing to fill in."""
    return {}


def _passphrase(world: World, actor: Actor) -> dict:
    return {"passphrase": PASSPHRASE}


def _profile(world: World, actor: Actor) -> dict:
    return {
        "wants_mentor": "on",
        "need_1": "money",
        "language_1": "fr",
        "level_1": "3",
        "free_time": "weekend_morning",
        "nearness": "any",
        "capacity": "2",
    }


def _times(world: World, actor: Actor) -> dict:
    # The world may be older than the minutes until its meeting, and one that has begun is answered
    # before another is proposed.
    soon = timezone.now() + timedelta(minutes=14)
    world.pair.planned_meetings.open().update(starts_at=soon)
    return forms.times_form()


def _programme(world: World, actor: Actor) -> dict:
    points = {f"{part}_points": "20" for part in PARTS}
    points[f"{next(iter(PARTS))}_points"] = str(100 - 20 * (len(PARTS) - 1))
    region = world.organisation_of(actor).region_id
    return {"key": str(uuid4()), "name": "Spring", "region": region, "is_open": "on"} | points


def _webinar(world: World, actor: Actor) -> dict:
    day = timezone.localdate() + timedelta(days=3)
    return {
        "key": str(uuid4()),
        "title": "Budgets",
        "region": world.organisation_of(actor).region_id,
        "day": day.isoformat(),
        "clock": "15:00",
        "time_zone": "UTC",
        "minutes": "60",
        "languages": ["fr"],
        "seats": "100",
    }


def _series(world: World, actor: Actor) -> dict:
    end = timezone.localdate() + timedelta(days=20)
    return {**_webinar(world, actor), "rhythm": "weekly", "until": end.isoformat()}


def _change_of_series(world: World, actor: Actor) -> dict:
    # As the series of the world ends.
    return {**_webinar(world, actor), "rhythm": "weekly", "times": "3"}


def _series_with_yes(world: World, actor: Actor) -> dict:
    """A series of which the sender has seen the dates."""
    body, sent = _series(world, actor), QueryDict(mutable=True)
    for name, value in body.items():
        sent.setlist(name, value if isinstance(value, list) else [str(value)])
    form = SeriesForm(sent, by=actor.user or world.own("coordinator"))
    return body | ({SeriesForm.SEEN: form.mark} if form.is_valid() else {})


def _run(world: World, actor: Actor) -> dict:
    return run_form(node=str(world.place_of(actor).code))


def _other_run(world: World, actor: Actor) -> dict:
    return run_form(world.run, seats="99")


def _organisation(world: World, actor: Actor) -> dict:
    return organisation_form(region=world.organisation_of(actor).region_id)


def _region(world: World, actor: Actor) -> dict:
    return {"key": str(uuid4()), "name": "The Islands", "names__fr": "Les îles"}


def _network(world: World, actor: Actor) -> dict:
    return {
        "key": str(uuid4()),
        "short_name": "ISLES",
        "name": "Network of the Islands",
        "level": "subregional",
        "region": str(world.side.region.code),
        "parent": "",
        "languages": ["fr"],
        "time_zone": "UTC",
    }


def _role(world: World, actor: Actor) -> dict:
    """The role of a mentor for a leader of region A, at the place of the giver."""
    someone = world.side.leader2.pseudonym
    return {"pseudonym": someone, "role": "mentor", "place": str(world.place_of(actor).code)}


def _invitation(world: World, actor: Actor) -> dict:
    return {"key": str(uuid4()), "organisation": world.organisation_of(actor).pk, "role": ""}


def _code_of_app(world: World, actor: Actor) -> dict:
    now = list(totp.yield_hotp_counters_from_time())[totp.app_settings.TOTP_TOLERANCE]
    return {"code": totp.format_hotp_value(totp.hotp_value(SECRET, now))}


def _join(world: World, actor: Actor) -> dict:
    who = {"pseudonym": "Quiet river", "passphrase": NEW_PASSPHRASE}
    return {"code": world.invitation, "adult": "on", "written_down": "on"} | who


def _answer(world: World, actor: Actor) -> dict:
    return {"choice": encode(_content(world, 0).questions[0].choices[1].id)}


def _taught(world: World, actor: Actor) -> dict:
    month = timezone.localdate().replace(day=1).isoformat()
    return {"key": str(uuid4()), "month": month, "group": "some"}


def _remembered(world: World, actor: Actor) -> dict:
    asked = contents.of(world.completed.lessons[0]).question(world.recall.question_id)
    return {"choice": encode(asked.choices[1].id)}


def _numbered(world: World, actor: Actor) -> dict:
    return {"number": world.certificate}


def _text(**more: str) -> Maker:
    return lambda world, actor: {"key": str(uuid4()), "text": "What I want to say"} | more


# By the title of the block. Each address that takes POST has to be here.
BODIES: dict[str, Maker] = {
    "/leave/": _nothing,
    "/go-on/": _nothing,
    "/en/sign-in/": lambda world, actor: {
        "login": world.side.leader2.pseudonym,
        "password": PASSPHRASE,
    },
    "/en/join/": _join,
    "/en/join/<str:code>/": _join,
    "/en/me/": lambda world, actor: {"time_zone": "Africa/Porto-Novo"},
    "/en/me/export/": _passphrase,
    "/en/me/erase/": lambda world, actor: {"passphrase": PASSPHRASE, "sure": "on"},
    "/en/me/hide/": _nothing,
    "/en/me/code-word/": lambda world, actor: {"word": "pirogue at noon"},
    "/en/vouch/hide/": lambda world, actor: {
        "pseudonym": world.keeper.pseudonym,
        "word": "pirogue at noon",
    },
    "/en/me/notices/": lambda world, actor: {"kind": "webinar_soon"},
    "/en/sign-in/second-step/": _code_of_app,
    "/en/vouch/ (newcomer)": lambda world, actor: {
        "code": vouching.code_of(world.own("newcomer")),
        "sure": "on",
    },
    "/en/vouch/ (way back)": lambda world, actor: {"code": world.recovery, "sure": "on"},
    "/en/recover/ (asked for)": lambda world, actor: {
        "key": str(uuid4()),
        "pseudonym": world.side.leader2.pseudonym,
    },
    "/en/recover/ (on paper)": lambda world, actor: {
        "pseudonym": world.keeper.pseudonym,
        "paper": world.paper,
        "passphrase": NEW_PASSPHRASE,
        "written": "on",
    },
    "/en/recover/ (open)": lambda world, actor: {
        "code": world.open_recovery,
        "passphrase": NEW_PASSPHRASE,
        "written": "on",
    },
    "/en/me/contact/": lambda world, actor: {"mail": "leaf@example.org"},
    "/en/me/again/": _passphrase,
    "/en/me/passphrase/": lambda world, actor: {
        "passphrase": PASSPHRASE,
        "new_passphrase": NEW_PASSPHRASE,
        "written": "on",
    },
    "/en/me/sessions/end-others/": _nothing,
    "/en/me/sessions/<code:code>/end/": _nothing,
    "/en/me/second-step/": lambda world, actor: {"step": world.step},
    "/en/me/second-step/app/": _code_of_app,
    # What a phone signs cannot be made here: the form refuses those who are let in.
    "/en/me/second-step/passkey/": lambda world, actor: {"credential": "{}"},
    "/en/me/second-step/codes/": _nothing,
    "/en/me/recovery/": _nothing,
    "/en/people/roles/": _role,
    "/en/people/roles/end/": lambda world, actor: {"grant": world.grant},
    "/en/networks/": lambda world, actor: {"name": "zqa"},
    "/en/organisations/": lambda world, actor: {"name": "zqa"},
    "/en/organisations/new/": _organisation,
    "/en/organisations/<code:organisation>/": _organisation,
    "/en/regions/new/": _region,
    "/en/regions/<code:region>/": _region,
    "/en/networks/new/": _network,
    "/en/networks/<code:network>/": _network,
    "/en/organisations/<code:organisation>/ (hidden)": _organisation,
    # Without the tick: a lockdown would stop every other call.
    "/en/lockdown/": lambda world, actor: {"mode": "read-only"},
    "/en/countries/": lambda world, actor: {"country": "BJ", "level": "high"},
    "/en/invitations/": _invitation,
    "/en/invitations/sheet/": lambda world, actor: {**_invitation(world, actor), "number": "2"},
    "/en/invitations/branch/": lambda world, actor: {
        "pseudonym": world.side.leader2.pseudonym,
        "suspend": "",
    },
    "/en/learn/library/": lambda world, actor: {"name": "zqa"},
    "/en/learn/stories/": lambda world, actor: {"name": "zqa"},
    "/en/learn/stories/new/": _story,
    "/en/learn/stories/mine/<code:story>/change/": _story,
    "/en/learn/stories/mine/<code:story>/agree/": lambda world, actor: {
        "mark": world.proposed.mark
    },
    "/en/learn/stories/mine/<code:story>/take-back/": _nothing,
    "/en/learn/stories/mine/<code:story>/no-name/": _nothing,
    "/en/learn/stories/mine/<code:story>/not-stay/": _nothing,
    "/en/learn/stories/waiting/<code:story>/": lambda world, actor: {
        **_story(world, actor),
        "title": "Two count",
        "mark": world.story.text_mark,
    },
    "/en/learn/stories/waiting/<code:story>/send-back/": lambda world, actor: {
        "reply": "Tell more about it",
        "mark": world.story.text_mark,
    },
    "/en/learn/stories/<code:published>/take-down/": _nothing,
    "/en/learn/search/": lambda world, actor: {"name": "group"},
    "/en/learn/<code:course>/enrol/": _nothing,
    "/en/learn/<code:course>/certificate/": lambda world, actor: {"name": "Baobab"},
    "/en/learn/<code:course>/certificate/withdraw/": _numbered,
    "/en/learn/<code:course>/certificate/renew/": _numbered,
    "/en/learn/<code:course>/taught/": _taught,
    "/en/learn/<code:course>/<code:lesson>/taught/": _taught,
    "/en/learn/<code:course>/taught/<code:taught>/take-back/": _nothing,
    "/en/learn/<code:course>/<code:lesson>/read/": _nothing,
    "/en/learn/<code:course>/<code:lesson>/exercise/<code:exercise>/": lambda world, actor: {
        "text": "Our budget",
        "send": "1",
    },
    "/en/learn/<code:course>/<code:lesson>/enquiry/": _text(),
    "/en/learn/enquiries/waiting/<code:enquiry>/": lambda world, actor: {"text": "Two people"},
    "/en/learn/enquiries/<code:enquiry>/take-back/": _nothing,
    "/en/learn/<code:course>/<code:lesson>/exercise/<code:exercise>/together/": (
        lambda world, actor: {"people": "30", "code": code_of(world.shared)}
    ),
    "/en/learn/<code:course>/<code:lesson>/<code:question>/": _answer,
    "/en/learn/remembering/<code:question>/": _remembered,
    "/en/learn/remembering/stop/": _nothing,
    "/en/learn/<code:course>/plan-run/": _run,
    "/en/learn/runs/<code:run>/join/": lambda world, actor: {"handle": "Quiet mango"},
    "/en/learn/runs/<code:run>/leave/": _nothing,
    "/en/learn/runs/<code:run>/edit/": _other_run,
    "/en/learn/runs/<code:run>/open/": _nothing,
    "/en/learn/runs/<code:run>/cancel/": _nothing,
    "/en/webinars/new/": _webinar,
    "/en/webinars/calendar/": lambda world, actor: {"key": str(uuid4()), "instead": ""},
    "/en/webinars/calendar/end/": _nothing,
    "/en/webinars/<code:code>/register/": lambda world, actor: {"alias": "Quiet mango"},
    "/en/webinars/<code:code>/withdraw/": _nothing,
    "/en/webinars/<code:code>/join/": _nothing,
    "/en/webinars/<code:code>/again/": _webinar,
    "/en/webinars/<code:code>/edit/": _webinar,
    "/en/webinars/<code:code>/cancel/": _nothing,
    "/en/webinars/<code:code>/following/": _change_of_series,
    "/en/webinars/series/new/": _series_with_yes,
    "/en/webinars/series/<code:series>/register/": _nothing,
    "/en/webinars/series/<code:series>/withdraw/": _nothing,
    "/en/webinars/series/<code:series>/cancel/": _nothing,
    "/en/mentoring/profile/": _profile,
    "/en/mentoring/pairs/<code:pair>/ (goal)": lambda world, actor: forms.goal_form(),
    "/en/mentoring/pairs/<code:pair>/ (meeting)": lambda world, actor: forms.meeting_form(),
    "/en/mentoring/pairs/<code:pair>/answer/ (yes)": lambda world, actor: {"answer": "yes"},
    "/en/mentoring/pairs/<code:pair>/answer/ (no)": lambda world, actor: {"answer": "no"},
    "/en/mentoring/pairs/<code:pair>/end/": _nothing,
    "/en/mentoring/pairs/<code:pair>/meet/": _times,
    "/en/mentoring/pairs/<code:pair>/meet/<code:meeting>/": lambda world, actor: {"cancel": ""},
    "/en/mentoring/pairs/<code:pair>/meet/<code:meeting>/join/": _nothing,
    "/en/mentoring/pairs/<code:pair>/messages/": lambda world, actor: forms.message_form(),
    "/en/mentoring/pairs/<code:pair>/goals/<code:goal>/": lambda world, actor: {"done": "on"},
    "/en/mentoring/reviews/<code:submission>/": lambda world, actor: forms.review_form(),
    "/en/mentoring/concern/": _text(),
    "/en/mentoring/concern/answers/": lambda world, actor: {
        **_text()(world, actor),
        "receipt": world.receipt,
    },
    "/en/mentoring/concerns/<code:concern>/ (answer)": _text(form="answer"),
    "/en/mentoring/concerns/<code:concern>/ (keep)": lambda world, actor: {
        "form": "keep",
        "until": world.concern.earliest_end.isoformat(),
    },
    "/en/mentoring/programmes/new/": _programme,
    "/en/mentoring/programmes/<code:programme>/edit/": _programme,
    "/en/mentoring/programmes/<code:programme>/run/": _nothing,
    "/en/mentoring/programmes/<code:programme>/drafts/<code:draft>/ (approve)": (
        lambda world, actor: {"approve": ""}
    ),
    "/en/mentoring/programmes/<code:programme>/drafts/<code:draft>/ (decline)": (
        lambda world, actor: {"decline": ""}
    ),
}
