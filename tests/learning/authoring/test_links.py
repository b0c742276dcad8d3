"""A link to a preview: for colleagues with a role in the studio, for seven days."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.signing import SignatureExpired
from django.urls import reverse
from django.utils import timezone

from learning.authoring import links
from learning.models import LessonPage
from people.models import RoleGrant
from tests import factories
from tests.factories import UserFactory


@pytest.fixture
def lesson(lessons) -> LessonPage:
    """A lesson whose draft has a title that no reader has."""
    page = LessonPage.objects.get(pk=lessons[0].pk)
    page.title = "Not published yet"
    page.save_revision()
    return page


@pytest.fixture
def address(studio, lesson) -> str:
    html = studio.get("studio-link", lesson.pk)
    [found] = re.findall(r'value="http://testserver(/studio/preview/[^"]+)" readonly', html)
    return found


def test_colleague_sees_the_last_draft_and_tries_its_questions(address, sign_in):
    browser = sign_in(factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Karité"))
    shown = browser.get(address)
    assert re.findall(r"<h1>(.*?)</h1>", shown.content.decode()) == ["Not published yet"]
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    asked = re.findall(r'name="q1-choice" value="([\w-]+)"', shown.content.decode())
    tried = browser.get(address, {"question": "1", "q1-choice": asked[0]}).content.decode()
    assert 'role="status"' in tried


def test_link_lets_no_one_in(address, client, sign_in):
    assert sign_in(UserFactory()).get(address).status_code == 404
    client.logout()
    assert client.get(address)["Location"] == f"/en/sign-in/?next={address}"


def test_link_works_for_seven_days(lesson):
    token = links.token_for(lesson)
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert links.page_of(token) == lesson.pk
    later = time_machine.travel(timezone.now() + timedelta(days=7, minutes=1))
    with later, pytest.raises(SignatureExpired):
        links.page_of(token)


def test_old_link_says_so(address, sign_in):
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        browser = sign_in(factories.in_studio(pseudonym="Karité"))
        answered = browser.get(address, follow=True)
    assert [address for address, _ in answered.redirect_chain] == [reverse("wagtailadmin_home")]
    assert [str(message).strip() for message in answered.context["messages"]] == [
        "This link is older than 7 days. Ask for a new one."
    ]


def test_link_that_was_changed_or_whose_page_is_gone_is_not_found(address, lesson, studio):
    browser = studio.browser
    assert browser.get(f"{address[:-2]}x/").status_code == 404
    assert browser.get(f"/studio/preview/{lesson.pk}/").status_code == 404
    lesson.delete()
    assert browser.get(address).status_code == 404


def test_link_is_offered_for_what_has_a_preview_and_may_be_edited(studio, course, lesson):
    for page in (course, lesson):
        edit = studio.get("wagtailadmin_pages:edit", page.pk)
        assert f'href="{reverse("studio-link", args=[page.pk])}"' in edit
    subject = course.get_parent()
    assert reverse("studio-link", args=[subject.pk]) not in studio.get(
        "wagtailadmin_pages:edit", subject.pk
    )
    answered = studio.browser.get(reverse("studio-link", args=[subject.pk]))
    assert answered.status_code == 404
