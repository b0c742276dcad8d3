"""Sending a package in the editor, and the worker that imports it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from wagtail.signals import page_published

from learning import tasks
from learning.exchange.packages import actions
from learning.exchange.packages.models import PackageImport
from learning.models import CoursePage, LessonPage, PackagedPage
from people.models import RoleGrant
from tests import factories
from tests.factories import UserFactory
from tests.learning.exchange.packages import written

State = PackageImport.State
ONE = "en/lesson-01.json"


@pytest.fixture
def newer(exported) -> bytes:
    return written.changed(exported.content, ONE, title="Better")


def send(editor, content: bytes, name="a.zip"):
    address = reverse("studio-packages")
    return editor.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)


def address(imported=None) -> str:
    return reverse("studio-import", args=[(imported or PackageImport.objects.get()).code])


def title() -> str:
    found = LessonPage.objects.filter(locale__language_code="en").order_by("path")
    return found[0].title


@pytest.mark.servers
def test_editor_reads_what_would_change_and_imports_it(editor, newer):
    page = send(editor, newer)
    assert page.redirect_chain == [(address(), 302)]
    assert "1 page would be written." in page.text
    assert title() == "Lesson one en"
    assert "It begins within a minute." in editor.post(address(), follow=True).text
    tasks.import_packages()
    assert title() == "Better"
    done = PackageImport.objects.get()
    assert (done.state, done.added, done.changed, done.done, done.total) == ("done", 0, 1, 1, 1)
    assert bytes(done.content) == b""
    assert "1 page was brought up to date." in editor.get(address()).text


@pytest.mark.servers
def test_package_in_the_list_is_sent_once(editor, newer):
    assert send(editor, newer).redirect_chain == send(editor, newer).redirect_chain
    assert PackageImport.objects.count() == 1
    for _time in range(2):
        editor.post(address())
    tasks.import_packages()
    tasks.import_packages()
    assert PackageImport.objects.get().changed == 1


def test_chosen_changes_are_written_over_and_no_others(editor, exported):
    content = written.changed(exported.content, ONE, title="Better")
    content = written.changed(content, "en/lesson-02.json", title="Best")
    for page in LessonPage.objects.filter(locale__language_code="en"):
        page.summary = "Ours."
        page.save_revision().publish()
    page = send(editor, content)
    key = LessonPage.objects.get(title="Lesson two en").translation_key
    assert f'value="en:{key}"' in page.text
    editor.post(address(), {"replacing": [f"en:{key}", "en:nothing", "x"]})
    tasks.import_packages()
    found = LessonPage.objects.filter(locale__language_code="en").order_by("path")
    assert [lesson.title for lesson in found] == ["Lesson one en", "Best"]


@contextmanager
def at_each_publication(act: Callable[[], None]) -> Iterator[None]:
    """Let something happen while a page is written."""

    def published(**_more) -> None:
        act()

    page_published.connect(published, weak=False)
    try:
        yield
    finally:
        page_published.disconnect(published)


@pytest.mark.servers
def test_worker_that_is_killed_loses_and_doubles_nothing(editor, exported, course):
    for page in (*CoursePage.objects.all(), *PackagedPage.objects.all()):
        page.delete()
    send(editor, exported.content)
    editor.post(address())
    calls = []

    def breaks() -> None:
        calls.append(1)
        if len(calls) in (2, 4):
            raise DatabaseError

    with at_each_publication(breaks):
        tasks.import_packages()
        assert LessonPage.objects.count() == 1
        # Its lease still holds: no other worker begins.
        tasks.import_packages()
        assert len(calls) == 2
        for _time in range(2):
            PackageImport.objects.update(leased_until=timezone.now())
            tasks.import_packages()
    done = PackageImport.objects.get()
    assert (done.state, done.added, done.changed) == ("done", 6, 0)
    assert LessonPage.objects.count() == 4


def test_worker_that_lost_its_lease_writes_no_more(editor, newer):
    send(editor, newer)
    editor.post(address())

    def taken_over() -> None:
        PackageImport.objects.update(lease=uuid4())

    with at_each_publication(taken_over):
        tasks.import_packages()
    assert (title(), PackageImport.objects.get().state) == ("Lesson one en", State.ACCEPTED)


def test_text_that_the_site_refuses_late_holds_up_no_other_import(editor, exported, newer):
    send(editor, newer)
    editor.post(address())
    send(editor, written.changed(exported.content, "en/lesson-02.json", title="Best"))
    editor.post(address(PackageImport.objects.get(state=State.READ)))
    calls = []

    def refuses() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValidationError("Not like this.")

    with at_each_publication(refuses):
        tasks.import_packages()
    first, second = PackageImport.objects.order_by("made_at")
    assert (first.state, first.reason, second.state) == ("refused", "Not like this.", "done")
    found = LessonPage.objects.filter(locale__language_code="en").order_by("path")
    assert [lesson.title for lesson in found] == ["Lesson one en", "Best"]


def test_import_that_breaks_off_again_and_again_is_given_up(editor, newer):
    send(editor, newer)
    editor.post(address())
    PackageImport.objects.update(tries=actions.MOST_TRIES)
    tasks.import_packages()
    assert title() == "Lesson one en"
    told = "The import broke off several times. Tell the person who looks after the site."
    assert told in editor.get(address()).text


def test_import_says_why_it_was_refused(editor, exported):
    blocks = [{"type": "checklist", "heading": "", "points": []}]
    send(editor, written.changed(exported.content, ONE, blocks=blocks))
    editor.post(address())
    tasks.import_packages()
    refused = PackageImport.objects.get()
    assert (refused.state, title()) == (State.REFUSED, "Lesson one en")
    assert "en/lesson-01 (Lesson one en): This field is required." in refused.reason
    assert refused.reason in editor.get(address()).text.replace("&#x27;", "'")


def test_someone_whose_role_ended_imports_nothing(editor, newer):
    send(editor, newer)
    editor.post(address())
    RoleGrant.objects.all().delete()
    PackageImport.objects.get().made_by.groups.clear()
    tasks.import_packages()
    assert (title(), PackageImport.objects.get().state) == ("Lesson one en", State.REFUSED)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "This file is empty."),
        (b"x" * 100, "This file is not a package, or it is damaged. Download it again."),
        (b"x" * 10_000_001, "This package is larger than 10"),
    ],
)
def test_bad_file_is_refused_beside_its_field(editor, content, told):
    page = send(editor, content)
    assert told in page.text
    assert PackageImport.objects.count() == 0


def test_sent_without_a_file(editor):
    page = editor.post(reverse("studio-packages"))
    assert "Choose a file first." in page.text


def test_only_a_few_packages_wait(editor, exported, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 1)
    send(editor, exported.content)
    page = send(editor, written.changed(exported.content, ONE, title="Other"))
    assert "Some packages are waiting already. Import or remove them first." in page.text


@pytest.mark.servers
def test_package_is_removed_and_forgotten(editor, exported, newer):
    send(editor, newer)
    editor.post(address(), {"remove": "1"})
    assert PackageImport.objects.count() == 0
    send(editor, newer)
    editor.post(address())
    page = editor.post(address(), {"remove": "1"}, follow=True)
    assert "This package is being imported, so it stays in the list." in page.text
    tasks.import_packages()
    editor.post(address(), {"remove": "1"})
    send(editor, newer)
    PackageImport.objects.update(made_at=timezone.now() - PackageImport.KEPT_FOR)
    tasks.import_packages()
    assert PackageImport.objects.count() == 0


def test_who_may_not_import_or_export_finds_nothing(newer, client, sign_in):
    send(sign_in(factories.in_studio()), newer)
    course = CoursePage.objects.first().translation_key
    found = [reverse("studio-packages"), address(), reverse("studio-export", args=[course])]
    translator = factories.in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="A translator")
    for one in found[:2]:
        assert sign_in(translator).get(one).status_code == 404
        assert sign_in(translator).post(one).status_code == 404
    # They may edit the course, so they may take it along.
    assert sign_in(translator).get(found[2]).status_code == 200
    for one in found:
        assert sign_in(UserFactory()).post(one).status_code == 404
    client.logout()
    assert client.get(found[0])["Location"] == f"/en/sign-in/?next={found[0]}"
    assert PackageImport.objects.get().state == State.READ


def test_editor_downloads_a_course(editor, course):
    there = reverse("studio-export", args=[course.translation_key])
    plan = editor.get(reverse("studio-course", args=[course.translation_key]))
    assert there in plan.text
    answer = editor.post(there)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="ec7354fc.zip"'
    assert "package.json" in written.opened(answer.getvalue())


def test_course_that_is_not_published_is_not_exported(editor, course):
    CoursePage.objects.update(live=False)
    there = reverse("studio-export", args=[course.translation_key])
    page = editor.post(there, follow=True)
    assert "This course is not published." in page.text


def test_commands_export_and_import(course, tmp_path, capsys):
    file = tmp_path / "a.zip"
    call_command("export_course", "Tiny fr", str(file))
    assert capsys.readouterr().out == "Written: 2 lessons in 2 languages.\n"
    file.write_bytes(written.changed(file.read_bytes(), ONE, title="Better"))
    call_command("import_course", str(file), "--dry-run")
    said = "Changed in the package: it is brought up to date: 1\nNothing new: 5\n"
    assert (capsys.readouterr().out, title()) == (said, "Lesson one en")
    call_command("import_course", str(file))
    assert (capsys.readouterr().out, title()) == (said, "Better")
    with pytest.raises(CommandError):
        call_command("import_course", str(tmp_path / "none.zip"))
    file.write_bytes(b"x")
    with pytest.raises(CommandError):
        call_command("import_course", str(file))
    with pytest.raises(CommandError):
        call_command("export_course", "None", str(file))
