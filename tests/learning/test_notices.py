"""Notices about exercises and courses lead to a page that the member can open."""

import pytest
from django.urls import reverse

from cms.editors import ensure_editors_group
from learning import notices
from learning.models import Submission
from people.models import RoleGrant
from people.notices.actions import tell
from tests import factories
from tests.factories.runs import course_run, run_place


@pytest.mark.parametrize("kind", notices.KINDS, ids=lambda kind: kind.name)
def test_notice_leads_to_a_page_that_its_reader_may_open(walk, world, kind):
    walk.hand_in()
    if kind == notices.QUESTION_WAITS:
        factories.with_role(walk.user, RoleGrant.Role.FACILITATOR)
    if kind in (notices.LIVE, notices.NOT_LIVE):
        RoleGrant.objects.create(user=walk.user, role=RoleGrant.Role.EDITOR)
        walk.user.groups.add(ensure_editors_group())
    if kind == notices.RUN_LEAD:
        factories.with_role(walk.user, RoleGrant.Role.FACILITATOR)
    story = factories.tell_story(walk.user, "Ours").code
    run = course_run(world.a, walk.page, facilitator=walk.user)
    run_place(run, walk.user)
    of_a_run = (run.code, reverse("learning:run", args=[run.code]))
    subject, page = {
        notices.EXERCISE_RETURNED: (Submission.objects.get().code, walk.exercise_address),
        notices.EXERCISE_ACCEPTED: (Submission.objects.get().code, walk.exercise_address),
        notices.QUESTION_ANSWERED: (None, reverse("learning:enquiries")),
        notices.QUESTION_WAITS: (None, reverse("learning:waiting-enquiries")),
        notices.STORY_ANSWERED: (story, reverse("learning:my-story", args=[story])),
        notices.COURSE_COMPLETED: (walk.course.key, walk.address("course")),
        notices.LESSON_REOPENED: (walk.course.key, walk.address("course")),
        notices.GROUP_ENDED: (walk.course.key, walk.address("course")),
        notices.LIVE: (walk.course.key, reverse("studio-course", args=[walk.course.key])),
        notices.NOT_LIVE: (walk.course.key, reverse("studio-course", args=[walk.course.key])),
        notices.RUN_PLACE: of_a_run,
        notices.RUN_CANCELLED: of_a_run,
        notices.RUN_LEAD: of_a_run,
        notices.RUN_MOVED: of_a_run,
        notices.RUN_LOST: (run.code, reverse("learning:runs")),
    }[kind]
    tell(walk.user, kind=kind, key="again", subject_code=subject)
    address = walk.client.get(reverse("people:me")).context["user"].notice.address
    opened = walk.client.get(address, follow=True)
    assert (opened.status_code, opened.request["PATH_INFO"]) == (200, page)
