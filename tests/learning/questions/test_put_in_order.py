"""Steps that members put in order."""

import re
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError

from learning.models import Answer, LessonPage
from learning.progress.recount import recount_changed
from learning.questions.kinds.parts.lines import Item, shuffled
from learning.questions.kinds.put_in_order import PutInOrder, PutInOrderBlock
from people.privacy import export
from tests import factories
from tests.learning.questions.publishing import address, change, published, question

STEPS = ["Count", "Write", "Sign", "Lock"]


@pytest.fixture
def asked(walk):
    value = {"text": "What comes first?", "steps": STEPS, "again": "Think of the evening."}
    return published(walk, "put_in_order", value)


def place(walk, *steps: str, lang: str = "en", **other: str):
    """Send the steps of these texts in this order."""
    codes = {step.text: step.code for step in question(walk).steps}
    places = {codes[text]: str(number) for number, text in enumerate(steps, 1)}
    given = {codes[text]: number for text, number in other.items()}
    return walk.client.post(address(walk, lang), places | given)


def test_right_order_is_right(asked):
    assert place(asked, *STEPS).status_code == 302
    assert Answer.objects.get().is_right
    page = asked.client.get(address(asked)).content.decode()
    assert re.findall(r"<span>(\d\. \w+)</span>", page) == [
        f"{number}. {step}" for number, step in enumerate(STEPS, 1)
    ]


def test_other_order_says_how_many_are_in_their_places_and_comes_back(asked):
    place(asked, "Count", "Write", "Lock", "Sign")
    response = asked.client.get(address(asked))
    assert response.context["reply"].summary == "2 of 4 steps are in their places."
    assert "Think of the evening." in response.content.decode()
    chosen = re.findall(r'<option value="(\d)" selected>', response.content.decode())
    shown = [field.label for field in response.context["form"]]
    assert dict(zip(shown, chosen, strict=True)) == {
        "Count": "1",
        "Write": "2",
        "Lock": "3",
        "Sign": "4",
    }


def test_order_on_the_page_is_never_the_right_one_and_stays(asked):
    shown = [field.label for field in asked.client.get(address(asked)).context["form"]]
    assert sorted(shown) == sorted(STEPS)
    assert shown != STEPS
    for _visit in range(3):
        again = asked.client.get(address(asked)).context["form"]
        assert [field.label for field in again] == shown


def test_order_on_the_page_says_nothing_about_the_right_one():
    """Whatever order an editor wrote the same steps in, they are shown alike, except in that."""
    items = [Item(UUID(int=number), str(number)) for number in range(4)]
    orders = [(list(order), shuffled(order)) for order in permutations(items)]
    assert all(order != shown for order, shown in orders)
    assert len({tuple(shown) for _order, shown in orders}) == 2


def test_place_given_twice_and_a_step_without_one_are_said_beside_their_fields(asked):
    response = place(asked, "Count", "Write", "Sign", Lock="3")
    fields = {one.label: one.errors for one in response.context["form"] if one.errors}
    taken = "Place 3 is taken by another step. Choose a free one."
    assert list(fields.values()) == [[taken]]
    assert fields.keys() < {"Sign", "Lock"}
    response = place(asked, "Count", "Write", "Sign")
    fields = {one.label: one.errors for one in response.context["form"] if one.errors}
    assert fields == {"Lock": ["Choose the place of this step."]}
    assert Answer.objects.count() == 0


def test_corrected_order_counts_again(asked):
    place(asked, "Count", "Write", "Lock", "Sign")

    def corrected(value):
        count, write, sign, lock = value["steps"]
        return value | {"steps": [count, write, lock, sign]}

    change(asked, corrected)
    recount_changed()
    assert Answer.objects.get().is_right


def test_question_is_asked_again_when_an_editor_took_out_a_step(asked):
    place(asked, *STEPS)
    change(asked, lambda value: value | {"steps": value["steps"][1:]})
    assert asked.client.get(address(asked)).context["reply"] is None


def test_translation_has_its_words_and_no_order_of_its_own(asked):
    factories.in_french(asked.page)
    page = factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    story, raw = page.body.get_prep_value()
    raw["value"]["steps"].reverse()
    raw["value"]["steps"][0]["value"] = "Fermer"
    page.body = page.body.stream_block.to_python([story, raw])
    page.save_revision().publish()
    place(asked, *STEPS)
    page = asked.client.get(address(asked, "fr")).content.decode()
    assert "Oui, c’est juste." in page
    assert "4. Fermer" in page


def test_copy_of_a_member_has_the_order(asked):
    place(asked, "Lock", "Write", "Sign", "Count")
    [section] = [one for one in export.gather(asked.user) if one.model == "learning.Answer"]
    [row] = [{entry.name: entry.told for entry in row} for row in section.rows]
    assert row["given"] == "1. Lock; 2. Write; 3. Sign; 4. Count"


def test_editor_cannot_publish_two_steps_that_are_the_same():
    block = PutInOrderBlock()
    value = {**block.get_default(), "text": "What?", "steps": ["Count", "Sign", "count "]}
    with pytest.raises(ValidationError) as refused:
        block.clean(block.normalize(value))
    assert refused.value.block_errors["steps"].messages == [
        "Two steps are the same: no one can tell which comes first."
    ]


def test_draft_without_steps_can_be_previewed():
    block = PutInOrderBlock()
    for steps in ([], [""] * 3):
        made = PutInOrder.of_block(
            uuid4(), block.normalize({**block.get_default(), "steps": steps})
        )
        assert len(made.form(None, None).fields) == len(steps)


@pytest.mark.parametrize("order", [None, 7, [], {}, [None] * 4, ["1"] * 4])
def test_kept_answer_of_another_shape_is_asked_again(asked, order):
    assert question(asked).reply({"kind": "put_in_order", "v": 1, "order": order}) is None
