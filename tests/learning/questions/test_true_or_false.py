"""A statement that is true or false."""

import re

import pytest
from django.core.exceptions import ValidationError

from learning.models import Answer, LessonPage
from learning.progress.recount import recount_changed
from learning.questions.kinds.true_or_false import TrueOrFalseBlock
from tests import factories
from tests.learning.questions.publishing import address, change, published, question

STATEMENT = {
    "text": "One person alone counts the envelope.",
    "truth": "false",
    "if_true": "What happens on the day they are ill?",
    "if_false": "Two people count.",
}


@pytest.fixture
def asked(walk):
    return published(walk, "true_or_false", STATEMENT)


def say(walk, said: str, lang: str = "en"):
    return walk.client.post(address(walk, lang), {"said": said})


@pytest.mark.parametrize(
    ("said", "is_right", "comment"),
    [("true", False, STATEMENT["if_true"]), ("false", True, STATEMENT["if_false"])],
)
def test_each_answer_has_its_comment(asked, said, is_right, comment):
    assert say(asked, said).status_code == 302
    kept = Answer.objects.get()
    assert kept.given == {"kind": "true_or_false", "v": 1, "said": said == "true"}
    assert kept.is_right == is_right
    page = asked.client.get(address(asked)).content.decode()
    assert [one for one in (STATEMENT["if_true"], STATEMENT["if_false"]) if one in page] == [
        comment
    ]
    assert page.count(f'value="{said}" id="id_said') == (0 if is_right else 1)


def test_answers_are_named_in_the_language_of_the_reader(asked):
    factories.in_french(asked.page)
    page = asked.client.get(address(asked, "fr")).content.decode()
    assert re.findall(r"<span>(\w+)</span>\s*</label>", page) == ["Vrai", "Faux"]
    # The statement is in English only, and says so to a screen reader.
    assert '<legend lang="en">One person alone counts the envelope.</legend>' in page


def test_corrected_statement_counts_again(asked):
    say(asked, "true")
    change(asked, lambda value: value | {"truth": "true"})
    recount_changed()
    assert Answer.objects.get().is_right


def test_translation_gives_the_words_and_the_source_the_truth(asked):
    factories.in_french(asked.page)
    page = factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    [raw] = [one for one in page.body.get_prep_value() if one["type"] == "true_or_false"]
    block = TrueOrFalseBlock()
    first = question(asked)

    def translated(**said):
        return type(first).of_block(first.id, block.to_python(raw["value"] | said))

    french = {"text": "Une seule personne compte.", "if_true": "Et si…"}
    same = first.in_words_of(translated(**french))
    assert (same.text, same.is_true, same.if_true) == (french["text"], False, french["if_true"])
    other = first.in_words_of(translated(**french, truth="true"))
    assert (other.text, other.is_true, other.if_true) == (french["text"], False, "")
    assert first.in_words_of(None) is None


@pytest.mark.parametrize("truth", ["", "maybe", None])
def test_editor_says_what_is_so(truth):
    block = TrueOrFalseBlock()
    with pytest.raises(ValidationError) as refused:
        block.clean(block.normalize(STATEMENT | {"truth": truth}))
    assert refused.value.block_errors.keys() == {"truth"}


@pytest.mark.parametrize("said", [None, "true", 1, [], {}])
def test_kept_answer_of_another_shape_is_asked_again(asked, said):
    assert question(asked).reply({"kind": "true_or_false", "v": 1, "said": said}) is None
