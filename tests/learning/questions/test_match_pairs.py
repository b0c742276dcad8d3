"""Two columns of which each line on the left belongs to one on the right."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from learning.models import Answer, LessonPage
from learning.progress.recount import recount_changed
from learning.questions.kinds.match_pairs import MatchPairs, MatchPairsBlock
from people.privacy import export
from tests import factories
from tests.learning.questions.publishing import address, change, published, question

PAIRS = {"Receipt": "paid", "Budget": "planned", "Cash book": "every day"}


def block(pairs=None) -> dict:
    pairs = PAIRS.items() if pairs is None else pairs
    said = [{"left": left, "right": right, "feedback": f"{left}?"} for left, right in pairs]
    return {**MatchPairsBlock().get_default(), "text": "What does each do?", "pairs": said}


@pytest.fixture
def asked(walk):
    return published(walk, "match_pairs", block())


def match(walk, lang: str = "en", **chosen: str):
    """Send the right answer, but for what is `chosen` for a left line."""
    pairs = question(walk).pairs
    covers = {pair.right: pair.cover for pair in pairs}
    partners = {pair.text: pair.right for pair in pairs} | chosen
    sent = {pair.code: covers[partners[pair.text]] for pair in pairs}
    return walk.client.post(address(walk, lang), sent)


def test_right_pairs_are_right(asked):
    assert match(asked).status_code == 302
    assert Answer.objects.get().is_right
    page = asked.client.get(address(asked)).content.decode()
    assert re.findall(r"<span>(\w+(?: \w+)? — .*)</span>", page) == [
        "Receipt — paid",
        "Budget — planned",
        "Cash book — every day",
    ]


def test_wrong_pair_has_its_comment_and_comes_back(asked):
    match(asked, Budget="paid")
    response = asked.client.get(address(asked))
    page = response.content.decode()
    assert response.context["reply"].summary == "2 of 3 pairs are right."
    assert "Budget?" in page
    assert "Receipt?" not in page
    assert re.findall(r'<option value="\w+" selected>(.+)</option>', page) == [
        "paid",
        "paid",
        "every day",
    ]


def test_page_does_not_say_which_lines_belong_together(asked):
    page = asked.client.get(address(asked)).content.decode()
    lists = re.findall(r'<select name="([\w-]+)".*?</select>', page, flags=re.DOTALL)
    assert lists == [pair.code for pair in question(asked).pairs]
    offered = re.findall(r'<option value="(\w+)">(.+?)</option>', page)
    assert len(offered) == 9
    assert offered[:3] == offered[3:6] == offered[6:]
    assert [text for _value, text in offered[:3]] != list(PAIRS.values())
    assert set(lists) & {value for value, _text in offered} == set()
    assert not any(str(pair.id) in page for pair in question(asked).pairs)


def exchanged(value: dict, side: str) -> dict:
    first, second = (pair["value"] for pair in value["pairs"][:2])
    first[side], second[side] = second[side], first[side]
    return value


@pytest.mark.parametrize("side", ["left", "right"])
def test_corrected_key_counts_again(asked, side):
    match(asked, Receipt="planned", Budget="paid")
    change(asked, lambda value: exchanged(value, side))
    recount_changed()
    assert Answer.objects.get().is_right
    change(asked, lambda value: exchanged(value, side))
    recount_changed()
    assert not Answer.objects.get().is_right


def test_mended_word_changes_nothing(asked):
    match(asked)

    def mended(value):
        value["pairs"][0]["value"] |= {"left": "A receipt", "right": "is paid"}
        return value

    change(asked, mended)
    recount_changed()
    assert Answer.objects.get().is_right


def test_question_is_asked_again_when_an_editor_took_out_a_pair(asked):
    match(asked)
    change(asked, lambda value: value | {"pairs": value["pairs"][1:]})
    assert asked.client.get(address(asked)).context["reply"] is None


def test_answer_counts_in_every_language(asked):
    factories.in_french(asked.page)
    page = factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    story, raw = page.body.get_prep_value()
    raw["value"]["pairs"][0]["value"] |= {"left": "Reçu", "right": "payé"}
    page.body = page.body.stream_block.to_python([story, raw])
    page.save_revision().publish()
    match(asked)
    french = asked.client.get(address(asked, "fr")).content.decode()
    assert "Oui, c’est juste." in french
    assert "Reçu — payé" in french


def test_copy_of_a_member_has_the_pairs(asked):
    match(asked, Budget="paid")
    [section] = [one for one in export.gather(asked.user) if one.model == "learning.Answer"]
    [row] = [{entry.name: entry.told for entry in row} for row in section.rows]
    assert row["given"] == "Receipt — paid; Budget — paid; Cash book — every day"


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        (
            [("Receipt", "a"), (" receipt", "b")],
            "Two left lines are the same: write each one once.",
        ),
        (
            [("Receipt", "a"), ("Budget", "A")],
            "Two left lines have the same partner: no one can tell which is meant.",
        ),
    ],
)
def test_editor_cannot_publish_pairs_that_contradict(pairs, told):
    made = MatchPairsBlock()
    with pytest.raises(ValidationError) as refused:
        made.clean(made.normalize(block(pairs)))
    assert refused.value.block_errors["pairs"].messages == [told]


def test_draft_without_pairs_can_be_previewed():
    made = MatchPairsBlock()
    for pairs in ([], [("", "")] * 3):
        drawn = MatchPairs.of_block(uuid4(), made.normalize(block(pairs)))
        assert len(drawn.form(None, None).fields) == len(pairs)


@pytest.mark.parametrize("pairs", [None, 7, [], {}, {"a": None}, {"a": "b", "c": "d", "e": "f"}])
def test_kept_answer_of_another_shape_is_asked_again(asked, pairs):
    assert question(asked).reply({"kind": "match_pairs", "v": 1, "pairs": pairs}) is None
