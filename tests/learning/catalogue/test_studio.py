"""An editor's day: a course with lessons, previewed on a phone, published, translated."""

import json
import re
from uuid import NAMESPACE_URL, uuid4, uuid5

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.documents.models import Document
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail_localize.models import (
    SegmentOverride,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtailmedia.models import Media

from cms.models import HomePage
from learning.models import Answer, CoursePage, LessonPage, SubjectPage
from tests.factories import home_page, in_studio, question
from tests.files import corpus

ONE_RIGHT = "Mark exactly one answer as right."


@pytest.fixture
def editor(db):
    english = home_page("en")
    french = home_page("fr")
    french.translation_key = english.translation_key
    french.save()
    english.add_child(instance=SubjectPage(title="Money", slug="money", locale=english.locale))
    return in_studio(pseudonym="Baobab")


@pytest.fixture
def studio(editor, sign_in):
    return sign_in(editor)


def first_question(page: LessonPage):
    """Return the first question block of a lesson page."""
    return next(block for block in page.body if block.block_type == "single_choice")


def answer(text: str, *, right: bool) -> dict:
    return {"text": text, "right": "on" if right else "", "feedback": "Think of the receipt."}


def listed(items: list) -> dict:
    """Return the form fields of a list block, as the editor's browser sends them."""
    data: dict = {"count": str(len(items))}
    for number, value in enumerate(items):
        data[str(number)] = {"value": value, "order": str(number), "id": "", "deleted": ""}
    return data


def lesson_form(*, rights: tuple[bool, ...] = (False, True), publish: bool = True) -> dict:
    choices = [answer(f"Answer {n}", right=right) for n, right in enumerate(rights, start=1)]
    blocks = [
        ("story", rich_text("<p>Once there was a group.</p>")),
        ("single_choice", {"text": "Who keeps it?", "choices": listed(choices), "why": ""}),
        (
            "exercise",
            {
                "heading": "A budget",
                "brief": rich_text("<p>Make one.</p>"),
                "reminder": "",
                "rubric": listed(["Done", "Clear"]),
                "columns": listed([{"heading": "What", "is_summed": ""}]),
                "lines": listed([]),
                "free_lines": "1",
                "worked_answer": rich_text("<p>Rent is a core cost.</p>"),
            },
        ),
    ]
    data = {
        "title": "The cash book",
        "slug": "cash-book",
        "summary": "",
        "minutes": "20",
        "body": streamfield(blocks),
    }
    if publish:
        data["action-publish"] = "on"
    return nested_form_data(data)


def course_form() -> dict:
    return {
        "title": "Our money",
        "slug": "our-money",
        "summary": "What it is about.",
        "outcomes": "",
        "needs": "",
        "before-count": "0",
        "way": "either",
        "sequence": "free",
        "finish": "exercises",
        "access": "members",
        "teach_back": "",
        "action-publish": "on",
    }


def add(model: str, parent: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=["learning", model, parent.pk])


def make_lesson(studio) -> LessonPage:
    subject = SubjectPage.objects.get(locale__language_code="en")
    assert studio.post(add("coursepage", subject), course_form()).status_code == 302
    parent = CoursePage.objects.get(title="Our money", locale__language_code="en")
    assert studio.post(add("lessonpage", parent), lesson_form()).status_code == 302
    return LessonPage.objects.get(title="The cash book", locale__language_code="en")


def block_ids(page: LessonPage) -> list[str]:
    found = []
    for block in page.body:
        found.append(block.id)
        if block.block_type == "single_choice":
            found += [choice.id for choice in block.value["choices"].bound_blocks]
        if block.block_type == "exercise":
            found += [line.id for line in block.value["rubric"].bound_blocks]
    return found


def test_editor_makes_and_publishes_a_course_with_a_lesson(studio, editor):
    lesson = make_lesson(studio)
    assert lesson.live
    assert [block.block_type for block in lesson.body] == ["story", "single_choice", "exercise"]
    assert all(block_ids(lesson))
    assert {row.history_user for row in LessonPage.history.all()} == {editor}


@pytest.mark.parametrize("rights", [(False, False), (True, True)])
def test_question_without_exactly_one_right_answer_is_refused_in_a_sentence(studio, rights):
    lesson = make_lesson(studio)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    page = studio.post(edit, lesson_form(rights=rights))
    assert page.status_code == 200
    assert ONE_RIGHT in page.content.decode()
    lesson.refresh_from_db()
    assert [choice["right"] for choice in first_question(lesson).value["choices"]] == [False, True]


def test_draft_may_hold_an_unfinished_question(studio):
    lesson = make_lesson(studio)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    answered = studio.post(edit, lesson_form(rights=(False, False), publish=False))
    assert answered.status_code == 302
    lesson.refresh_from_db()
    draft = lesson.get_latest_revision_as_object()
    assert [choice["right"] for choice in first_question(draft).value["choices"]] == [False, False]


def test_lesson_without_a_title_or_with_letters_for_minutes_is_shown_again(studio):
    lesson = make_lesson(studio)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    page = studio.post(edit, lesson_form() | {"title": "", "minutes": "many"})
    assert page.status_code == 200
    assert "This field is required." in page.content.decode()


def test_body_rule_holds_without_the_editor_too():
    block = LessonPage._meta.get_field("body").stream_block
    wrong = question()[1] | {
        "choices": [{"text": "A", "right": True}, {"text": "B", "right": True}]
    }
    value = block.to_python([{"type": "single_choice", "id": "1", "value": wrong}])
    with pytest.raises(StreamBlockValidationError):
        block.clean(value)


def preview(studio, page: LessonPage, data: dict) -> str:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    kept = studio.post(address, data)
    assert json.loads(kept.content)["is_valid"]
    shown = studio.get(address)
    assert shown.status_code == 200
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    return shown.content.decode()


def test_preview_shows_the_lesson_as_a_learner_has_it(studio):
    lesson = make_lesson(studio)
    html = preview(studio, lesson, lesson_form() | {"title": "Not saved yet"})
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["Not saved yet"]
    assert "Once there was a group." in html
    assert "Rent is a core cost." not in html
    asked = html[html.index('id="question-1"') : html.index("</section>", html.index("question-1"))]
    assert re.findall(r'<input type="radio" name="([\w-]+)"', asked) == ["q1-choice"] * 2
    # The work of an exercise, and the answer to nothing, can be written here.
    assert html.count("<fieldset disabled>") == 1
    assert " checked" not in html
    lesson.refresh_from_db()
    assert lesson.title == "The cash book"


def tried(studio, lesson: LessonPage, number: int) -> str:
    """Try an answer to the first question in the preview; return what the lesson says."""
    # The editor's browser gives each new block an id.
    form = lesson_form(rights=(False, True))
    ids = {name: str(uuid5(NAMESPACE_URL, name)) for name in form if name.endswith("-id")}
    html = preview(studio, lesson, form | ids)
    values = re.findall(r'<input type="radio" name="q1-choice" value="([\w-]+)"', html)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    shown = studio.get(address, {"question": "1", "q1-choice": values[number]}).content.decode()
    return " ".join(re.sub("<[^>]+>", " ", shown[shown.index('id="question-1"') :]).split())


def test_question_can_be_tried_in_the_preview(studio):
    lesson = make_lesson(studio)
    wrong, right = (tried(studio, lesson, number) for number in (0, 1))
    assert "Not quite. Think of the receipt." in wrong
    assert "Try again" in wrong
    assert "Yes, that is right." in right
    assert "Try again" not in right
    assert Answer.objects.count() == 0


def test_preview_of_a_lesson_that_no_one_could_publish_yet(studio):
    subject = SubjectPage.objects.get(locale__language_code="en")
    studio.post(add("coursepage", subject), course_form())
    parent = CoursePage.objects.get(title="Our money")
    names = ["learning", "lessonpage", parent.pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=names)
    blocks = [("single_choice", {"text": "", "choices": listed([]), "why": ""})]
    form = lesson_form() | nested_form_data({"body": streamfield(blocks)})
    assert studio.post(address, form).json()["is_valid"]
    shown = studio.get(address, {"question": "1"})
    assert shown.status_code == 200
    assert "Choose one of the answers first." in shown.content.decode()


def test_preview_speaks_the_language_of_the_page(studio):
    lesson = make_lesson(studio)
    french = lesson.copy_for_translation(Locale.objects.get(language_code="fr"), copy_parents=True)
    assert re.findall(r'<html lang="(\w+)"', preview(studio, lesson, lesson_form())) == ["en"]
    assert re.findall(r'<html lang="(\w+)"', preview(studio, french, lesson_form())) == ["fr"]


def test_preview_begins_at_the_width_of_a_small_phone(studio):
    lesson = make_lesson(studio)
    html = studio.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    widths = re.findall(r'data-device-width="(\d+)"', html)
    assert lesson.default_preview_size == "phone"
    assert widths[0] == "360"


def test_preview_of_a_course_that_is_not_saved_yet(studio):
    subject = SubjectPage.objects.get(locale__language_code="en")
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["learning", "coursepage", subject.pk]
    )
    studio.post(address, course_form())
    page = studio.get(address)
    assert page.status_code == 200
    assert "<h1>Our money</h1>" in page.content.decode()


