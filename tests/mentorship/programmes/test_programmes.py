"""Programmes and their drafts, and the words for what the matching says."""

from dataclasses import fields

import pytest
from django.urls import reverse

from mentorship.matching import actions as matching
from mentorship.matching import wording
from mentorship.matching.scoring import HARD_RULES, Score
from mentorship.models import Draft, Pair, Programme
from tests import factories
from tests.responses import errors, messages, text_of

pytestmark = pytest.mark.servers

PROGRAMMES = "/en/mentoring/programmes/"


# Programmes and drafts


def decide_url(draft) -> str:
    return reverse("mentorship:decide", args=[draft.programme.code, draft.code])


def test_approve_twice_says_so(world, sign_in):
    [draft] = factories.drafts(world.a)
    client = sign_in(world.a.coordinator)
    client.post(decide_url(draft), {"approve": ""})
    client.get(draft.programme.get_absolute_url())
    response = client.post(decide_url(draft), {"approve": ""}, follow=True)
    assert messages(response) == ["This pair is already approved, and both people have been asked."]
    assert Pair.objects.count() == 1


def test_approve_for_full_mentor_says_so(world, sign_in):
    factories.wants_mentor(world.a.leader2)
    factories.drafts(world.a)
    first, second = Draft.objects.all()
    matching.approve(draft=first, by=world.a.coordinator)
    factories.is_mentor(world.a.mentor, capacity=1)
    response = sign_in(world.a.coordinator).post(decide_url(second), {"approve": ""}, follow=True)
    assert messages(response) == ["This mentor no longer has a free place. Run the matching again."]


def test_decide_on_a_draft_that_is_gone_says_so(world, sign_in):
    [draft] = factories.drafts(world.a)
    address = decide_url(draft)
    Draft.objects.all().delete()
    response = sign_in(world.a.coordinator).post(address, {"approve": ""}, follow=True)
    assert messages(response) == ["The matching was run again, and this proposal no longer exists."]


def test_the_form_of_a_programme_leads_back(world, sign_in):
    programme = factories.programme(world.a)
    browser = sign_in(world.a.coordinator)
    page = browser.get(f"{programme.get_absolute_url()}edit/").text
    back = f'<a href="{programme.get_absolute_url()}">{programme.name}</a>'
    assert back in page.partition("<main")[2]
    # A refused form keeps what was typed, and the link keeps the name that is saved.
    page = browser.post(f"{programme.get_absolute_url()}edit/", {"name": "Another name"})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert back in page.text.partition("<main")[2]
    page = browser.get(f"{PROGRAMMES}new/").text
    assert f'<a href="{PROGRAMMES}">' in page.partition("<main")[2].partition("</main>")[0]


def test_run_of_closed_programme_says_so(world, sign_in):
    programme = factories.programme(world.a, is_open=False)
    response = sign_in(world.a.coordinator).post(
        reverse("mentorship:run", args=[programme.code]), follow=True
    )
    assert messages(response) == ["This programme is closed to new pairs. Reopen it first."]


def test_programme_page_tells_what_is_missing(world, sign_in):
    factories.wants_mentor(world.a.leader, languages={"yo": 3})
    factories.is_mentor(world.a.mentor)
    programme = factories.programme(world.a)
    matching.run_matching(programme=programme, by=world.a.coordinator)
    html = text_of(sign_in(world.a.coordinator).get(programme.get_absolute_url()))
    assert (
        "1 mentor has no working language in common with this member. For 1 of them, this is the "
        "only obstacle."
    ) in html
    assert "Yorùbá" in html


def test_programme_points_that_do_not_make_100(world, sign_in):
    programme = factories.programme(world.a)
    client = sign_in(world.a.coordinator)
    address = reverse("mentorship:edit-programme", args=[programme.code])
    form = client.get(address).context["form"]
    terms = {name: form[name].value() for name in form.fields} | {"subject_points": 40}
    response = client.post(address, terms)
    assert errors(response) == {
        "subject_points": ["The points add up to 90. They must add up to 100."]
    }
    response = client.post(address, terms | {"subject_points": 40, "time_points": 25})
    assert response.status_code == 302
    programme.refresh_from_db()
    assert (programme.subject_points, programme.weights.version) == (40, 2)
    assert programme.history.count() == 2
    assert "points for the subject" in text_of(client.get(address))


@pytest.mark.parametrize("points", ["-1", "", "1000000", "ten"])
def test_programme_points_that_are_no_points(world, sign_in, points):
    programme = factories.programme(world.a)
    client = sign_in(world.a.coordinator)
    address = reverse("mentorship:edit-programme", args=[programme.code])
    form = client.get(address).context["form"]
    terms = {name: form[name].value() for name in form.fields} | {"subject_points": points}
    response = client.post(address, terms)
    assert (response.status_code, list(errors(response))) == (200, ["subject_points"])


def test_programme_of_other_region_cannot_be_opened(world, sign_in):
    client = sign_in(world.a.coordinator)
    form = client.get(f"{PROGRAMMES}new/").context["form"]
    terms = {name: form[name].value() for name in form.fields} | {"name": "Side by side"}
    for region in (world.b.region.pk, ""):
        response = client.post(f"{PROGRAMMES}new/", terms | {"region": region})
        assert list(errors(response)) == ["region"]
    assert Programme.objects.count() == 0


def test_programme_never_changes_its_region(world, sign_in):
    everywhere = world.a.coordinator
    everywhere.roles.update(region=None)
    programme = factories.programme(world.a)
    client = sign_in(everywhere)
    address = reverse("mentorship:edit-programme", args=[programme.code])
    form = client.get(address).context["form"]
    terms = {name: form[name].value() for name in form.fields} | {"region": world.b.region.pk}
    assert client.post(address, terms).status_code == 302
    programme.refresh_from_db()
    assert programme.region == world.a.region


# What the codes say


@pytest.mark.parametrize("code", [*HARD_RULES, "not_available"])
def test_every_code_of_the_matching_has_words(code):
    [sentence] = wording.missing([{"code": code, "params": {"count": 2, "alone": 0}}])
    assert sentence.startswith("2 mentors ")


def test_what_another_version_counted_is_left_out():
    known = {"code": "time", "params": {"count": 2, "alone": 0}}
    unknown = {"code": "was_counted_once", "params": {"count": 1, "alone": 1}}
    assert wording.missing([unknown, known]) == wording.missing([known])
    assert wording.reasons([unknown]) == []


def test_the_table_of_points_has_a_row_for_each_part_of_the_score():
    assert [*wording.PARTS] == [part.name for part in fields(Score)] == [*Programme.POINTS]
