"""Texts of exercises and reviews: sealed in the database, plain for those who may read them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from learning.models import Review, Submission
from mentorship.pairs import actions as pairing
from people.models import MemberKey
from people.privacy import erasure
from people.sealing import CannotUnseal
from tests import factories

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

WORK, COMMENT = "ZWORK three months of rent 🦊", "ZCOMMENT good beginning, ကျော်"


@pytest.fixture
def work(world) -> Submission:
    pair = factories.proposed_pair(world.a)
    for user in (world.a.leader, world.a.mentor):
        pairing.say_yes(pair=pair, user=user)
    return factories.hand_in(world.a.leader, factories.course(), WORK)


@pytest.fixture
def reviewed(work, world, sign_in) -> Review:
    form = {"key": str(uuid4()), "text": COMMENT, "verdict": "improve"}
    sign_in(world.a.mentor).post(reverse("mentorship:review", args=[work.code]), form)
    return Review.objects.get()


def at_rest() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text FROM learning_submission UNION SELECT text FROM learning_review"
        )
        return b"".join(bytes(text) for (text,) in cursor.fetchall())


def test_both_lie_sealed_and_read_as_written(reviewed, work):
    assert b"ZWORK" not in at_rest()
    assert b"ZCOMMENT" not in at_rest()
    assert (Submission.objects.get().text, Review.objects.get().text) == (WORK, COMMENT)


def test_mentor_reads_the_work_and_the_member_reads_the_review(work, world, sign_in):
    page = sign_in(world.a.mentor).get(reverse("mentorship:review", args=[work.code]))
    assert WORK in page.content.decode()
    form = {"key": str(uuid4()), "text": COMMENT, "verdict": "improve"}
    sign_in(world.a.mentor).post(reverse("mentorship:review", args=[work.code]), form)
    page = sign_in(world.a.leader).get(reverse("learning:work", args=[work.code]), follow=True)
    assert WORK in page.content.decode()
    assert COMMENT in page.content.decode()


def test_text_of_another_row_or_under_another_key_does_not_open(reviewed, work, world):
    kept = Submission.objects.values_list("text", flat=True).get()
    Review.objects.update(text=kept)
    with pytest.raises(CannotUnseal):
        _ = Review.objects.get().text
    MemberKey.objects.filter(user=world.a.leader).delete()
    with pytest.raises(CannotUnseal):
        _ = Submission.objects.get().text


@pytest.mark.parametrize("model", [Submission, Review])
def test_text_is_never_written_without_its_row(reviewed, model):
    with pytest.raises(TypeError, match="sealed"):
        model.objects.update(text="plain")


def test_saving_another_column_changes_no_text(reviewed):
    before = at_rest()
    work = Submission.objects.get()
    work.state = Submission.State.ACCEPTED
    work.save()
    assert at_rest() == before


def test_erasure_takes_them(reviewed, world, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    erasure.erase(user=world.a.leader)
    assert at_rest() == b""
