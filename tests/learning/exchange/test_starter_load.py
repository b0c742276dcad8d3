"""The starter course loads whole, once, and as one course in two languages."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import Translation, TranslationSource
from wagtailmedia.models import Media

from cms import editors
from cms.models import HomePage
from cms.translations import queries
from learning.catalogue import outline
from learning.exchange.packages import writing
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.packages.format.contents import read
from learning.exchange.packages.pages import PageWriter
from learning.exchange.starter.load import load
from learning.management.commands import load_starter
from learning.models import CoursePage, LessonPage, PackagedFile, PackagedPage, SubjectPage
from tests import starter
from tests.factories import UserFactory, home_page
from tests.files import corpus
from tests.learning.exchange.packages import written

LESSON = f"""
title = "One"
summary = "The only lesson."

[[blocks]]
type = "story"
value = "Once there was a group."

{written.QUESTION}
"""


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def folder(tmp_path) -> Path:
    """A course of two lessons, which lead to each other."""
    return written.folder(tmp_path / "two")


@pytest.fixture
def tiny(tmp_path) -> Path:
    folder = tmp_path / "tiny"
    titles = {"en": "Tiny", "fr": "Tout petit"}
    written.begin(folder, titles, {"one": 10})
    for language in titles:
        write(folder, language, LESSON.format(second="false"))
    return folder


def write(folder: Path, language: str, text: str) -> None:
    (folder / language / "one.toml").write_text(text, "utf-8")


def row_counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label not in ("mentorship", "webinars")
    }


def ids(raw) -> list[str]:
    """Return every block and item id of a body, in order."""
    found = []
    for block in raw:
        found.append(block["id"])
        if isinstance(block["value"], dict):
            for part in block["value"].values():
                if isinstance(part, list):
                    found += ids(part)
    return found


def test_load_makes_one_course_in_two_languages(db, tiny):
    load(folder=tiny)
    courses = {page.locale.language_code: page for page in CoursePage.objects.live()}
    assert {language: page.title for language, page in courses.items()} == {
        "en": "Tiny",
        "fr": "Tout petit",
    }
    assert courses["en"].translation_key == courses["fr"].translation_key
    assert courses["en"].get_parent().title == "Money"
    assert courses["fr"].get_parent().title == "L’argent"


def test_load_gives_blocks_and_choices_the_same_ids_in_both_languages(db, tiny):
    load(folder=tiny)
    english, french = (
        ids(LessonPage.objects.get(locale__language_code=language).body.get_prep_value())
        for language in ("en", "fr")
    )
    assert len(english) == len(set(english)) == 4
    assert english == french


def test_load_twice_makes_no_new_row(db):
    load()
    before = row_counts()
    load()
    assert row_counts() == before


class Killed(BaseException):
    """The process ends, whatever it is at."""


@contextmanager
def killed_after(monkeypatch, pages: int) -> Iterator[None]:
    """Let the load write so many pages, and end when it begins the next one."""
    written_so_far = 0
    write = PageWriter.write

    def counted(*args, **kwargs) -> bool:
        nonlocal written_so_far
        if written_so_far == pages:
            raise Killed
        written_so_far += 1
        return write(*args, **kwargs)

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(PageWriter, "write", counted)
        yield


def offered() -> list[tuple[str, bool]]:
    """Return which courses members can take, and whether each has all of its lessons."""
    found = outline.courses(CoursePage.objects.live(), "fr")
    return [(course.title, len(course.lessons) == 2) for course in found]


# Of 2 languages: a course and 2 lessons, then the 2 courses again.
@pytest.mark.parametrize("pages", range(8))
def test_course_is_open_to_members_once_it_is_whole(db, folder, monkeypatch, pages):
    with killed_after(monkeypatch, pages):
        load(folder=folder)
    assert offered() in ([], [("Tiny en", True)])
    load(folder=folder)
    assert offered() == [("Tiny fr", True)]
    before = row_counts()
    load(folder=folder)
    assert row_counts() == before


def test_course_that_was_imported_as_a_draft_stays_one(db, folder):
    french, _ = Locale.objects.get_or_create(language_code="fr")
    home_page("en").copy_for_translation(french)
    writing.run(read(archive.folder(folder)), user=None, goes_live=False)
    load(folder=folder)
    assert offered() == []


def told(monkeypatch, *folders: Path) -> tuple[str, str]:
    """Return what the command writes while it loads these courses, and with what it fails."""
    monkeypatch.setattr(load_starter, "COURSES", folders)
    output = io.StringIO()
    try:
        call_command("load_starter", stdout=output)
    except CommandError as error:
        return output.getvalue(), str(error)
    return output.getvalue(), ""


def test_command_goes_on_where_a_course_does_not_fit_the_site(db, tmp_path, folder, monkeypatch):
    other = written.folder(tmp_path / "bad")
    (other / "en" / "course.toml").write_text('title = "Bad"\nsummary = 7\n', "utf-8")
    output, error = told(monkeypatch, other, folder)
    assert output.startswith("1 of 2: bad is left out. In “en/course”, “summary” is missing, or")
    assert "2 of 2: Tiny en. 6 of 6 pages written.\n" in output
    assert error == "1 of 2 courses were left out."
    assert Group.objects.filter(name=editors.NAME).exists()
    assert offered() == [("Tiny fr", True)]


def test_command_says_what_stays_as_it_is(db, folder, monkeypatch):
    told(monkeypatch, folder)
    first, second = LessonPage.objects.filter(locale__language_code="en")
    second.delete()
    first.title = "Better"
    first.save_revision().publish()
    output, error = told(monkeypatch, folder)
    said = "Tiny en. 0 of 6 pages written. 2 changed, locked or deleted here stay as they are.\n"
    assert (said in output, error) == (True, "")


def test_load_leaves_an_editors_work_alone(db, tiny):
    load(folder=tiny)
    lesson = LessonPage.objects.get(locale__language_code="en")
    lesson.title = "Better"
    lesson.save_revision().publish()
    load(folder=tiny)
    lesson.refresh_from_db()
    assert lesson.title == "Better"


def test_load_puts_the_english_home_in_front_and_removes_wagtails_welcome(db, tiny):
    load(folder=tiny)
    site = Site.objects.get(is_default_site=True)
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="en")
    assert list(
        Page.objects.filter(depth=2).order_by("pk").values_list("content_type__model", flat=True)
    ) == ["homepage", "homepage"]


def test_load_links_homes_that_were_apart(db, tiny):
    home_page("fr")
    home_page("en")
    load(folder=tiny)
    assert HomePage.objects.values_list("translation_key").distinct().count() == 1
    assert HomePage.objects.count() == 2


def test_load_names_the_owner(db, tiny):
    owner = UserFactory()
    load(owner=owner, folder=tiny)
    assert set(CoursePage.objects.values_list("owner", flat=True)) == {owner.pk}
    assert {row.history_user for row in LessonPage.history.all()} == {owner}


def test_load_of_a_question_with_two_right_answers_leaves_nothing_behind(db, tiny):
    write(tiny, "fr", LESSON.format(second="true"))
    with pytest.raises(Unreadable):
        load(folder=tiny)
    assert CoursePage.objects.count() == SubjectPage.objects.count() == 0


def test_load_brings_the_whole_course(db):
    load()
    for language in ("en", "fr"):
        text = starter.course(language)
        course = CoursePage.objects.get(locale__language_code=language)
        lessons = list(LessonPage.objects.child_of(course).live())
        assert course.title == text["title"]
        assert [lesson.title for lesson in lessons] == [one["title"] for one in text["lessons"]]
        for lesson, said in zip(lessons, text["lessons"], strict=True):
            assert [block.block_type for block in lesson.body] == [
                block["type"] for block in said["blocks"]
            ]


def test_load_imports_each_file_once(db):
    load()
    files = list((starter.folder("our_money") / "files").iterdir())
    sounds = sorted(path.stem for path in files if path.suffix == ".mp3")
    assert sorted(Media.objects.values_list("title", flat=True)) == sounds
    sheets = [path.stem for path in files if path.suffix in (".pdf", ".ods")]
    assert sorted(Document.objects.values_list("title", flat=True)) == sorted(sheets)
    drawings = sorted(Image.objects.values_list("title", flat=True))
    assert drawings == ["cash-book.en", "cash-book.fr"]
    assert all(60 < media.duration < 180 for media in Media.objects.all())


def aloud(folder: Path, sound: bytes) -> None:
    """Give the lesson a recording in each language."""
    (folder / "files").mkdir(exist_ok=True)
    for number, language in enumerate(("en", "fr")):
        (folder / "files" / f"one.{language}.mp3").write_bytes(sound + corpus.SOUND * 9 * number)
        voice = ("person", "computer")[number]
        block = f'[[blocks]]\ntype = "audio"\nheading = "Hear {language}"\n'
        block += f'audio = "one.{language}.mp3"\nvoice = "{voice}"\n'
        write(
            folder,
            language,
            LESSON.format(second="false").replace("[[blocks]]", block + "\n[[blocks]]", 1),
        )


def heard(language: str) -> tuple[str, str]:
    lesson = LessonPage.objects.get(locale__language_code=language)
    [block] = [one for one in lesson.body if one.block_type == "audio"]
    return block.value["voice"], block.value["audio"].title


def test_each_language_says_who_reads_and_a_newer_recording_leaves_no_file(db, tiny, settings):
    aloud(tiny, corpus.SOUND * 2)
    load(folder=tiny)
    before = set(Media.objects.values_list("pk", flat=True))
    assert len(before) == 2
    aloud(tiny, corpus.SOUND * 3)
    load(folder=tiny)
    assert [heard(language) for language in ("en", "fr")] == [
        ("person", "one.en"),
        ("computer", "one.fr"),
    ]
    now = Media.objects.all()
    assert len(now) == 2
    assert before & {one.pk for one in now} == set()
    packaged = PackagedFile.objects.filter(model="wagtailmedia.media")
    assert set(packaged.values_list("object_id", flat=True)) == {one.pk for one in now}


def test_recording_that_someone_added_or_has_in_a_draft_stays(db, tiny):
    aloud(tiny, corpus.SOUND * 2)
    load(folder=tiny)
    own = Media.objects.create(
        title="Mine", type="audio", duration=1, file=ContentFile(corpus.SOUND, "m.mp3")
    )
    lesson = LessonPage.objects.get(locale__language_code="en")
    [kept] = [one.value["audio"] for one in lesson.body if one.block_type == "audio"]
    lesson.body[0].value["audio"] = own
    lesson.save_revision().publish()
    lesson.body[0].value["audio"] = kept
    lesson.save_revision()
    load(folder=tiny)
    assert set(Media.objects.values_list("title", flat=True)) == {"Mine", "one.en", "one.fr"}
    lesson.body[0].value["audio"] = own
    lesson.save_revision().publish()
    load(folder=tiny)
    assert set(Media.objects.values_list("title", flat=True)) == {"Mine", "one.fr"}


def test_translation_is_made_as_translators_make_one(db, tiny):
    load(folder=tiny)
    made = Translation.objects.select_related("source").order_by("source__object_repr")
    assert [one.source.object_repr for one in made] == ["Money", "One", "Tiny"]
    assert {(one.source.locale.language_code, one.enabled) for one in made} == {("en", True)}
    assert [bool(queries.state(one)) for one in made] == [False] * 3
    assert not any(Page.find_problems())


def test_recordings_and_files_are_those_of_the_language(db):
    load()
    for language in ("en", "fr"):
        blocks = [
            block
            for lesson in LessonPage.objects.filter(locale__language_code=language)
            for block in lesson.body
        ]
        files = [block.value["audio"] for block in blocks if block.block_type == "audio"]
        files += [block.value["document"] for block in blocks if block.block_type == "download"]
        assert files
        assert {file.title.rsplit(".", 1)[1] for file in files} == {language}


def test_links_lead_where_each_language_says(db, tiny):
    addresses = {"en": ["a", "b", "en"], "fr": ["b", "a", "fr?c=1&amp;d=2"]}
    for language, ends in addresses.items():
        links = [f"<a href='https://example.org/{one}'>{one[0]}</a>" for one in ends]
        text = f"<ul><li>{links[0]}, {links[1]}</li><li>{links[2]}</li></ul>"
        block = f'\n[[blocks]]\ntype = "text"\nheading = "Sources"\ntext = ["{text}"]\n'
        write(tiny, language, LESSON.format(second="false") + block)
    load(folder=tiny)
    french = LessonPage.objects.get(locale__language_code="fr")
    assert french.live
    found = re.findall(r'href="https://example.org/([^"]*)"', french.body[-1].value["text"].source)
    assert found == addresses["fr"]


def test_source_that_an_editor_changed_is_translated_as_far_as_it_goes(db, tiny):
    load(folder=tiny)
    SubjectPage.objects.get(locale__language_code="fr").delete()
    PackagedPage.objects.filter(language="fr").delete()
    lesson = LessonPage.objects.get()
    lesson.summary = "Changed."
    lesson.body[0] = ("story", "<p>Once.</p><p>Twice.</p>", lesson.body[0].id)
    lesson.save_revision().publish()
    TranslationSource.objects.all().delete()
    load(folder=tiny)
    course = CoursePage.objects.get(locale__language_code="fr")
    translated = LessonPage.objects.get(locale__language_code="fr")
    assert (course.title, course.live, translated.live) == ("Tout petit", True, False)
    assert not any(Page.find_problems())
