"""A page opened long ago changes what was changed on it, and takes back nothing of others."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from mentorship.models import Profile
from people.models import Network, Notice, Organisation, RoleGrant, User
from people.roles.table import Role
from tests import factories, proving
from tests.matrix import drawn
from webinars import notices
from webinars.models import Webinar


def sent_by(browser, address: str, name: str) -> dict[str, list[str]]:
    """Return what the form of the page at `address` with the field `name` sends untouched."""
    page = browser.get(address)
    assert page.status_code == 200
    [form] = [one for one in drawn.forms(page.content.decode()) if name in one.kinds]
    return form.sent


def administrator() -> User:
    user = factories.UserFactory()
    RoleGrant.objects.create(user=user, role=Role.ADMIN)
    return user


def organisation(world):
    kept = world.a.organisation
    address = reverse("people:organisation", args=[kept.code])
    return world.a.coordinator, address, kept


def region(world):
    address = reverse("people:region", args=[world.a.region.code])
    return administrator(), address, world.a.region


def network(world):
    kept = Network.objects.create(
        short_name="ZQA net", name="ZQA network", level=Network.Level.GLOBAL, time_zone="UTC"
    )
    return administrator(), reverse("people:network", args=[kept.code]), kept


def settings_page(world):
    return world.a.leader, reverse("people:me"), world.a.leader


def webinar(world):
    kept = factories.webinar(world.a, starts_at=datetime(2027, 5, 3, 18, tzinfo=UTC))
    return world.a.coordinator, reverse("webinars:edit", args=[kept.code]), kept


def programme(world):
    kept = factories.programme(world.a)
    return world.a.coordinator, reverse("mentorship:edit-programme", args=[kept.code]), kept


def profile(world):
    factories.is_mentor(world.a.mentor)
    return world.a.mentor, reverse("mentorship:profile"), Profile.objects.get(user=world.a.mentor)


CASES = [
    (organisation, {"listing": Organisation.Listing.HIDDEN}, {"name": "ZQA other"}),
    (organisation, {"name": "ZQA other"}, {"listing": Organisation.Listing.HIDDEN}),
    (organisation, {"languages": ["fr"]}, {"time_zone": "Africa/Nairobi"}),
    (region, {"names": {"fr": "ZQA région"}}, {"name": "ZQA sea"}),
    (network, {"name": "ZQA the network"}, {"short_name": "ZQA other"}),
    (settings_page, {"wants_mail": False, "wants_notices": False}, {"time_zone": "Asia/Tokyo"}),
    (settings_page, {"leaves_nothing": True}, {"exit_to": "news"}),
    (webinar, {"starts_at": datetime(2027, 5, 4, 9, 30, tzinfo=UTC)}, {"title": "ZQA other"}),
    (webinar, {"seats": 7, "description": "ZQA one\ntwo"}, {"minutes": 45}),
    (programme, {"name": "ZQA other"}, {"is_open": False}),
    (profile, {"paused": True}, {"capacity": 3}),
]


@pytest.mark.parametrize(("case", "meanwhile", "typed"), CASES)
def test_what_others_changed_meanwhile_stays(world, sign_in, case, meanwhile, typed):
    user, address, row = case(world)
    browser = proving.prove(sign_in(user))
    sent = sent_by(browser, address, next(iter(typed)))
    type(row).objects.filter(pk=row.pk).update(**meanwhile)
    for name, value in typed.items():
        sent[name] = [] if value is False else [str(value)]
    answer = browser.post(address, sent, follow=True)
    assert answer.redirect_chain
    [said] = answer.context["messages"]
    assert str(said).startswith("Saved. Someone changed this meanwhile, and it stays so: ")
    now = type(row).objects.get(pk=row.pk)
    assert {name: getattr(now, name) for name in meanwhile | typed} == meanwhile | typed


def test_clock_and_time_zone_are_changed_together(world, sign_in):
    user, address, row = webinar(world)
    browser = sign_in(user)
    sent = sent_by(browser, address, "clock")
    later = datetime(2027, 5, 3, 14, tzinfo=UTC)
    Webinar.objects.filter(pk=row.pk).update(starts_at=later, time_zone="America/Lima", seats=9)
    assert browser.post(address, sent | {"clock": ["20:00"]}).status_code == 302
    now = Webinar.objects.get(pk=row.pk)
    assert (now.time_zone, now.seats) == ("Africa/Porto-Novo", 9)
    assert now.starts_at == datetime(2027, 5, 3, 19, tzinfo=UTC)


def test_networks_that_one_cannot_choose_stay_and_are_not_named(world, sign_in):
    user, address, row = organisation(world)
    far, own = (
        Network.objects.create(
            short_name=name, name=name, level=Network.Level.REGIONAL, time_zone="UTC", region=region
        )
        for name, region in (("ZQB far", world.b.region), ("ZQA own", world.a.region))
    )
    browser = sign_in(user)
    sent = sent_by(browser, address, "name")
    row.networks.set([far, own])
    assert browser.post(address, sent | {"name": ["ZQA other"]}).status_code == 302
    assert set(row.networks.all()) == {far, own}
    again = sent_by(browser, address, "name")
    row.networks.set([far])
    assert browser.post(address, again | {"name": ["ZQA third"]}).status_code == 302
    assert set(row.networks.all()) == {far}


def test_page_that_no_one_changed_meanwhile_says_saved(world, sign_in):
    user, address, _row = organisation(world)
    browser = sign_in(user)
    answer = browser.post(address, sent_by(browser, address, "name"), follow=True)
    assert [str(said) for said in answer.context["messages"]] == ["Saved."]


def test_what_both_changed_is_as_the_last_one_sent_it(world, sign_in):
    user, address, row = organisation(world)
    browser = sign_in(user)
    sent = sent_by(browser, address, "name")
    Organisation.objects.filter(pk=row.pk).update(name="ZQA theirs")
    assert browser.post(address, sent | {"name": ["ZQA mine"]}).status_code == 302
    assert Organisation.objects.get(pk=row.pk).name == "ZQA mine"


def test_old_page_with_an_error_shows_what_is_there_now(world, sign_in):
    user, address, row = organisation(world)
    browser = sign_in(user)
    sent = sent_by(browser, address, "name")
    Organisation.objects.filter(pk=row.pk).update(listing=Organisation.Listing.HIDDEN)
    answer = browser.post(address, sent | {"name": ["x" * 200]})
    assert list(answer.context["form"].errors) == ["name"]
    [again] = [one for one in drawn.forms(answer.content.decode()) if "name" in one.kinds]
    assert again.sent["listing"] == ["hidden"]
    assert browser.post(address, again.sent | {"name": ["ZQA short"]}).status_code == 302
    now = Organisation.objects.get(pk=row.pk)
    assert (now.name, now.listing) == ("ZQA short", "hidden")


def test_what_was_typed_before_a_change_of_language_is_what_counts(world, sign_in):
    user, address, row = organisation(world)
    browser = sign_in(user)
    sent = sent_by(browser, address, "name")
    Organisation.objects.filter(pk=row.pk).update(listing=Organisation.Listing.HIDDEN)
    typed = sent | {"name": ["ZQA typed"], "in_language": ["fr"]}
    page = browser.post(address.replace("/en/", "/fr/"), typed, follow=True)
    [form] = [one for one in drawn.forms(page.content.decode()) if "name" in one.kinds]
    assert form.sent["name"] == ["ZQA typed"]
    assert browser.post(address.replace("/en/", "/fr/"), form.sent).status_code == 302
    now = Organisation.objects.get(pk=row.pk)
    assert (now.name, now.listing) == ("ZQA typed", "hidden")


def away(world, planned: Webinar) -> None:
    User.objects.filter(pk=world.a.facilitator.pk).update(is_active=False)


def out_of_reach(world, planned: Webinar) -> None:
    Webinar.objects.filter(pk=planned.pk).update(facilitator=world.b.facilitator)


@pytest.mark.parametrize("change", [away, out_of_reach])
def test_facilitator_whom_one_could_not_choose_stays(world, sign_in, change):
    user, address, row = webinar(world)
    change(world, row)
    row.refresh_from_db()
    before = row.facilitator_id
    browser = sign_in(user)
    sent = sent_by(browser, address, "title")
    page = browser.get(address).content.decode()
    assert '<option value="" selected>As before</option>' in page
    assert browser.post(address, sent | {"title": ["ZQA other"]}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.facilitator_id) == ("ZQA other", before)
    assert Notice.objects.filter(kind=notices.LEAD_OVER.name).count() == 0


@pytest.mark.parametrize("change", [away, out_of_reach])
def test_facilitator_whom_one_could_not_choose_can_be_taken_away(world, sign_in, change):
    user, address, row = webinar(world)
    change(world, row)
    browser = sign_in(user)
    sent = sent_by(browser, address, "title")
    assert '<option value="none">No one yet</option>' in browser.get(address).content.decode()
    assert browser.post(address, sent | {"facilitator": ["none"]}).status_code == 302
    row.refresh_from_db()
    assert row.facilitator_id is None
    # With no one to keep, there is one way to say so.
    page = browser.get(address).content.decode()
    assert "As before" not in page
    assert page.count("No one yet</option>") == 1
