"""A long text that was sent too late is not lost, and not stored."""

from uuid import uuid4

from django.urls import reverse

from learning.models import Submission
from people.models import MemberSession
from tests import factories
from tests.caches import everything_cached

TEXT = "ZUNSENT <b>our budget</b> & what we learned about it\nin all these months together"


def work(world):
    """Return the address at which a leader hands in their exercise, and what they send there."""
    page = factories.course(title="Money")
    sent = factories.hand_in(world.a.leader, page, "first")
    codes = [page.translation_key, sent.lesson_key, sent.exercise_id]
    return reverse("learning:exercise", args=codes), {"key": str(uuid4()), "text": TEXT}


def test_long_text_comes_back_when_the_visit_has_ended(world, sign_in):
    address, form = work(world)
    browser = sign_in(world.a.leader)
    MemberSession.objects.all().delete()
    answer = browser.post(address, form)
    assert answer.status_code == 200
    assert answer.context["texts"] == [TEXT]
    page = answer.content.decode()
    assert "ZUNSENT &lt;b&gt;our budget&lt;/b&gt; &amp; what we learned" in page
    assert f"{reverse('account_login')}?next=" in page
    assert answer["Cache-Control"] == "no-store"


def test_nothing_of_it_is_kept(world, sign_in):
    address, form = work(world)
    browser = sign_in(world.a.leader)
    MemberSession.objects.all().delete()
    browser.post(address, form)
    assert [one.text for one in Submission.objects.all()] == ["first"]
    assert "ZUNSENT" not in everything_cached()
    assert [row for row in MemberSession.objects.all() if "ZUNSENT" in row.session_data] == []


def test_short_words_codes_and_pages_lead_to_the_sign_in(world, client):
    address, form = work(world)
    signs_in = f"{reverse('account_login')}?next={address}"
    for sent in ({"text": "short"}, {"key": "0" * 80}, {}):
        assert client.post(address, sent)["Location"] == signs_in
    assert client.get(address, {})["Location"] == signs_in
    assert client.get(address, form)["Location"].startswith(signs_in)


def test_passphrase_is_never_shown_again(db, client):
    address = reverse("people:erase")
    words = " ".join(["correct", "horse", "battery"] * 5)
    answer = client.post(address, {"passphrase": words, "sure": "on"})
    assert answer["Location"] == f"{reverse('account_login')}?next={address}"