def translate(studio, page: Page, captured) -> LessonPage:
    """Submit `page` for French from its menu; return the French page."""
    french = Locale.objects.get(language_code="fr")
    with captured(execute=True):
        answered = studio.post(
            reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
            {"locales": [french.pk], "include_subtree": "on"},
        )
    assert answered.status_code == 302
    return LessonPage.objects.get(translation_key=page.translation_key, locale=french)


def say_in_french(page: Page, words: dict[str, str], captured) -> None:
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code="fr"
    )
    source = TranslationSource.objects.get(pk=translation.source_id)
    for segment in source.stringsegment_set.select_related("string"):
        if segment.string.data in words:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                defaults={"data": words[segment.string.data]},
            )
    with captured(execute=True):
        translation.save_target(publish=True)


def test_page_menu_offers_the_translation(studio):
    lesson = make_lesson(studio)
    html = studio.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert reverse("wagtail_localize:submit_page_translation", args=[lesson.pk]) in html


def test_translation_keeps_ids_and_the_right_answer(studio, django_capture_on_commit_callbacks):
    lesson = make_lesson(studio)
    translate(studio, lesson, django_capture_on_commit_callbacks)
    say_in_french(
        lesson,
        {"Who keeps it?": "Qui le garde ?", "Answer 2": "Réponse 2", "The cash book": "Le cahier"},
        django_capture_on_commit_callbacks,
    )
    french = LessonPage.objects.get(locale__language_code="fr")
    value = first_question(french).value
    assert french.live
    assert french.title == "Le cahier"
    assert value["text"] == "Qui le garde ?"
    assert [choice["text"] for choice in value["choices"]] == ["Answer 1", "Réponse 2"]
    assert [choice["right"] for choice in value["choices"]] == [False, True]
    assert block_ids(french) == block_ids(lesson)
    assert french.translation_key == lesson.translation_key
    assert french.get_parent().translation_key == lesson.get_parent().translation_key


