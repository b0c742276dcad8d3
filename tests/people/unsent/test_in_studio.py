"""What an editor sent after their session had ended is offered to them again, to no one else."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.editors import ensure_editors_group
from learning.models import LessonPage
from people.models import RoleGrant, UnsentForm
from people.unsent.actions import cookie_name
from tests import canaries, factories
from tests.matrix import drawn, studio_forms
from tests.people.unsent.conftest import Browser, end_every_session

TITLE = "ZSTUDIO what the group keeps"
TYPED = "ZSTUDIO <i>first</i> the cash book, then the bank"


def editor(name: str):
    user = factories.UserFactory(pseudonym=name)
    user.set_password(factories.PASSPHRASE)
    user.save()
    user.groups.add(ensure_editors_group())
    RoleGrant.objects.create(user=user, role=RoleGrant.Role.EDITOR)
    return user


@pytest.fixture
def lesson(db) -> LessonPage:
    return LessonPage.objects.child_of(factories.course()).first()


@pytest.fixture
def writer(lesson):
    return editor("Baobab")


@pytest.fixture
def laptop(writer) -> Browser:
    made = Browser(Client(enforce_csrf_checks=True))
    made.sign_in(writer)
    return made


def page_of(lesson: LessonPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[lesson.pk])


def write(laptop: Browser, address: str, **changes: str) -> dict[str, list[str]]:
    """Return what the browser sends from the page's largest form, changed."""
    forms = drawn.forms(laptop.open(address))
    form = max(forms, key=lambda one: len(one.kinds))
    # What the scripts of the page would add: the blocks.
    lesson = studio_forms.body(f"{studio_forms.OF_PAGE}edit/ (draft)", {})
    blocks = {name: [str(one)] for name, one in lesson.items() if name.startswith("body")}
    return form.sent | blocks | {name: [value] for name, value in changes.items()}


def write_too_late(laptop, address: str, **typed: str):
    """Send the form of a page after the session has ended."""
    data = write(laptop, address, **typed)
    end_every_session()
    return laptop.client.post(address, data)


def offered(laptop: Browser, address: str) -> dict[str, list[str]]:
    return drawn.forms(laptop.open(address))[1].sent


def test_page_is_saved_by_one_press_after_signing_in(laptop, writer, lesson):
    address = page_of(lesson)
    answer = write_too_late(laptop, address, title=TITLE, summary=TYPED, **{"action-publish": "1"})
    assert answer.url == f"{reverse('account_login')}?next={address}"
    assert canaries.hits("ZSTUDIO") == []
    assert laptop.sign_in(writer, address) == address
    page = laptop.open(address)
    assert "Not saved yet" in page
    again = drawn.forms(page)[1].sent
    assert "action-publish" not in again
    assert (again["title"], again["summary"]) == ([TITLE], [TYPED])
    assert laptop.client.post(address, again).url == address
    lesson.refresh_from_db()
    assert lesson.get_latest_revision_as_object().title == TITLE
    assert lesson.get_latest_revision_as_object().summary == TYPED
    assert lesson.title != TITLE, "a press to save publishes nothing"
    assert UnsentForm.objects.count() == 0
    assert "Not saved yet" not in laptop.open(address)


def test_it_waits_for_the_page_of_a_form_and_is_kept_until_saved(laptop, writer, lesson):
    address = page_of(lesson)
    write_too_late(laptop, address, title=TITLE)
    laptop.sign_in(writer, address)
    assert "Not saved yet" not in laptop.open(reverse("wagtailadmin_home"))
    for _ in range(2):
        assert "Not saved yet" in laptop.open(address)


def test_no_other_editor_gets_it(laptop, lesson):
    address = page_of(lesson)
    write_too_late(laptop, address, title=TITLE)
    laptop.sign_in(editor("Kapok"), address)
    assert "ZSTUDIO" not in laptop.open(address)
    assert UnsentForm.objects.count() == 0


