"""From the button into the room and back, in Chromium, under our own headers."""

from datetime import timedelta

import pytest
from django.conf import settings as served
from django.test import Client

from tests.bbb_server import ALGORITHMS, BbbServer
from tests.browser.conftest import PHONE, go
from tests.factories import place, webinar, world
from webinars.models import Registration, Webinar
from webinars.tasks import look_after_rooms

SECRET = "s3cret-of-the-load-balancer"
JOIN = "form[action$='/join/'] button"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _the_browser_s_event_loop_is_no_reason(monkeypatch):
    """Playwright runs one in this thread, where the test asks the database too."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def page(chromium, live_server):
    """A member's browser on the page of a webinar whose room is open."""
    people = world()
    planned = webinar(people.a, starts_in=timedelta(minutes=5))
    place(planned, people.a.leader)
    client = Client()
    client.force_login(people.a.leader)
    context = chromium.new_context(viewport=PHONE)
    name = served.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(live_server.url + planned.get_absolute_url())
    yield page
    context.close()


def use(settings, balancer: BbbServer) -> None:
    settings.BBB_URL, settings.BBB_SECRET = balancer.url, balancer.secret


@pytest.mark.parametrize(
    ("redirect", "checksum"),
    [(301, "sha256"), (302, "sha512"), (303, "sha256"), (303, "sha512"), (307, "sha384")],
)
def test_join_leads_through_a_load_balancer_to_its_node(settings, page, redirect, checksum):
    only = {name for name in ALGORITHMS.values() if name == checksum}
    settings.BBB_CHECKSUM = checksum
    with (
        BbbServer(secret=SECRET, algorithms=tuple(only)) as node,
        BbbServer(secret=SECRET, node=node, redirect=redirect) as balancer,
    ):
        use(settings, balancer)
        came_from = page.url
        page.click(JOIN)
        page.wait_for_url(f"{node.origin}/html5client/?sessionToken=*")
        assert [len(meeting.people) for meeting in node.meetings.values()] == [1]
        assert Registration.objects.get().joined_at is None
        look_after_rooms()
        assert Registration.objects.get().joined_at is not None

        page.go_back()
        assert page.url == came_from
        # Where the room server leads someone who hangs up.
        page.goto(node.calls_of("create")[0].params["logoutURL"])
        assert page.url == came_from
    assert node.violations + balancer.violations == []


def test_member_who_is_not_let_in_reads_why_and_has_the_button_again(settings, page):
    with BbbServer(secret=SECRET) as server:
        use(settings, server)
        came_from = page.url
        page.click(JOIN)
        page.wait_for_url(f"{server.origin}/html5client/*")
        page.goto(
            f'{came_from.partition("/en/")[0]}/left/?errors=[{{"key":"maxParticipantsReached"}}]'
        )
        assert page.url == came_from
        assert "The room is full. Join again" in page.inner_text("main")
        page.click(JOIN)
        page.wait_for_url(f"{server.origin}/html5client/*")
    assert server.violations == []


def test_without_javascript_and_without_a_refresh_there_is_a_button(settings, page, chromium):
    with BbbServer(secret=SECRET) as server:
        use(settings, server)
        page.route("**/join/", lambda route: _without_refresh(route))
        go(page, JOIN)
        page.get_by_role("link", name="Go into the room").click()
        page.wait_for_url(f"{server.origin}/html5client/?sessionToken=*")
    assert Webinar.objects.get().is_live


def _without_refresh(route) -> None:
    response = route.fetch()
    body = response.text()
    assert 'http-equiv="refresh"' in body
    route.fulfill(response=response, body=body.replace('http-equiv="refresh"', ""))
