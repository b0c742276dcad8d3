"""A question with several right answers, from the editor's form to the member's copy."""

from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from learning.catalogue import contents, outline
from learning.models import Answer, CoursePage, LessonPage, LessonProgress
from learning.questions.kinds.several_choices import SeveralChoices, SeveralChoicesBlock
from people.privacy import export
from tests import factories
from web.codes import encode

FOUR = (("First", True), ("Second", False), ("Third", True), ("Fourth", False))


def block(choices=FOUR) -> tuple[str, dict]:
    said = [{"text": text, "right": right, "feedback": f"{text}!"} for text, right in choices]
    return ("several_choices", {"text": "Which ones?", "choices": said, "why": "They agree."})


@pytest.fixture
def asked(walk):
    """The walk of a learner whose first lesson asks this one question."""
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = [("story", "<p>Once there was a group.</p>"), block()]
    page.save_revision().publish()
    return walk


def question(walk) -> SeveralChoices:
    [found] = walk.content(1).questions
    return found


def address(walk, lang: str = "en") -> str:
    return walk.address("question", 1, question(walk).id, lang=lang)


def choose(walk, *numbers: int, lang: str = "en"):
    """Send the numbered choices, counted from 1."""
    codes = [encode(question(walk).choices[number - 1].id) for number in numbers]
    return walk.client.post(address(walk, lang), {"choices": codes})


def ids(walk, *numbers: int) -> list[str]:
    return sorted(str(question(walk).choices[number - 1].id) for number in numbers)


def done_lessons() -> int:
    return LessonProgress.objects.exclude(done_at=None).count()


def test_exactly_the_right_answers_finish_the_lesson(asked):
    response = choose(asked, 1, 3)
    assert (response.status_code, response.url) == (302, address(asked))
    kept = Answer.objects.get()
    assert kept.given == {"kind": "several_choices", "v": 1, "choices": ids(asked, 1, 3)}
    assert (kept.is_right, done_lessons()) == (True, 1)
    page = asked.client.get(response.url).content.decode()
    assert "Yes, that is right." in page
    assert "They agree." in page
    assert "checkbox" not in page


@pytest.mark.parametrize(
    ("chosen", "english", "french"),
    [
        ((1,), "Your choice is right. One right answer is missing.", None),
        (
            (2,),
            "Your choice is not one of the right answers. 2 right answers are missing.",
            "Votre réponse ne fait pas partie des bonnes. Il manque 2 bonnes réponses.",
        ),
        (
            (2, 4),
            "None of your 2 choices is one of the right answers. 2 right answers are missing.",
            None,
        ),
        (
            (1, 2),
            "1 of your 2 choices is right. One right answer is missing.",
            "1 de vos 2 réponses est juste. Il manque une bonne réponse.",
        ),
        (
            (1, 2, 3),
            "2 of your 3 choices are right.",
            "2 de vos 3 réponses sont justes.",
        ),
    ],
)
def test_other_answers_say_how_far_off_they_are(asked, chosen, english, french):
    choose(asked, *chosen)
    reply = asked.client.get(address(asked)).context["reply"]
    assert (reply.is_right, reply.summary) == (False, english)
    assert (Answer.objects.get().is_right, done_lessons()) == (False, 0)
    if french:
        with translation.override("fr"):
            assert question(asked).reply(Answer.objects.get().given).summary == french


def test_each_choice_has_its_feedback_beside_it_and_stays_chosen(asked):
    choose(asked, 2, 3)
    page = asked.client.get(address(asked)).content.decode().replace("\n", "")
    assert "<p><b>Second</b> Second!</p><p><b>Third</b> Third!</p>" in page
    assert "First!" not in page
    assert "They agree." not in page
    assert page.count("checked") == 2
    assert page.count('type="checkbox"') == 4
    assert "More than one answer is right." in page