def test_someone_who_is_no_editor_any_more_gets_nothing_of_the_studio(laptop, writer, lesson):
    address = page_of(lesson)
    write_too_late(laptop, address, title=TITLE)
    writer.roles.all().delete()
    writer.groups.clear()
    laptop.sign_in(writer, address)
    answer = laptop.client.get(address)
    assert answer.status_code == 404
    assert "ZSTUDIO" not in answer.content.decode()


def test_going_on_without_it_drops_it(laptop, writer, lesson):
    address = page_of(lesson)
    write_too_late(laptop, address, title=TITLE)
    laptop.sign_in(writer, address)
    laptop.open(address)
    answer = laptop.send(forget_typed="")
    assert answer.url == address
    assert UnsentForm.objects.count() == 0
    assert not laptop.client.cookies[cookie_name()].value
    assert "ZSTUDIO" not in laptop.open(address)


def test_going_on_without_it_twice_drops_nothing_of_another_page(laptop, writer, lesson):
    address, other = page_of(lesson), page_of(lesson.get_parent())
    tab = Browser(laptop.client)
    laptop.open(address)
    tab.open(other)
    end_every_session()
    laptop.send(title=TITLE)
    tab.send(title=f"{TITLE} other")
    laptop.sign_in(writer, address)
    laptop.open(address)
    for _ in range(2):
        assert laptop.send(forget_typed="").url == address
    assert UnsentForm.objects.count() == 1
    assert "Not saved yet" in laptop.open(other)


def test_large_lesson_is_kept(laptop, writer, lesson):
    address = page_of(lesson)
    write_too_late(laptop, address, summary="many words " * 40_000)
    laptop.sign_in(writer, address)
    assert offered(laptop, address)["summary"] == ["many words " * 40_000]


def test_token_that_is_too_old_loses_nothing(laptop, writer, lesson):
    address = page_of(lesson)
    data = write(laptop, address, title=TITLE) | {"csrfmiddlewaretoken": ["x" * 64]}
    assert laptop.client.post(address, data).url == address
    assert offered(laptop, address)["title"] == [TITLE]


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Sec-Fetch-Mode": "cors"},
    ],
    ids=["saves by itself", "old script", "preview"],
)
def test_what_a_page_sends_by_itself_is_not_kept(laptop, lesson, headers):
    address = page_of(lesson)
    data = write(laptop, address, title=TITLE)
    end_every_session()
    answer = laptop.client.post(address, data, headers=headers)
    assert UnsentForm.objects.count() == 0
    if "Accept" in headers:
        assert answer.status_code == 401
        assert answer.json() == {
            "success": False,
            "error_code": "locked",
            "error_message": (
                "You are signed out. Save the page: you sign in, and your text is still here."
            ),
        }
    else:
        assert answer.status_code == 302


def test_new_page_is_kept_too(laptop, writer, lesson):
    parent = lesson.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["learning", "lessonpage", parent.pk])
    write_too_late(laptop, address, title=TITLE)
    laptop.sign_in(writer, address)
    assert offered(laptop, address)["title"] == [TITLE]


@pytest.mark.parametrize("name", ["delete", "unpublish", "copy"])
def test_what_does_more_than_save_is_never_sent_again(laptop, writer, lesson, name):
    address = reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk])
    form = max(drawn.forms(laptop.open(address)), key=lambda one: len(one.sent))
    end_every_session()
    assert laptop.client.post(address, form.sent).url.startswith(reverse("account_login"))
    assert UnsentForm.objects.count() == 0
    laptop.sign_in(writer, address)
    assert "Not saved yet" not in laptop.open(address)
    forged = form.sent | {"csrfmiddlewaretoken": ["x" * 64]}
    laptop.client.post(address, forged)
    assert "Not saved yet" not in laptop.open(address)
    assert LessonPage.objects.get(pk=lesson.pk).live
