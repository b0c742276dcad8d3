"""A number that members type."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from learning.models import Answer
from learning.progress.recount import recount_changed
from learning.questions.kinds.typed_number import TypedNumber, TypedNumberBlock
from tests import factories
from tests.learning.questions.publishing import address, change, published, question

BUDGET = {
    "text": "How much is left?",
    "number": Decimal("1250.5"),
    "tolerance": Decimal("0.5"),
    "unit": "francs",
}


@pytest.fixture
def asked(walk):
    return published(walk, "typed_number", BUDGET)


def write(walk, number: str, lang: str = "en"):
    return walk.client.post(address(walk, lang), {"number": number})


@pytest.mark.parametrize(
    "number",
    [
        *("1250.5", "1250,5", "1 250,5", "1\u202f250,5", "1\u00a0250.5", "1’250.5", "1'250,5"),
        *("1.250,5", "1,250.5", "+1250,50", " 1250 ", "1251", "١٢٥٠٫٥", "１２５０", "1\u2009250"),
        *("1250 francs", "1 250,5\u00a0Francs", "1,250", "1.250", "01250"),
    ],
)
def test_number_is_read_as_people_write_it(asked, number):
    assert write(asked, number).status_code == 302
    assert Answer.objects.get().is_right


@pytest.mark.parametrize(
    "number", ["1249.9", "1251,1", "-1250", "125", "12505", "1.25", "12,50.5", "0", "-0"]
)
def test_other_numbers_are_wrong_or_refused_and_come_back(asked, number):
    response = write(asked, number)
    page = (response if response.status_code == 200 else asked.client.get(address(asked))).content
    assert Answer.objects.filter(is_right=True).count() == 0
    assert f'value="{number}"' in page.decode()


@pytest.mark.parametrize(
    "number", ["many", "12 and 13 apples", "1.2.3", "1,2,3", "--1", "1-2", "½", "1e3", "NaN", ",5"]
)
def test_what_is_no_number_is_refused_and_comes_back(asked, number):
    response = write(asked, number)
    told = ["Write one number in digits, such as 1250 or 12.5."]
    assert response.context["form"].errors == {"number": told}
    assert f'value="{number}"' in response.content.decode()


def test_long_text_is_refused_and_comes_back(asked):
    response = write(asked, "1" * 10_000)
    told = ["This number is too long. Write at most 40 characters."]
    assert response.context["form"].errors == {"number": told}
    assert "1" * 10_000 in response.content.decode()


def test_phone_shows_its_keyboard_for_numbers_and_the_unit_is_read_with_the_field(asked):
    page = asked.client.get(address(asked)).content.decode()
    assert 'inputmode="decimal"' in page
    assert 'aria-describedby="id_number_unit"' in page
    assert '<span id="id_number_unit">francs</span>' in page
    refused = write(asked, "many").content.decode()
    assert 'aria-describedby="id_number_error id_number_unit"' in refused


def test_same_number_typed_in_another_way_is_the_same_answer(asked):
    write(asked, "1250")
    kept = Answer.objects.get()
    assert kept.given == {"kind": "typed_number", "v": 1, "number": "1250"}
    write(asked, "1 250 francs")
    assert Answer.objects.get().answered_at == kept.answered_at


def test_comment_for_wrong_answers_and_the_hint(walk):
    published(walk, "typed_number", BUDGET | {"again": "Add both lines.", "hint": "See the book."})
    write(walk, "7")
    page = walk.client.get(address(walk)).content.decode()
    assert [one in page for one in ("Not quite.", "Add both lines.", "See the book.")] == [True] * 3


def test_corrected_number_counts_again(asked):
    write(asked, "7")
    change(asked, lambda value: value | {"number": "8", "tolerance": "1"})
    recount_changed()
    assert Answer.objects.get().is_right


def test_translation_gives_unit_and_words(asked):
    factories.in_french(asked.page)
    block = TypedNumberBlock()

    def french(**own) -> TypedNumber | None:
        said = {**block.get_default(), **BUDGET, "unit": "euros", "why": "Voilà."} | own
        return question(asked).in_words_of(TypedNumber.of_block(uuid4(), block.normalize(said)))

    assert (french().unit, french().why) == ("euros", "Voilà.")
    stale = french(number=Decimal(7))
    assert (stale.number, stale.unit, stale.why) == (Decimal("1250.5"), "euros", "")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"tolerance": Decimal(-1)}, {"tolerance": "A tolerance is 0 or more."}),
        ({"number": None}, {"number": "This field is required."}),
    ],
)
def test_editor_gives_a_number_and_a_tolerance_that_can_be(wrong, told):
    block = TypedNumberBlock()
    value = block.normalize({**block.get_default(), **BUDGET, **wrong})
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    errors = refused.value.block_errors
    assert {name: error.messages[0] for name, error in errors.items()} == told


def test_draft_without_a_number_can_be_previewed():
    block = TypedNumberBlock()
    assert TypedNumber.of_block(uuid4(), block.get_default()).form(None, None).fields


@pytest.mark.parametrize("number", [None, 7, "", "many", [], "NaN"])
def test_kept_answer_of_another_shape_is_asked_again(asked, number):
    assert question(asked).reply({"kind": "typed_number", "v": 1, "number": number}) is None