def test_answer_in_french_counts_in_english(asked):
    factories.in_french(asked.page)
    factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    response = choose(asked, 1, 3, lang="fr")
    assert "Oui" in asked.client.get(response.url).content.decode()
    result = asked.client.get(asked.address("result", 1))
    assert (result.context["right"], result.context["total"]) == (1, 1)


def test_translation_keeps_the_ids_of_question_and_choices(asked):
    factories.in_french(asked.page)
    factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    live = CoursePage.objects.live()
    english, french = (
        contents.of(outline.course(live, asked.page.translation_key, one).lessons[0]).questions[0]
        for one in ("en", "fr")
    )
    assert french.id == english.id
    assert [one.id for one in french.choices] == [one.id for one in english.choices]


def test_same_choices_sent_twice_write_once(asked):
    choose(asked, 1, 3)
    kept = Answer.objects.get()
    choose(asked, 3, 1)
    assert Answer.objects.get().answered_at == kept.answered_at
    assert done_lessons() == 1


def test_latest_choices_are_kept(asked):
    choose(asked, 1, 2)
    choose(asked, 1, 3)
    assert Answer.objects.get().given["choices"] == ids(asked, 1, 3)


def test_question_is_asked_again_when_an_editor_removed_a_choice(asked):
    choose(asked, 1, 4)
    page = LessonPage.objects.get(title="Lesson 1")
    del page.body[1].value["choices"][3]
    page.save_revision().publish()
    response = asked.client.get(address(asked))
    assert response.context["reply"] is None
    first = question(asked).choices[0]
    assert response.context["form"].initial == {"choices": [encode(first.id)]}


def test_no_choice_says_so_beside_the_field(asked):
    response = choose(asked)
    assert response.status_code == 200
    assert response.context["form"].errors == {"choices": ["Choose at least one answer first."]}


@pytest.mark.parametrize("code", ["nonsense", "A" * 22, "\x00", "' OR 1=1"])
def test_unknown_choice_says_so_beside_the_field(asked, code):
    first = encode(question(asked).choices[0].id)
    response = asked.client.post(address(asked), {"choices": [first, code]})
    assert response.context["form"].errors == {
        "choices": ["One of these answers is no longer here. Choose again."]
    }
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("choices", [None, "abc", 7, {"a": 1}, [], [None, 3]])
def test_kept_answer_of_another_shape_is_asked_again(asked, choices):
    given = {"kind": "several_choices", "v": 1, "choices": choices}
    assert question(asked).reply(given) is None


def test_right_answer_is_right(asked):
    assert question(asked).reply(question(asked).right_answer).is_right


def test_copy_of_a_member_lists_what_was_chosen(asked):
    choose(asked, 1, 4)
    [section] = [one for one in export.gather(asked.user) if one.model == "learning.Answer"]
    [row] = [{entry.name: entry.told for entry in row} for row in section.rows]
    assert (row["question_id"], row["given"]) == ("Which ones?", "First; Fourth")


def test_page_of_the_question_costs_at_most_six_queries(asked, django_assert_max_num_queries):
    page_of_it = choose(asked, 1, 4).url
    asked.client.get(page_of_it)
    with django_assert_max_num_queries(6):
        page = asked.client.get(page_of_it)
    assert len(page.content) < 12_000


@pytest.mark.parametrize("right", [0, 1])
def test_editor_marks_at_least_two_answers(right):
    choices = [(f"Answer {number}", number < right) for number in range(3)]
    made = SeveralChoicesBlock()
    with pytest.raises(ValidationError) as refused:
        made.clean(made.normalize(block(choices)[1]))
    assert str(refused.value.block_errors["choices"].message) == (
        "Mark at least 2 answers as right."
    )


def test_editor_sees_the_right_answers_in_the_preview():
    made = SeveralChoicesBlock()
    html = made.render(made.normalize(block()[1]))
    assert (html.count('type="checkbox"'), html.count(" checked")) == (4, 2)


def test_id_of_a_question_is_that_of_its_block(asked):
    page = LessonPage.objects.get(title="Lesson 1")
    assert question(asked).id == UUID(page.body[1].id)
