"""Several members of one site are erased one after the other: nothing is left, and no key."""

import pytest

from mentorship.models import PairKey
from people.models import MemberKey, User
from people.privacy import erasure
from tests import canaries, factories
from tests.factories import lives

pytestmark = pytest.mark.servers

MANY = 5


def test_of_many_members_nothing_is_left_and_no_key(
    db, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    settings.MEDIA_ROOT = tmp_path / "files"
    people = [
        lives.full(
            factories.side(f"A{number}"), pk=lives.PK + 1000 * number, canary=f"ZHER{number}"
        )
        for number in range(MANY)
    ]
    marks = [mark for user in people for mark in canaries.marks_of(user)]
    others = User.objects.exclude(pk__in=[user.pk for user in people]).count()
    theirs = MemberKey.objects.filter(user__in=people)
    of_others = MemberKey.objects.count() - MANY
    assert (theirs.count(), PairKey.objects.count()) == (MANY, 2 * MANY)
    with django_capture_on_commit_callbacks(execute=True):
        for user in people:
            erasure.erase(user=user)
    assert len(erasure.erased_codes()) == MANY
    assert canaries.hits(lives.CANARY, *marks) == []
    assert canaries.files_with(lives.CANARY, settings.MEDIA_ROOT) == []
    # No key opens a copy of the sealed texts any more, wherever it is.
    assert (theirs.count(), PairKey.objects.count()) == (0, 0)
    assert MemberKey.objects.count() == of_others
    assert User.objects.count() == others
