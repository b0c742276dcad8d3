"""The demo loads through the members' own actions, twice without copies, never in production."""

import io
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from demo import loading as demo
from demo.members import SIGN_INS, called
from learning.models import CoursePage, Submission
from mentorship.models import Pair
from people.models import Network, Region, User
from people.privacy import erasure
from tests.factories import PASSPHRASE
from tests.responses import errors, text_of
from webinars.models import Webinar
from webinars.planning import actions as planning

pytestmark = pytest.mark.servers

OURS = ("people", "learning", "webinars", "mentorship", "safety", "cms")


def counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in OURS and issubclass(model, models.Model)
    }


@pytest.mark.django_db
def test_the_demo_loads_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    said: list[str] = []
    first = demo.load(passphrase=PASSPHRASE, say=said.append)
    before = counts()
    second = demo.load(passphrase=PASSPHRASE, say=said.append)
    assert (first.is_new, second.is_new) == (True, False)
    assert said == [
        "8 organisations, 100 people",
        "1 course in 2 languages, 71 people who take it",
        "9 webinars, and one that begins soon",
        "8 pairs, 2 exercises",
        "4 concerns",
    ]
    assert counts() == before
    for name in ("leader", "leader2", "mentor", "mentor2", "coordinator", "facilitator"):
        assert called(name).check_password(PASSPHRASE)
    for name in ("editor", "admin"):
        assert called(name).has_perm("wagtailadmin.access_admin")
    assert Network.objects.count() == 10
    assert Region.objects.count() == 5
    assert CoursePage.objects.live().count() == 2
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
def test_the_demo_loads_again_whatever_was_done_in_it(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    demo.load(passphrase=PASSPHRASE)
    planned = set(Webinar.objects.values_list("pk", flat=True))
    Webinar.objects.update(starts_at=timezone.now() - timedelta(hours=4))
    demo.load()
    called_off = Webinar.objects.upcoming().get()
    planning.cancel(by=called("coordinator"), webinar=called_off)
    for name in ("leader", "leader2", "facilitator"):
        erasure.erase(user=called(name))

    again = demo.load()

    assert again.is_new is False
    assert list(again.sign_ins) == [
        *("leader3", "mentor", "mentor2", "coordinator", "coordinator-west", "lead", "safety"),
        *("leader-asia", "coordinator-asia", "editor", "admin"),
    ]
    assert Webinar.objects.upcoming().exclude(pk__in=[*planned, called_off.pk]).count() == 1
    erasure.erase(user=called("coordinator"))
    Webinar.objects.all().delete()
    demo.load()
    assert Webinar.objects.count() == 0


@pytest.mark.django_db
def test_the_demo_that_was_stopped_while_it_was_made_begins_again(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def stop(*args, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demo.pairs, "make", stop)
        with pytest.raises(KeyboardInterrupt):
            demo.load(passphrase=PASSPHRASE)
    assert User.objects.count() == 0
    assert demo.load(passphrase=PASSPHRASE).is_new is True
    assert Pair.objects.live().count() == 3


@pytest.mark.django_db
def test_the_demo_refuses_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Demo people do not belong into production"):
        call_command("load_demo")
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_a_real_site_begins_with_contents_and_without_people(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for _ in range(2):
        call_command("load_starter", stdout=io.StringIO())
    assert CoursePage.objects.live().count() == 2
    assert Network.objects.count() == 10
    assert User.objects.count() == 0
