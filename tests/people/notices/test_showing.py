"""The latest notice is on each page, and a list has all, until their member dismisses them."""

import re
from datetime import timedelta
from html import escape, unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from people.accounts.backends import MemberBackend
from people.models import Notice, User
from people.notices import actions as notices
from people.notices import kinds, registry
from people.notices.registry import Kind
from people.privacy import export
from tests.pages import one_line
from webinars import notices as webinar_notices

ALL = list(registry.declared().values())
LIST = reverse("people:notices")


def leave(user: User, kind: str, *, age: timedelta = timedelta()) -> None:
    """Leave a notice of a kind that may be declared by no app."""
    Notice.objects.create(user=user, kind=kind, key="1", created_at=timezone.now() - age)


def line(client, page: str = "people:me") -> str | None:
    """Return the line on top of a page, as one line, or None."""
    found = one_line(client.get(reverse(page)).content.decode())
    return found.partition('<a class="news"')[2].partition("</a>")[0] or None


def listed(client) -> list[str]:
    """Return the notices of the list, each as one line."""
    found = one_line(client.get(reverse("people:notices")).content.decode())
    return re.findall(r'<li class="card notice">(.*?)</li>', found)


def sentence(client) -> str | None:
    shown = client.get(reverse("people:me")).context["user"].notice
    return shown and str(shown.kind.sentence)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_list_has_sentence_link_and_button_of_each_kind(world, sign_in, kind: Kind):
    subject = uuid4()
    notices.tell(world.a.leader, kind=kind, key="1", subject_code=subject)
    client = sign_in(world.a.leader)
    for language, button in (("en", "Got it"), ("fr", "J’ai vu")):
        with translation.override(language):
            [shown] = listed(client)
            address, words = kind.address(subject), escape(str(kind.sentence))
        linked = f'<a href="{address}">{words}</a>' if address else words
        assert f"<p>{linked}</p>" in shown.replace("<p> ", "<p>").replace(" </p>", "</p>")
        assert f'name="kind" value="{kind.name}"' in shown
        assert f">{button}</button>" in shown


def test_notice_without_its_subject_has_no_link(world, sign_in):
    kind = next(kind for kind in ALL if kind.subject_page)
    notices.tell(world.a.leader, kind=kind, key="1")
    [shown] = listed(sign_in(world.a.leader))
    assert str(kind.sentence) in shown
    assert "<a " not in shown


def test_line_is_on_each_page_until_the_notice_is_dismissed(world, sign_in):
    notices.tell(world.a.leader, kind=kinds.IDLE, key="1")
    client = sign_in(world.a.leader)
    for page in ("home", "people:me", "learning:catalogue"):
        assert str(kinds.IDLE.sentence) in line(client, page)
    # The list has it already.
    assert line(client, "people:notices") is None
    assert client.post(LIST, {"kind": kinds.IDLE.name}).url == LIST
    assert (line(client), listed(client)) == (None, [])


@pytest.mark.servers
def test_line_counts_what_the_list_has(world, sign_in):
    """Those that say and lead to the same are one."""
    client, leader, subject = sign_in(world.a.leader), world.a.leader, uuid4()
    for key in ("1", "2"):
        notices.tell(leader, kind=webinar_notices.CANCELLED, key=key, subject_code=subject)
    notices.tell(leader, kind=webinar_notices.CANCELLED, key="3", subject_code=uuid4())
    for role in ("mentor", "ally"):
        notices.tell(leader, kind=kinds.ROLE_ENDED, key=role)
    leave(leader, "was_declared_once")
    notices.tell(world.a.leader2, kind=kinds.IDLE, key="1")
    assert len(listed(client)) == 4
    assert '<b class="count">4</b>' in line(client)
    client.post(LIST, {"kind": kinds.ROLE_ENDED.name, "key": "ally"})
    assert '<b class="count">3</b>' in line(client)
    User.objects.filter(pk=leader.pk).update(wants_notices=False)
    assert (line(client), listed(client)) == (None, [])
    notices.tell(leader, kind=kinds.CODE_USED, key="1")
    assert '<b class="count">1</b>' in line(client)
    assert len(listed(client)) == 1


def test_same_notice_is_left_once(world):
    for _ in range(2):
        notices.tell(world.a.leader, kind=kinds.IDLE, key="1")
    notices.tell(world.a.leader, kind=kinds.IDLE, key="2")
    notices.tell(world.a.leader, kind=kinds.MUCH_READ, key="1")
    assert sorted(world.a.leader.notices.values_list("kind", "key")) == [
        ("idle", "1"),
        ("idle", "2"),
        ("much_read", "1"),
    ]


