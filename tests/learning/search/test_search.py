"""What a search finds, and that it is never more than the member may see."""

import pytest
from django.urls import reverse
from django.utils import translation

from learning.models import CoursePage, LessonPage
from learning.search import queries
from learning.search.queries import Wanted
from tests import factories
from tests.factories import in_studio

pytestmark = pytest.mark.servers


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Les travailleurSEs du sexe", "travailleuses"),
        ("Les travailleurSEs du sexe", "travailleurs"),
        ("Les travailleuses du sexe", "travailleurs"),
        ("Les travailleurs du sexe", "travailleurSEs"),
        ("Les travailleuses du sexe", "TravailleurSEs du sexe"),
        ("Les participant.e.s sont là", "participantes"),
        ("Les participantes sont là", "participant·e·s"),
        ("Qui est inscritE·s ?", "inscrits"),
        ("L’épargne du groupe", "epargne"),
        ("L'epargne du groupe", "l’épargne"),
        ("Nos droits", "les droits"),
        ("Épargner ensemble", "épargn"),
        ("كيف نحمي أنفسنا", "أنفسنا"),
        ("我们的权利", "权利"),
    ],
)
def test_words_are_found_however_they_are_written(lessons, find, written, typed):
    lessons("One", written)
    lessons("Other", "Nothing of it.")
    assert find(typed) == ["One"]


def test_all_words_are_in_it_and_titles_come_first(lessons, find):
    lessons("In the text", "Who keeps the receipts of the group?")
    lessons("Receipts of a group", "Something else.")
    lessons("One of them", "Receipts alone.")
    assert find("group receipts") == ["Receipts of a group", "In the text"]


def test_words_of_a_course_find_it_and_those_of_its_lessons_do_not(lessons, find):
    lessons("Lesson", "Who counts?", course="Zebras")
    assert find("zebra") == ["Zebras"]
    assert find("counts") == ["Lesson"]


@pytest.mark.parametrize("typed", ["Zrubric", "Zbrief", "Zquestion", "Zheading", "Zpoint"])
def test_what_readers_see_of_questions_and_exercises_is_found(lessons, find, typed):
    page = lessons("One")
    page.body = hidden_and_seen()
    page.save_revision().publish()
    assert find(typed) == ["One"]


@pytest.mark.parametrize("typed", ["Zright", "Zwrong", "Zhint", "Zwhy", "Zagain", "Zworked"])
def test_what_tells_an_answer_is_not_found(lessons, find, typed):
    page = lessons("One")
    page.body = hidden_and_seen()
    page.save_revision().publish()
    assert find(typed) == []


