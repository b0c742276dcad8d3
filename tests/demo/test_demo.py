"""The demo loads through the members' own actions, twice without copies, never in production."""

import io
from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from demo import loading as demo
from demo.members import SIGN_INS, called
from learning.models import CoursePage, Submission
from mentorship.models import Pair
from people.models import Network, Region, User
from tests import starter
from tests.factories import PASSPHRASE
from tests.responses import errors, text_of
from webinars.models import Webinar

pytestmark = pytest.mark.servers

OURS = ("people", "learning", "webinars", "mentorship", "safety", "cms")


def counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in OURS and issubclass(model, models.Model)
    }


@pytest.mark.django_db
def test_the_demo_loads_once_also_after_it_was_stopped(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def stop(*args, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demo.courses, "make_figures", stop)
        with pytest.raises(KeyboardInterrupt):
            demo.load(passphrase=PASSPHRASE)
    assert User.objects.count() == 0
    said: list[str] = []
    first = demo.load(passphrase=PASSPHRASE, say=said.append)
    before = counts()
    second = demo.load(passphrase=PASSPHRASE, say=said.append)
    assert (first.is_new, second.is_new) == (True, False)
    assert said == [
        "8 organisations, 103 people",
        "1 course in 2 languages, 71 people who take it",
        "6 guides in the library",
        "13 webinars, and one that begins soon",
        "8 pairs, 2 exercises",
        "3 questions about lessons",
        "3 practice stories",
        "2 course runs",
        "4 concerns",
    ]
    assert counts() == before
    for name in ("leader", "leader2", "mentor", "mentor2", "coordinator", "facilitator"):
        assert called(name).check_password(PASSPHRASE)
    for name in ("editor", "translator", "admin"):
        assert called(name).has_perm("wagtailadmin.access_admin")
    assert Network.objects.count() == 10
    assert Region.objects.count() == 5
    # The first starter course; the others come in beside the running site.
    assert CoursePage.objects.live().count() == len(starter.LANGUAGES)
    assert Pair.objects.live().count() == 3
    assert Submission.objects.waiting().count() == 1
    assert Webinar.objects.live().count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["leader", " Leader ", SIGN_INS["leader"]])
def test_one_signs_in_by_the_name_of_a_role_and_others_read_a_pseudonym(client, settings, typed):
    settings.ACCOUNT_ADAPTER = "demo.adapter.DemoAdapter"
    user = User.objects.create_user(SIGN_INS["leader"], PASSPHRASE, vouched_on=date(2026, 1, 1))
    client.post("/en/sign-in/", {"login": typed, "password": PASSPHRASE})
    page = client.get("/en/home/")
    assert page.context["user"] == user
    assert "Hello, Hibiscus 412" in text_of(page)


@pytest.mark.django_db
def test_real_site_knows_no_name_of_a_role(client):
    User.objects.create_user(SIGN_INS["leader"], PASSPHRASE, vouched_on=date(2026, 1, 1))
    page = client.post("/en/sign-in/", {"login": "leader", "password": PASSPHRASE})
    assert list(errors(page)) == ["__all__"]


@pytest.mark.django_db
def test_the_demo_refuses_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Demo people do not belong into production"):
        call_command("load_demo")
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_people_of_an_older_demo_are_named_as_such():
    User.objects.create_user("leader")
    with pytest.raises(CommandError, match="Start over: make demo-reset"):
        call_command("load_demo")
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_real_site_begins_with_contents_and_without_people(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for _ in range(2):
        call_command("load_starter", stdout=io.StringIO())
    assert CoursePage.objects.live().count() == len(starter.NAMES) * len(starter.LANGUAGES)
    assert Network.objects.count() == 10
    assert User.objects.count() == 0
