"""A former mentor reads nothing more, even where no one ended the pair."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.models import Review
from mentorship import notices, overview
from mentorship.pairs import actions as pairing
from mentorship.reviews import actions as reviews
from people.models import Notice, RoleGrant, User
from tests import factories, responses
from tests.mentorship import forms
from web.errors import NotAllowed


@pytest.fixture
def former(world):
    """A mentor whose role ended yesterday, with a running pair and work that waits."""
    pair = factories.running_pair(world.a)
    work = factories.hand_in(world.a.leader, factories.course(), "ZQA work")
    yesterday = timezone.localdate() - timedelta(days=1)
    RoleGrant.objects.filter(user=world.a.mentor).update(until=yesterday)
    # Read again, without the roles that the actions above have cached.
    return User.objects.get(pk=world.a.mentor.pk), pair, work


def test_former_mentor_finds_neither_pair_nor_work(former, sign_in):
    user, pair, work = former
    client = sign_in(user)
    assert client.get(pair.get_absolute_url()).status_code == 404
    review = reverse("mentorship:review", args=[work.code])
    assert client.get(review).status_code == 404
    assert client.post(review, forms.review_form()).status_code == 404
    assert Review.objects.count() == 0
    for page in ("mentorship:overview", "home"):
        response = client.get(reverse(page))
        assert response.status_code == 200
        assert "ZQA leader" not in responses.text_of(response)
        assert "ZQA goal" not in responses.text_of(response)


def test_former_mentor_gets_no_line_and_no_notice(former):
    user, _, work = former
    assert overview.accompaniments(user) == []
    reviews.tell_mentors()
    assert Notice.objects.filter(user=user, kind=notices.EXERCISE_SENT.name).count() == 0
    with pytest.raises(NotAllowed):
        reviews.review(submission=work, reviewer=user, verdict="accept", text="Good.", key=uuid4())


def test_mentee_of_a_former_mentor_keeps_the_pair(former, world, sign_in):
    _, pair, _ = former
    response = sign_in(world.a.leader).get(pair.get_absolute_url())
    assert "ZQA goal" in responses.text_of(response)


def test_former_mentor_cannot_begin_a_pair_but_can_say_no(world, sign_in):
    pair = factories.proposed_pair(world.a)
    pairing.say_yes(pair=pair, user=world.a.leader)
    yesterday = timezone.localdate() - timedelta(days=1)
    RoleGrant.objects.filter(user=world.a.mentor).update(until=yesterday)
    client, answer = sign_in(world.a.mentor), reverse("mentorship:answer", args=[pair.code])
    assert client.post(answer, {"answer": "yes"}).status_code == 404
    pair.refresh_from_db()
    assert (pair.is_live, pair.mentor_yes) == (False, None)
    assert client.post(answer, {"answer": "no"}).status_code == 302
    pair.refresh_from_db()
    assert pair.is_open is False
