"""The way out ends the session, leads where the member chose, and forgets as much as they chose."""

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from people.models import User
from tests import factories
from web import exits
from web.headers import member_policy

ALL = '"cache", "cookies", "storage"'


def choose(user: User, **fields) -> User:
    User.objects.filter(pk=user.pk).update(**fields)
    return user


@pytest.mark.parametrize(
    ("exit_to", "address"), [("", settings.EXIT_URL), *settings.EXIT_SITES.items()]
)
def test_leave_leads_where_the_member_chose(sign_in, world, exit_to, address):
    phone = sign_in(choose(world.a.leader, exit_to=exit_to))
    page = phone.get(reverse("home")).content.decode()
    assert page.count(f'<form method="post" action="/leave/" data-leave="{address}">') == 1
    response = phone.post("/leave/")
    assert (response.status_code, response["Location"]) == (303, address)


def test_leave_with_a_choice_that_is_gone_leads_to_the_usual_site(sign_in, world):
    phone = sign_in(choose(world.a.leader, exit_to="no-such-site"))
    assert phone.post("/leave/")["Location"] == settings.EXIT_URL


def test_leave_ends_the_session_on_the_server(sign_in, world):
    phone = sign_in(world.a.leader)
    stolen = phone.cookies[settings.SESSION_COOKIE_NAME].value
    phone.post("/leave/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get(reverse("home")).url == f"{reverse('account_login')}?next={reverse('home')}"


@pytest.mark.parametrize(("leaves_nothing", "forgotten"), [(False, '"cookies"'), (True, ALL)])
def test_leave_forgets_downloads_only_for_members_who_leave_nothing(
    sign_in, world, leaves_nothing, forgotten
):
    response = sign_in(choose(world.a.leader, leaves_nothing=leaves_nothing)).post("/leave/")
    assert response["Clear-Site-Data"] == forgotten
    assert response["Cache-Control"] == "no-store"


def test_leave_works_for_strangers_and_without_a_token(db):
    response = Client(enforce_csrf_checks=True).post("/leave/")
    assert (response.status_code, response["Location"]) == (303, settings.EXIT_URL)
    assert response["Clear-Site-Data"] == '"cookies"'


@pytest.mark.parametrize(
    "name", ["landing", "safety", "account_login", "people:join", "safety:concern"]
)
def test_every_page_of_strangers_has_the_way_out(client, db, name):
    page = client.get(reverse(name)).content.decode()
    assert page.count('<button class="leave">Leave</button>') == 1
    assert page.count('<script src="/static/leave.js" defer></script>') == 1


def test_every_site_has_a_name_and_is_allowed_by_the_policy():
    assert set(exits.NAMES) == set(settings.EXIT_SITES)
    policy = dict(part.split(" ", 1) for part in member_policy().split("; "))
    allowed = policy["form-action"].split()
    assert allowed == ["'self'", *dict.fromkeys(a.rstrip("/") for a in exits.addresses())]


def test_no_text_promises_that_the_history_is_erased():
    """Every message about it, in the two languages of the catalogue."""
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale/fr/LC_MESSAGES/django.po"))
    texts = [(entry.msgid, entry.msgstr) for entry in catalogue]
    said = [text for text in texts if "histor" in " ".join(text).lower()]
    assert [english for english, _french in said if "cannot" not in english] == []
    assert [french for _english, french in said if "ne peut pas" not in french] == []
    assert len(said) == 4


def test_the_choice_costs_no_query(sign_in, world, django_assert_num_queries):
    factories.course()
    phone = sign_in(world.a.leader)
    phone.get(reverse("safety"))
    # The session with its member.
    with django_assert_num_queries(1):
        phone.get(reverse("safety"))
