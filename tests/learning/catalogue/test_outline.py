"""Which text is shown, in which order, and that it is always the published one."""

import pytest

from learning.catalogue import contents, outline
from learning.models import CoursePage, LessonPage, SubjectPage
from tests import factories


def seen(course, language):
    return outline.course(CoursePage.objects.live(), course.translation_key, language)


def test_outline_is_one_query(course, french, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = seen(course, "fr")
    assert [lesson.number for lesson in found.lessons] == [1, 2]


def test_lessons_are_in_the_language_asked_for(course, french):
    found = seen(course, "fr")
    assert (found.title, found.is_fallback) == ("A course (fr)", False)
    assert [lesson.title for lesson in found.lessons] == ["Lesson 1 (fr)", "Lesson 2 (fr)"]
    assert [lesson.key for lesson in found.lessons] == [
        one.key for one in seen(course, "en").lessons
    ]


def never_published(page) -> None:
    """Make `page` a draft that no one has seen, as a translation is when it begins."""
    page.unpublish()
    type(page).objects.filter(pk=page.pk).update(first_published_at=None)


def test_lesson_missing_in_french_is_shown_in_english_in_its_place(course, french):
    never_published(LessonPage.objects.get(title="Lesson 1 (fr)"))
    found = seen(course, "fr")
    assert [(one.title, one.language, one.is_fallback) for one in found.lessons] == [
        ("Lesson 1", "en", True),
        ("Lesson 2 (fr)", "fr", False),
    ]


def test_course_that_exists_in_french_only_is_shown_to_an_english_reader(course, french):
    never_published(course)
    for page in LessonPage.objects.filter(locale__language_code="en"):
        never_published(page)
    found = seen(course, "en")
    assert (found.language, found.is_fallback, len(found.lessons)) == ("fr", True, 2)


@pytest.mark.parametrize(
    ("taken_down", "english", "translated"),
    [
        ("Lesson 1", ["Lesson 2"], ["Lesson 1 (fr)", "Lesson 2 (fr)"]),
        ("Lesson 1 (fr)", ["Lesson 1", "Lesson 2"], ["Lesson 2 (fr)"]),
    ],
)
def test_lesson_taken_down_in_one_language_is_not_replaced_by_another(
    course, french, taken_down, english, translated
):
    LessonPage.objects.get(title=taken_down).unpublish()
    assert [one.title for one in seen(course, "en").lessons] == english
    assert [one.title for one in seen(course, "fr").lessons] == translated
    # For completion, and for someone who reads a member's work.
    assert [one.title for one in seen(course, "").lessons] == ["Lesson 2"]
    [whole] = outline.courses(CoursePage.objects.live(), "fr", whole=True)
    assert len(whole.lessons) == 2


@pytest.mark.parametrize(("language", "other"), [("en", "fr"), ("fr", "en")])
def test_course_taken_down_in_one_language_is_not_replaced_by_another(
    course, french, language, other
):
    CoursePage.objects.get(locale__language_code=language).unpublish()
    assert seen(course, language) is None
    assert seen(course, other).language == other
    assert seen(course, "") is not None


@pytest.mark.parametrize(("source", "target"), [("en", "fr"), ("fr", "en")])
def test_source_gives_the_order_whichever_its_language(db, source, target):
    original = factories.course(language=source, lessons=3)
    copy = factories.in_language(original, target)
    first, second, third = LessonPage.objects.child_of(original)
    for lesson in (first, second, third):
        factories.in_language(lesson, target)
    LessonPage.objects.get(pk=first.pk).move(original, pos="last-child")
    order = [one.translation_key for one in (second, third, first)]
    for language in ("en", "fr", ""):
        assert [one.key for one in seen(original, language).lessons] == order
    assert LessonPage.objects.child_of(copy).first().translation_key == first.translation_key


def test_lesson_that_only_a_translation_has_keeps_its_place(course, french):
    never_published(LessonPage.objects.get(title="Lesson 1"))
    assert [one.title for one in seen(course, "en").lessons] == ["Lesson 1 (fr)", "Lesson 2"]


def test_alias_is_shown_as_the_text_that_it_is(course):
    """Wagtail puts one above a translation when the page above has none."""
    factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    assert CoursePage.objects.get(locale__language_code="fr").alias_of_id == course.pk
    found = seen(course, "fr")
    assert (found.pk, found.language, found.is_fallback) == (course.pk, "en", True)
    assert [(one.title, one.is_fallback) for one in found.lessons] == [
        ("Lesson 1 (fr)", False),
        ("Lesson 2", True),
    ]


def test_subject_that_is_not_published_heads_nothing(course, french):
    for subject in SubjectPage.objects.all():
        subject.unpublish()
    for language in ("en", "fr"):
        [shelf] = outline.shelves(outline.courses(CoursePage.objects.live(), language), language)
        assert (shelf.title, len(shelf.courses)) == ("", 1)


def test_subject_taken_down_in_one_language_is_not_replaced_by_another(course, french):
    translated = SubjectPage.objects.get(locale__language_code="fr")
    translated.alias_of = None
    translated.save_revision().publish()
    SubjectPage.objects.get(pk=translated.pk).unpublish()
    titles = {}
    for language in ("en", "fr"):
        [shelf] = outline.shelves(outline.courses(CoursePage.objects.live(), language), language)
        titles[language] = shelf.title
    assert titles == {"en": "Money", "fr": ""}


def test_unpublished_lesson_leaves_the_outline_at_once(course):
    LessonPage.objects.get(title="Lesson 1").unpublish()
    assert [(one.number, one.title) for one in seen(course, "en").lessons] == [(1, "Lesson 2")]


def test_lessons_of_another_course_stay_out(course):
    other = factories.course(title="Another")
    assert [one.title for one in seen(course, "en").lessons] == ["Lesson 1", "Lesson 2"]
    assert seen(other, "en").title == "Another"


def test_shelves_unite_the_languages_of_a_subject(course, french):
    lonely = factories.course(title="Only English")
    SubjectPage.objects.filter(locale__language_code="fr").update(alias_of=None)
    found = outline.courses(CoursePage.objects.live(), "fr")
    [shelf] = outline.shelves(found, "fr")
    assert {one.title for one in shelf.courses} == {"A course (fr)", lonely.title}
    assert shelf.language == "fr"


def test_content_is_rendered_once_per_publishing(course, django_assert_num_queries):
    lesson = seen(course, "en").lessons[0]
    first = contents.of(lesson)
    with django_assert_num_queries(0):
        assert contents.of(lesson) == first


def test_content_is_fresh_after_publishing(course):
    assert "Write it down." in contents.of(seen(course, "en").lessons[0]).html
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = [("idea", {"heading": "Two", "text": "<p>Say it aloud.</p>"})]
    page.save_revision().publish()
    content = contents.of(seen(course, "en").lessons[0])
    assert "Say it aloud." in content.html
    assert "Write it down." not in content.html
    assert content.questions == ()


def test_draft_change_is_not_shown(course):
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = [("idea", {"heading": "Two", "text": "<p>Say it aloud.</p>"})]
    page.save_revision()
    assert "Say it aloud." not in contents.of(seen(course, "en").lessons[0]).html


def test_content_holds_questions_and_exercises_as_plain_data(course):
    first, last = (contents.of(one) for one in seen(course, "en").lessons)
    question = first.questions[0]
    assert (question.text, question.why) == ("Question 1?", "Because two people saw it.")
    assert [(one.text, one.is_right) for one in question.choices] == [
        ("First", False),
        ("Second", True),
        ("Third", False),
    ]
    assert "Question 1?" not in first.html
    [exercise] = last.exercises
    assert exercise.rubric == ("Done", "Clear", "Ours", "Next step")
    assert "<p>Make a budget.</p>" in exercise.brief


def test_questions_and_choices_have_the_same_ids_in_both_languages(course, french):
    english, translated = (contents.of(seen(course, one).lessons[0]) for one in ("en", "fr"))
    ids = [(one.id, [choice.id for choice in one.choices]) for one in english.questions]
    assert ids == [(one.id, [choice.id for choice in one.choices]) for one in translated.questions]


def test_weight_grows_with_the_text(course):
    lesson = seen(course, "en").lessons[0]
    before = contents.of(lesson).weight
    page = LessonPage.objects.get(title="Lesson 1")
    words = " ".join(str(number * 7919) for number in range(400))
    page.body = [("text", {"heading": "", "text": f"<p>{words}</p>"})]
    page.save_revision().publish()
    assert contents.of(seen(course, "en").lessons[0]).weight > before + 500