def test_translation_of_a_changed_lesson_keeps_ids_and_takes_the_new_key(
    studio, django_capture_on_commit_callbacks
):
    lesson = make_lesson(studio)
    translate(studio, lesson, django_capture_on_commit_callbacks)
    say_in_french(lesson, {"Answer 2": "Réponse 2"}, django_capture_on_commit_callbacks)
    choices = first_question(lesson).value["choices"]
    choices[0]["right"], choices[1]["right"] = True, False
    lesson.minutes = 35
    lesson.save_revision().publish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    source = TranslationSource.objects.get(object_id=lesson.translation_key)
    source.update_from_db()
    say_in_french(lesson, {}, django_capture_on_commit_callbacks)
    french = LessonPage.objects.get(locale__language_code="fr")
    assert [choice["right"] for choice in first_question(french).value["choices"]] == [True, False]
    assert french.minutes == 35
    assert block_ids(french) == block_ids(lesson)


def test_translators_are_not_asked_for_what_is_the_same_in_every_language(
    studio, django_capture_on_commit_callbacks
):
    lesson = make_lesson(studio)
    translate(studio, lesson, django_capture_on_commit_callbacks)
    source = TranslationSource.objects.get(object_id=lesson.translation_key)
    strings = set(source.stringsegment_set.values_list("string__data", flat=True))
    assert strings >= {"The cash book", "Who keeps it?", "Answer 1", "Done", "Rent is a core cost."}
    assert strings & {"cash-book", "20", "True", "False"} == set()
    assert set(source.overridablesegment_set.values_list("context__path", flat=True)) == set()


