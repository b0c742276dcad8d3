"""With Redis away, every page that can do without answers as ever; what cannot says so (503).

Nothing stands in for Redis: the cache is told a port at which no one listens.
"""

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.caches import cache_away
from tests.matrix import calling
from tests.matrix.calling import Caller
from tests.matrix.opening import BY_ROUTE, MATRIX, actor, ask, who
from tests.matrix.reading import STUDIO
from tests.matrix.things import BODIES, arguments
from web.errors import CacheAway

pytestmark = calling.marks
SENTENCE = "A part of the site does not answer, and without it we could not protect you."
# Their address is a guess at a code, so they are counted.
GUESSES = {
    "/en/check/<slug:number>/",
    "/en/join/<str:code>/",
    "/en/calendar/<slug:token>.ics",
}
# They count guesses or texts of strangers, or mark a code as used, before they do anything.
COUNTED = {
    *("/en/sign-in/", "/en/join/", "/en/join/<str:code>/", "/en/invitations/branch/"),
    *("/en/recover/ (asked for)", "/en/recover/ (on paper)", "/en/recover/ (open)"),
    *("/en/vouch/ (newcomer)", "/en/vouch/ (way back)", "/en/vouch/hide/"),
    *("/en/me/again/", "/en/me/passphrase/", "/en/me/export/", "/en/me/erase/"),
    *("/en/me/second-step/app/", "/en/mentoring/concern/", "/en/mentoring/concern/answers/"),
    "/en/learn/<code:course>/<code:lesson>/exercise/<code:exercise>/together/",
}


@pytest.fixture
def away(settings):
    with cache_away(settings):
        with pytest.raises(CacheAway):
            cache.get("anything")
        yield


def test_every_page_that_only_shows_answers(caller: Caller, away):
    answers = {}
    for route, blocks in MATRIX.items():
        if route.startswith(STUDIO):
            continue
        for block in blocks:
            for role, relation in who(block, "GET", ("ok",))[:1]:
                reader = actor(caller, role, relation)
                values = arguments(caller.world, reader, block.title, BY_ROUTE[route].names)
                answer = ask(caller, reader, BY_ROUTE[route].filled(values))
                if answer.status_code != 200:
                    answers[block.title] = (answer.status_code, SENTENCE in answer.text)
    assert answers.pop("/healthz/deep") == (503, False)
    assert answers == dict.fromkeys(GUESSES, (503, True))


def test_form_that_needs_the_cache_says_so_and_does_nothing(caller: Caller, away):
    answers = {}
    for title in BODIES:
        route = title.partition(" (")[0]
        if route.startswith(STUDIO):
            continue
        block = next(one for one in MATRIX[route] if one.title == title)
        for role, relation in who(block, "POST", ("done", "kept", "ok", "to"))[:1]:
            sender = actor(caller, role, relation)
            values = arguments(caller.world, sender, title, BY_ROUTE[route].names)
            body = BODIES[title](caller.world, sender)
            with transaction.atomic():
                answer = ask(caller, sender, BY_ROUTE[route].filled(values), body)
                transaction.set_rollback(True)
            if answer.status_code >= 400:
                answers[title] = (answer.status_code, SENTENCE in answer.text)
    assert set(answers.values()) == {(503, True)}
    assert set(answers) == COUNTED