def test_latest_notice_is_shown_after_those_about_the_account(world, sign_in):
    client, leader = sign_in(world.a.leader), world.a.leader
    leave(leader, kinds.CODE_USED.name, age=timedelta(days=2))
    leave(leader, kinds.IDLE.name, age=timedelta(days=1))
    leave(leader, kinds.MUCH_READ.name)
    seen = []
    for kind in (kinds.CODE_USED, kinds.MUCH_READ, kinds.IDLE):
        seen.append(sentence(client))
        client.post(LIST, {"kind": kind.name})
    assert seen == [str(kind.sentence) for kind in (kinds.CODE_USED, kinds.MUCH_READ, kinds.IDLE)]
    assert sentence(client) is None


def test_dismissing_touches_one_kind_of_one_member(world, sign_in):
    for user in (world.a.leader, world.a.leader2):
        for kind in (kinds.IDLE, kinds.MUCH_READ):
            notices.tell(user, kind=kind, key="1")
    sign_in(world.a.leader).post(LIST, {"kind": kinds.IDLE.name})
    left = Notice.objects.unread().values_list("user__pseudonym", "kind")
    assert sorted(left) == [
        ("ZQA leader", "much_read"),
        ("ZQA leader two", "idle"),
        ("ZQA leader two", "much_read"),
    ]


def press(client, *, words: str) -> None:
    """Press the button of the first notice of the list."""
    shown = listed(client)[0]
    assert f"{words}<" in shown.replace(" <", "<")
    fields = dict(re.findall(r'name="(kind|subject|key)" value="([^"]*)"', shown))
    client.post(LIST, {name: unescape(value) for name, value in fields.items()})


def test_one_that_was_not_read_yet_stays_when_another_of_its_kind_is_dismissed(world, sign_in):
    """About something else, or with other words."""
    client, leader = sign_in(world.a.leader), world.a.leader
    first, second = uuid4(), uuid4()
    for age, (subject, key) in enumerate([(first, "1"), (second, "2"), (first, "3")]):
        at = timezone.now() - timedelta(hours=age)
        Notice.objects.create(
            user=leader,
            kind=webinar_notices.CANCELLED.name,
            key=key,
            subject_code=subject,
            created_at=at,
        )
    press(client, words="A webinar you take part in has been cancelled.")
    assert list(Notice.objects.unread().values_list("key", flat=True)) == ["2"]
    press(client, words="A webinar you take part in has been cancelled.")
    assert line(client) is None
    for hour, key in enumerate(("mentor", "ally")):
        at = timezone.now() + timedelta(hours=hour)
        Notice.objects.create(user=leader, kind="role_ended", key=key, created_at=at)
    press(client, words="A role of yours has ended: ally.")
    press(client, words="A role of yours has ended: mentor.")
    assert line(client) is None


@pytest.mark.parametrize(
    "typed", [{"subject": "x"}, {"subject": "\0"}, {"key": "\0"}, {"key": "x" * 500}]
)
def test_dismissing_what_no_one_was_told_changes_nothing(world, sign_in, typed):
    notices.tell(world.a.leader, kind=kinds.ROLE_ENDED, key="ally", subject_code=uuid4())
    sign_in(world.a.leader).post(LIST, {"kind": "role_ended", "key": "ally", **typed})
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize("kind", ["x" * 500, "", "\0", "was_declared_once"])
def test_dismissing_a_kind_that_no_app_declares_changes_nothing(world, sign_in, kind):
    """PostgreSQL refuses a text with a NUL in it."""
    notices.tell(world.a.leader, kind=kinds.IDLE, key="1")
    leave(world.a.leader, "was_declared_once")
    assert sign_in(world.a.leader).post(LIST, {"kind": kind}).url == LIST
    assert Notice.objects.filter(read_at=None).count() == 2


def test_kind_that_no_app_declares_any_more_is_not_shown(world, sign_in):
    leave(world.a.leader, "was_declared_once")
    client = sign_in(world.a.leader)
    assert line(client) is None
    notices.tell(world.a.leader, kind=kinds.IDLE, key="1")
    Notice.objects.filter(kind="idle").update(created_at=timezone.now() - timedelta(days=1))
    assert sentence(client) == str(kinds.IDLE.sentence)


def test_copy_of_the_data_has_the_sentence_or_the_name_of_the_kind(world):
    notices.tell(world.a.leader, kind=kinds.IDLE, key="1")
    leave(world.a.leader, "was_declared_once")
    section = next(one for one in export.gather(world.a.leader) if one.model == "people.Notice")
    said = [entry.told for row in section.rows for entry in row if entry.name == "kind"]
    assert said == [str(kinds.IDLE.sentence), "was_declared_once"]


def test_request_loads_its_member_and_notice_in_one_query(world, django_assert_num_queries):
    notices.tell(world.a.leader, kind=kinds.IDLE, key="1")
    with django_assert_num_queries(1):
        user = MemberBackend().get_user(world.a.leader.pk)
        assert user.notice.kind == kinds.IDLE
        assert user.notice.address == ""