def test_course_is_as_open_and_taken_the_same_way_in_every_language(
    studio, django_capture_on_commit_callbacks
):
    lesson = make_lesson(studio)
    parent = lesson.get_parent().specific
    parent.access, parent.way = CoursePage.Access.OPEN, CoursePage.Way.GROUP
    parent.save_revision().publish()
    french = Locale.objects.get(language_code="fr")
    with django_capture_on_commit_callbacks(execute=True):
        studio.post(
            reverse("wagtail_localize:submit_page_translation", args=[parent.pk]),
            {"locales": [french.pk], "include_subtree": "on"},
        )
    say_in_french(parent, {"Our money": "Notre argent"}, django_capture_on_commit_callbacks)
    translated = CoursePage.objects.get(locale=french)
    assert (translated.title, translated.access, translated.way) == (
        "Notre argent",
        "open",
        "group",
    )
    assert LessonPage.objects.filter(locale=french).count() == 1


def test_screen_of_a_translation_opens(studio, django_capture_on_commit_callbacks):
    french = translate(studio, make_lesson(studio), django_capture_on_commit_callbacks)
    page = studio.get(reverse("wagtailadmin_pages:edit", args=[french.pk]))
    assert page.status_code == 200
    assert "Who keeps it?" in page.content.decode()


def test_recording_and_document_are_taken_over_and_may_be_exchanged(
    studio, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    lesson = make_lesson(studio)
    english, french_one = (
        Media.objects.create(
            title=name, type="audio", duration=1, file=ContentFile(corpus.SOUND, name)
        )
        for name in ("story.en.mp3", "story.fr.mp3")
    )
    book = ContentFile(corpus.finished(corpus.paper()), "book.pdf")
    document = Document.objects.create(title="Book", file=book)
    body = [
        {"type": "audio", "id": str(uuid4()), "value": {"heading": "Hear", "audio": english.pk}},
        {
            "type": "download",
            "id": str(uuid4()),
            "value": {"heading": "A", "document": document.pk},
        },
    ]
    lesson.body = json.dumps(body)
    lesson.save_revision().publish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    french = translate(studio, lesson, django_capture_on_commit_callbacks)
    assert studio.get(reverse("wagtailadmin_pages:edit", args=[french.pk])).status_code == 200
    say_in_french(lesson, {"Hear": "Écouter"}, django_capture_on_commit_callbacks)
    french.refresh_from_db()
    assert french.body[0].value["audio"] == english
    assert french.body[1].value["document"] == document
    source = TranslationSource.objects.get(object_id=lesson.translation_key)
    audio = source.overridablesegment_set.get(context__path=f"body.{body[0]['id']}.audio")
    SegmentOverride.objects.create(
        locale=french.locale, context=audio.context, data_json=json.dumps(french_one.pk)
    )
    say_in_french(lesson, {}, django_capture_on_commit_callbacks)
    assert LessonPage.objects.get(pk=french.pk).body[0].value["audio"] == french_one


def test_root_above_the_homes_is_out_of_an_editors_reach(studio):
    root = Page.get_first_root_node()
    home = HomePage.objects.get(locale__language_code="en")
    assert studio.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).status_code == 200
    answered = studio.get(reverse("wagtailadmin_pages:edit", args=[root.pk]))
    assert (answered.status_code, answered["Location"]) == (302, reverse("wagtailadmin_home"))
