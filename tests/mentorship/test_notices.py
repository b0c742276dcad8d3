"""Notices about pairs lead to a page that the member can open."""

import pytest
from django.urls import reverse

from mentorship import notices
from people.notices.actions import tell
from tests import factories, responses


@pytest.mark.parametrize("kind", notices.KINDS, ids=lambda kind: kind.name)
def test_notice_leads_to_the_pair_or_to_mentoring(world, sign_in, kind):
    pair = factories.running_pair(world.a)
    tell(world.a.mentor, kind=kind, key="again", subject_code=pair.code)
    expected = {
        notices.EXERCISE_SENT: reverse("mentorship:overview"),
        notices.PAIR_PROPOSED: pair.get_absolute_url(),
        notices.PAIR_STARTED: pair.get_absolute_url(),
        notices.PAIR_ENDED: reverse("mentorship:overview"),
        notices.MEETING_OUT: reverse("mentorship:overview"),
        notices.MENTOR_GONE: pair.get_absolute_url(),
        **dict.fromkeys(notices.OF_MEETINGS, reverse("mentorship:meet", args=[pair.code])),
        notices.MESSAGE: reverse("mentorship:messages", args=[pair.code]),
    }
    browser = sign_in(world.a.mentor)
    address = browser.get(reverse("people:me")).context["user"].notice.address
    assert address == expected[kind]
    if address:
        assert "ZQA leader" in responses.text_of(browser.get(address))