def hidden_and_seen() -> list[tuple[str, object]]:
    """Blocks in which each part has a word of its own."""
    return [
        ("checklist", {"heading": "Zheading", "points": ["Zpoint", "Other"]}),
        (
            "single_choice",
            {
                "text": "Zquestion?",
                "choices": [
                    {"text": "Zright", "right": True, "feedback": ""},
                    {"text": "Zwrong", "right": False, "feedback": ""},
                ],
                "hint": "Zhint",
                "again": "Zagain",
                "why": "Zwhy",
            },
        ),
        (
            "exercise",
            {
                "heading": "A budget",
                "brief": "<p>Zbrief</p>",
                "reminder": "",
                "rubric": ["Zrubric"],
                "worked_answer": "<p>Zworked</p>",
            },
        ),
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "typed",
    [
        "x",
        "AND OR NEAR( * ^",
        "NEAR(cash, 5)",
        'cash" OR "1"="1',
        "title:cash",
        "-cash +cash",
        "cash*",
        "' ; DROP TABLE people_user; --",
        "\\' & | ! <->",
        "{a b} : c",
        "%s %d %(x)s",
        "العربية",
        "权利",
        "\U0001f600",
        "\ud7ff\ufffd\u200b",
        "x" * 200,
        " ".join("ab" for _ in range(60)),
        "0 1e5 1.5e-3 http://example.org/a?b=c a@b.org",
    ],
)
def test_no_text_is_an_operator(lessons, find, language, typed):
    lessons("One", "Something of ours.")
    assert find(typed, language) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type at least one word."),
        (" \t ", "Type at least one word."),
        ("x" * 5000, "This is too long. Use fewer words."),
        ("cash\0", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_searched_gets_a_sentence(lessons, find, typed, sentence):
    response = find.browser.post("/en/learn/search/", {"name": typed})
    assert response.status_code == 200
    assert list(response.context["form"].errors["name"]) == [sentence]
    assert "results" not in response.context


def test_signs_alone_find_nothing(lessons, find):
    lessons("One", "Something of ours.")
    assert find("… * ^ !") == []


# --- What the member may see -------------------------------------------------------------------


def test_draft_is_not_found_nor_counted(lessons, find):
    """Its words are in the index, which the studio searches too."""
    lessons("Shown", "Zsecret and known.")
    draft = lessons("Draft", "Zsecret and unknown.")
    draft.unpublish()
    assert queries.pages_with("zsecret") >= {draft.pk}
    assert find("Zsecret") == ["Shown"]
    assert find("unknown") == []
    assert find("Draft") == []


def test_words_that_are_not_published_yet_are_not_found(lessons, find):
    page = lessons("Shown", "Old words.")
    page.title = "Zdraft"
    page.body = [("text", {"heading": "", "text": "<p>Zbody</p>"})]
    page.save_revision()
    assert [find(word) for word in ("Zdraft", "Zbody", "old")] == [[], [], ["Shown"]]


def test_lesson_of_a_course_that_is_not_published_is_not_found(lessons, find):
    page = lessons("Hidden", "Zsecret", course="Zcourse")
    CoursePage.objects.get(title="Zcourse").unpublish()
    assert LessonPage.objects.get(pk=page.pk).live
    assert [find(word) for word in ("Zsecret", "Zcourse", "Hidden")] == [[], [], []]


def test_lesson_taken_down_in_one_language_is_not_found_by_its_readers(lessons, find):
    page = lessons("Shown", "Zsecret")
    factories.home_page("fr")
    factories.in_french(CoursePage.objects.get(title="A course"))
    factories.in_french(page)
    LessonPage.objects.get(title="Shown (fr)").unpublish()
    assert find("Zsecret") == ["Shown"]
    assert find("Zsecret", "fr") == []


def test_someone_without_a_vouch_finds_words_of_open_courses_alone(lessons, world):
    """They have no such page; the rule holds without it."""
    lessons("Closed", "Zsecret")
    opened = lessons("Open", "Zsecret as well", course="Open course")
    CoursePage.objects.filter(title="Open course").update(access=CoursePage.Access.OPEN)
    newcomer = factories.UserFactory(vouched_on=None)
    among = queries.catalogue_of(newcomer, "en")
    results = queries.find(Wanted(typed="Zsecret"), among)
    assert [one.part.key for one in results.shown] == [opened.translation_key]
    assert results.total == 1


def test_page_says_no_more_than_its_titles(lessons, find):
    """No excerpt: neither of what is found nor of anything else."""
    lessons("Shown", "Zword before Zafter.")
    response = find.browser.post("/en/learn/search/", {"name": "zword"})
    assert "Zafter" not in response.content.decode()


# --- Languages ---------------------------------------------------------------------------------


@pytest.fixture
def in_two(lessons):
    """A lesson in English and French, and one in French alone."""
    page = lessons("Save", "Money in a box.")
    factories.home_page("fr")
    factories.in_french(CoursePage.objects.get(title="A course"))
    copy = factories.in_french(page)
    copy.title = "Épargner"
    copy.body = [("text", {"heading": "", "text": "<p>De l’argent dans une boîte.</p>"})]
    copy.save_revision().publish()
    return lessons("Seule", "Une boîte à part.", course="Un cours", language="fr")


def test_words_of_the_language_that_is_read_are_found(in_two, find):
    assert find("money") == ["Save"]
    assert find("money", "fr") == []
    assert find("argent") == []
    assert find("argent", "fr") == ["Épargner"]


def test_what_is_only_in_another_language_is_found_with_its_label(in_two, find):
    assert find("boîte") == ["Seule"]
    response = find.browser.post("/en/learn/search/", {"name": "boîte"})
    page = response.content.decode()
    assert '<span class="price">French</span>' in page
    [found] = response.context["results"].shown
    assert (found.address, found.is_other) == (address_of(in_two, "en"), True)


def test_language_that_was_asked_for_is_searched_and_opened(in_two, find):
    response = find.browser.post("/en/learn/search/", {"name": "boite", "language": "fr"})
    results = response.context["results"]
    assert [one.part.title for one in results.shown] == ["Épargner", "Seule"]
    assert [one.address.split("/")[1] for one in results.shown] == ["fr", "fr"]
    assert [one.is_other for one in results.shown] == [True, True]
    answer = find.browser.post("/fr/learn/search/", {"name": "boite", "language": "en"})
    assert answer.context["results"].total == 0


def address_of(page, language):
    course = page.get_parent()
    with translation.override(language):
        return reverse("learning:lesson", args=[course.translation_key, page.translation_key])


# --- Narrowing ---------------------------------------------------------------------------------


@pytest.fixture
def three(lessons):
    """Lessons of 5, 20 and 45 minutes; the second weighs more than 10 kB."""
    for title, minutes, text in [
        ("Short", 5, "Common."),
        ("Heavy", 20, "Common. " + " ".join(f"{n * n:x}" for n in range(9_000))),
        ("Long", 45, "Common."),
    ]:
        page = lessons(title, text, course=f"Course {title}")
        page.minutes = minutes
        page.save_revision().publish()


@pytest.mark.parametrize(
    ("narrow", "titles"),
    [
        ({}, ["Short", "Heavy", "Long"]),
        ({"minutes": "10"}, ["Short"]),
        ({"minutes": "20"}, ["Short", "Heavy"]),
        ({"weight": "10000"}, ["Short", "Long"]),
        ({"weight": "10000", "minutes": "30"}, ["Short"]),
    ],
)
def test_results_are_narrowed_by_minutes_and_data(three, find, narrow, titles):
    assert find("common", **narrow) == titles


def test_without_a_word_the_narrowed_catalogue_is_listed(three, find):
    assert find(minutes="10") == ["Course Short", "Short"]


def test_results_are_narrowed_by_subject(lessons, find):
    lessons("Of money", "Common.")
    money = CoursePage.objects.get().get_parent()
    other = money.get_parent().add_child(
        instance=type(money.specific)(title="People", slug="people", locale=money.locale)
    )
    lessons("Of people", "Common.", course="Second")
    CoursePage.objects.get(title="Second").move(other, pos="last-child")
    response = find.browser.get("/en/learn/search/")
    choices = dict(response.context["form"].fields["subject"].choices)
    assert list(choices.values()) == ["All", "Money", "People"]
    code = next(code for code, title in choices.items() if title == "People")
    assert find("common", subject=code) == ["Of people"]
    assert find("common") == ["Of money", "Of people"]


@pytest.mark.parametrize("field", ["language", "minutes", "weight"])
def test_choice_that_is_not_offered_is_refused(in_two, find, field):
    response = find.browser.post("/en/learn/search/", {"name": "box", field: "7'"})
    assert response.status_code == 200
    assert "results" not in response.context


# --- The index follows what editors do ----------------------------------------------------------


def test_taken_down_and_published_again(lessons, find):
    page = lessons("One", "Zword")
    page.unpublish()
    assert find("zword") == []
    page.save_revision().publish()
    assert find("zword") == ["One"]


def test_changed_words_replace_the_old_ones(lessons, find):
    page = lessons("One", "Zbefore")
    page.body = [("text", {"heading": "", "text": "<p>Zafter</p>"})]
    page.save_revision().publish()
    assert [find("zbefore"), find("zafter")] == [[], ["One"]]


def test_deleted_course_leaves_no_words(lessons, find):
    page = lessons("One", "Zword", course="Zcourse")
    assert queries.pages_with("zword") == {page.pk}
    CoursePage.objects.get(title="Zcourse").delete()
    assert (queries.pages_with("zword"), queries.pages_with("zcourse")) == (set(), set())


def test_moved_lesson_is_found_where_it_is(lessons, find):
    lessons("Other", course="Second")
    page = lessons("One", "Zword", course="First")
    page.slug = "one"
    page.save_revision().publish()
    page.move(CoursePage.objects.get(title="Second"), pos="last-child")
    response = find.browser.post("/en/learn/search/", {"name": "zword"})
    assert [one.course.title for one in response.context["results"].shown] == ["Second"]


# --- The studio ---------------------------------------------------------------------------------


def test_studio_finds_words_in_lessons(lessons, sign_in):
    page = lessons("One", "Les participantEs tiennent la réunion.", course="Course")
    lessons("Other", "Nothing of it.", course="Second")
    editor = sign_in(in_studio(pseudonym="Zebra"))
    for typed in ("réunion", "reunion tiennent", "participantes", "réun"):
        found = editor.get("/studio/pages/search/", {"q": typed}).context["pages"]
        assert [one.pk for one in found] == [page.pk], typed
