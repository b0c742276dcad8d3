"""A word or a few that members write."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from learning.models import Answer, Enrolment, LessonPage
from learning.progress.recount import recount_changed
from learning.questions.kinds.short_text import ShortText, ShortTextBlock
from learning.questions.models import with_keys
from people.privacy import export
from tests import factories
from tests.learning.questions.publishing import address, change, published, question


def listed(*choices: tuple[str, bool, str]) -> dict:
    said = [{"text": text, "right": right, "feedback": told} for text, right, told in choices]
    return {"text": "Who keeps the book?", "choices": said}


KEEPER = listed(
    ("les travailleurSEs du sexe", True, "Yes."),
    ("l’œuvre de l’été", True, ""),
    ("the funder", False, "Whose money is it?"),
)


@pytest.fixture
def asked(walk):
    return published(walk, "short_text", KEEPER)


def write(walk, text: str, lang: str = "en"):
    return walk.client.post(address(walk, lang), {"text": text})


@pytest.mark.parametrize(
    "text",
    [
        *(
            "les travailleur·se·s du sexe",
            "Les travailleur-se-s du sexe",
            "LES TRAVAILLEURSES DU SEXE",
        ),
        *(
            "les travailleur(se)s du sexe.",
            "« les travailleurSEs du sexe »",
            "les travailleur.se.s  du sexe",
        ),
        *("«\u202fles travailleur•se•s\u00a0du sexe\u202f»", "\u200bles travailleurses du sexe"),
        *(
            "l'oeuvre de l'ete",
            "L’ŒUVRE DE L’ÉTÉ",
            "l`œuvre de l´e\u0301te\u0301",
            "loeuvre de lété !",
        ),
    ],
)
def test_spelling_and_signs_do_not_count(asked, text):
    assert write(asked, text).status_code == 302
    kept = Answer.objects.get()
    assert (kept.is_right, kept.words) == (True, None)
    assert kept.given.keys() == {"kind", "v", "choice"}


def test_answer_that_was_expected_has_its_comment(asked):
    write(asked, "The Funder")
    page = asked.client.get(address(asked)).content.decode()
    assert "Whose money is it?" in page
    assert 'value="the funder"' in page
    assert Answer.objects.get().words is None


def test_other_words_come_back_and_lie_sealed(asked):
    write(asked, "Ada in the kitchen")
    kept = Answer.objects.get()
    assert (kept.given, kept.is_right) == ({"kind": "short_text", "v": 1}, False)
    assert kept.words == "Ada in the kitchen"
    assert 'value="Ada in the kitchen"' in asked.client.get(address(asked)).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM learning_answer")
        assert "kitchen" not in repr(
            [bytes(one) for row in cursor for one in row if isinstance(one, (bytes, memoryview))]
        )
    write(asked, "Ada in the kitchen")
    assert Answer.objects.get().answered_at == kept.answered_at
    write(asked, "les travailleurSEs du sexe")
    assert Answer.objects.get().words is None


def test_copy_of_a_member_has_their_words_also_without_the_question(asked):
    write(asked, "Ada in the kitchen")

    def row() -> dict[str, str]:
        [section] = [one for one in export.gather(asked.user) if one.model == "learning.Answer"]
        return {entry.name: entry.told for entry in section.rows[0]}

    assert (row()["given"], row()["words"]) == ("Ada in the kitchen", "Ada in the kitchen")
    LessonPage.objects.get(title="Lesson 1").delete()
    assert row()["words"] == "Ada in the kitchen"


def test_answer_that_is_accepted_later_counts_then(asked):
    write(asked, "Two of us")
    more = {"type": "item", "id": str(uuid4()), "value": {"text": "two of us!", "right": True}}
    change(asked, lambda value: value | {"choices": [*value["choices"], more]})
    recount_changed()
    assert Answer.objects.get().is_right


def test_corrected_answer_counts_again(asked):
    write(asked, "the funder")

    def corrected(value):
        value["choices"][2]["value"]["right"] = True
        return value

    change(asked, corrected)
    recount_changed()
    assert Answer.objects.get().is_right


def test_answer_that_an_editor_took_out_is_asked_again(asked):
    write(asked, "the funder")
    change(asked, lambda value: value | {"choices": value["choices"][:2]})
    response = asked.client.get(address(asked))
    assert response.context["reply"] is None


def test_answer_counts_in_the_language_of_the_reader_and_of_the_source(asked):
    factories.in_french(asked.page)
    page = factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    story, raw = page.body.get_prep_value()
    raw["value"]["choices"][1]["value"]["text"] = "das Haus"
    page.body = page.body.stream_block.to_python([story, raw])
    page.save_revision().publish()
    for text in ("das haus", "l’oeuvre de l’été"):
        write(asked, text, lang="fr")
        assert Answer.objects.get().is_right
        recount_changed()
        assert Answer.objects.get().is_right
        write(asked, "no")
    write(asked, "das haus", lang="fr")
    assert "das Haus" in asked.client.get(address(asked, "fr")).content.decode()
    assert "l’œuvre de l’été" in asked.client.get(address(asked)).content.decode()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("?!", "Write your answer with letters or digits."),
        ("é" * 10_000, "A few words are enough: write at most 100 characters."),
        ("e" + "\u0301\u0323" * 5_000, "A few words are enough: write at most 100 characters."),
    ],
)
def test_what_is_no_answer_is_refused_and_comes_back(asked, text, told):
    response = write(asked, text)
    assert response.context["form"].errors == {"text": [told]}
    assert text in response.content.decode()


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ([("The book", False, "")], "Mark at least one answer as right."),
        (
            [("L’été", True, ""), ("l'ete", False, "")],
            "The same answer stands here twice, once as right and once as wrong.",
        ),
        ([("…", True, "")], "Write each answer with letters or digits."),
    ],
)
def test_editor_lists_answers_that_can_be_given(choices, told):
    block = ShortTextBlock()
    value = block.normalize({**block.get_default(), **listed(*choices)})
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert refused.value.block_errors["choices"].messages == [told]


def test_draft_without_answers_can_be_previewed():
    block = ShortTextBlock()
    made = ShortText.of_block(uuid4(), block.normalize({**block.get_default(), "choices": []}))
    assert made.form(None, None).fields


@pytest.mark.parametrize("more", [{}, {"choice": 7}, {"words": None}, {"words": ""}])
def test_kept_answer_of_another_shape_is_asked_again(asked, more):
    assert question(asked).reply({"kind": "short_text", "v": 1, **more}) is None


def test_page_with_written_words_asks_the_database_little(asked, django_assert_max_num_queries):
    write(asked, "Two of us")
    asked.client.get(address(asked))
    with django_assert_max_num_queries(6):
        asked.client.get(address(asked))


def test_words_of_many_members_are_opened_with_few_queries(asked, world, django_assert_num_queries):
    write(asked, "Two of us")
    for member in (world.a.mentor, world.b.leader):
        own = Answer.objects.get(enrolment__user=asked.user)
        other = Enrolment.objects.create(user=member, course_key=own.enrolment.course_key)
        own.pk, own.enrolment, own.said = None, other, own.given | {"words": member.pseudonym}
        own.save()
    with django_assert_num_queries(4):
        found = sorted(str(one.words) for one in with_keys(Answer.objects.all()))
    assert found == sorted(["Two of us", world.a.mentor.pseudonym, world.b.leader.pseudonym])
