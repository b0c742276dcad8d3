"""A story that goes on as members decide."""

import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string

from learning.authoring.previews import preview
from learning.models import Answer, LessonPage
from learning.questions.kinds.scenario import LONGEST, Scenario, ScenarioBlock
from people.privacy import export
from tests import factories
from tests.learning.questions.publishing import address, change, published, question
from tests.learning.walking import Walk


def decision(text: str, leads_to: str) -> dict:
    return {"text": text, "leads_to": leads_to, "feedback": f"{text}, then?"}


def scene(text: str, **decisions: str) -> dict:
    return {"text": text, "decisions": [decision(*one) for one in decisions.items()]}


SCENES = [
    scene("An envelope.", open="bad", call="2", wait="3"),
    scene("You are two.", write="good", forget="bad"),
    scene("It is late.", back="1", call_now="2"),
]


def block(scenes=SCENES) -> dict:
    return {**ScenarioBlock().get_default(), "text": "The envelope", "scenes": scenes}


@pytest.fixture
def asked(walk) -> Walk:
    return published(walk, "scenario", block())


def sent(walk: Walk, *path: str, asked: str = "") -> dict[str, str]:
    """Return what a browser sends with these decisions."""
    codes = {one.text: one.code for each in question(walk).scenes for one in each.decisions}
    steps = {f"step{n}": codes.get(text, text) for n, text in enumerate(path, 1)}
    return {**steps, "asked": asked} if asked else steps


def decide(walk: Walk, *path: str, lang: str = "en", **more: str):
    return walk.client.post(address(walk, lang), sent(walk, *path, **more))


def main(walk: Walk, lang: str = "en") -> str:
    page = walk.client.get(address(walk, lang)).content.decode()
    return page[page.index("<main") : page.index("</main>")]


def scenes(page: str) -> list[str]:
    """Return the scenes that a page shows."""
    return re.findall(r"<legend[^>]*>(.+?)</legend>", page)[1:]


def chosen(page: str) -> list[str]:
    return re.findall(r"checked[^>]*>\s*<span>(.+?)</span>", page)


def asks(walk: Walk) -> str:
    return re.search(r'name="asked" value="(.+?)"', main(walk)).group(1)


def test_page_has_the_scenes_of_the_way_and_no_other(asked):
    page = main(asked)
    assert scenes(page) == ["An envelope."]
    assert [one for one in ("You are two", "It is late", "then?") if one in page] == []
    decide(asked, "wait")
    page = main(asked)
    assert scenes(page) == ["An envelope.", "It is late."]
    assert chosen(page) == ["wait"]
    assert re.findall(r"(\w+), then\?", page) == ["wait"]


def test_way_to_a_good_end_is_right_and_says_what_happened(asked):
    decide(asked, "call")
    assert not Answer.objects.get().is_right
    decide(asked, "call", "write")
    assert Answer.objects.get().is_right
    page = main(asked)
    assert re.findall(r"<b>(.+?)</b> (.+?)</p>", page) == [
        ("call", "call, then?"),
        ("write", "write, then?"),
    ]


def test_way_to_another_end_is_tried_again_from_any_decision(asked):
    decide(asked, "call", "forget")
    page = main(asked)
    assert "Not quite." in page
    # What the end says stands above, and the other comments where they were.
    assert re.findall(r"<b>(.+?)</b> (.+?)</p>", page) == [("forget", "forget, then?")]
    assert re.findall(r"(\w+), then\?", page) == ["forget", "call"]
    assert chosen(page) == ["call", "forget"]
    # The browser sends the later decision along; it belongs to a scene that is left.
    assert decide(asked, "wait", "forget").status_code == 302
    assert scenes(main(asked)) == ["An envelope.", "It is late."]
    decide(asked, "call", "write")
    assert Answer.objects.get().is_right


def test_way_is_kept_for_the_next_visit_and_in_every_language(asked, sign_in):
    factories.in_french(asked.page)
    page = factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    story, raw = page.body.get_prep_value()
    raw["value"]["scenes"][2]["value"]["text"] = "Il est tard."
    page.body = page.body.stream_block.to_python([story, raw])
    page.save_revision().publish()
    decide(asked, "wait")
    asked.client.logout()
    again = Walk(sign_in(asked.user), asked.user, asked.page)
    assert scenes(main(again)) == ["An envelope.", "It is late."]
    assert scenes(main(again, "fr")) == ["An envelope.", "Il est tard."]
    decide(again, "wait", "call_now", "write", lang="fr")
    assert Answer.objects.get().is_right


def test_same_decision_sent_twice_changes_nothing(asked):
    mark = asks(asked)
    decide(asked, "call", asked=mark)
    kept = Answer.objects.get()
    assert decide(asked, "call", asked=mark).status_code == 302
    assert (Answer.objects.get().given, Answer.objects.get().answered_at) == (
        kept.given,
        kept.answered_at,
    )


def test_nothing_chosen_in_the_last_scene_is_said_beside_it(asked):
    decide(asked, "call")
    response = decide(asked, "call", asked=asks(asked))
    assert response.context["form"].errors == {"step2": ["Choose one of the decisions first."]}
    assert 'id="id_step2_error"' in response.content.decode()


def test_decision_of_no_scene_is_refused_beside_it(asked):
    response = decide(asked, "call", "x" * 22)
    told = {"step2": ["This decision is no longer here. Choose one of these."]}
    assert response.context["form"].errors == told


def test_nobody_sees_a_scene_by_sending_a_way_that_does_not_exist(asked):
    response = decide(asked, "open", "write")
    assert response.status_code == 302
    assert not Answer.objects.get().is_right
    assert "You are two" not in main(asked)


def test_circle_ends_with_a_sentence(asked):
    path = ["wait", "back"] * (LONGEST // 2)
    assert decide(asked, *path).status_code == 302
    response = decide(asked, *path, "wait")
    [(name, told)] = response.context["form"].errors.items()
    assert name == f"step{LONGEST + 1}"
    assert told == ["You have come here many times. Change an earlier decision."]
    decide(asked, *path[:-2], "call", "write")
    assert Answer.objects.get().is_right


def test_question_goes_on_from_what_is_left_when_an_editor_took_out_a_decision(asked):
    decide(asked, "wait", "call_now", "write")

    def without_call_now(value):
        value["scenes"][2]["value"]["decisions"].pop()
        return value

    change(asked, without_call_now)
    response = asked.client.get(address(asked))
    assert response.context["reply"] is None
    page = response.content.decode()
    assert scenes(page[page.index("<main") :]) == ["An envelope.", "It is late."]
    assert chosen(page) == ["wait"]


def test_stale_translation_leads_where_the_source_does_and_comments_nothing(asked):
    factories.in_french(asked.page)
    page = factories.in_french(LessonPage.objects.get(title="Lesson 1"))
    story, raw = page.body.get_prep_value()
    raw["value"]["scenes"][1]["value"]["decisions"][1]["value"]["leads_to"] = "good"
    page.body = page.body.stream_block.to_python([story, raw])
    page.save_revision().publish()
    decide(asked, "call", "forget", lang="fr")
    reply = asked.client.get(address(asked, "fr")).context["reply"]
    assert (reply.is_right, [line.feedback for line in reply.lines]) == (
        False,
        ["", ""],
    )


def tried(walk: Walk, *path: str) -> QueryDict:
    """Return what the preview of the lesson sends with these decisions."""
    steps = {f"q1-{name}": code for name, code in sent(walk, *path).items()}
    return QueryDict(urlencode({"question": "1", **steps}))


def test_editor_walks_through_the_scenes_in_the_preview(asked):
    page = LessonPage.objects.get(title="Lesson 1")
    [trial] = preview(page, tried(asked, "call")).trials
    assert trial.reply is None
    assert scenes(render_to_string(trial.fields, {"form": trial.form})) == [
        "An envelope.",
        "You are two.",
    ]
    [trial] = preview(page, tried(asked, "call", "write")).trials
    assert trial.reply.is_right


@pytest.mark.parametrize("path", [("call",), ("call", "forget"), ("call", "write")])
def test_copy_of_a_member_has_the_decisions_also_on_the_way(asked, path):
    decide(asked, *path)
    [section] = [one for one in export.gather(asked.user) if one.model == "learning.Answer"]
    [row] = [{entry.name: entry.told for entry in row} for row in section.rows]
    assert row["given"] == "; ".join(path)


@pytest.mark.parametrize(
    ("scenes", "told"),
    [
        (
            [scene("a", x="good", y="5")],
            "In scene 1, “y” leads to a missing scene.",
        ),
        (
            [scene("a", x="good"), scene("b", y="good")],
            "No decision leads to scene 2.",
        ),
        (
            [scene("a", x="2", y="good"), scene("b", z="3"), scene("c", z="2")],
            "From scene 2, no decision ever leads to an end.",
        ),
        (
            [scene("a", x="2"), scene("b", y="1")],
            "From scene 1, no decision ever leads to an end.",
        ),
        (
            [scene("a", x="bad", y="bad")],
            "No decision leads to an end that goes well.",
        ),
    ],
)
def test_editor_cannot_publish_scenes_that_lead_nowhere(scenes, told):
    made = ScenarioBlock()
    with pytest.raises(ValidationError) as refused:
        made.clean(made.normalize(block(scenes)))
    errors = refused.value.block_errors
    assert {name: error.messages[0] for name, error in errors.items()} == {"scenes": told}


def test_circle_with_a_way_out_can_be_published():
    made = ScenarioBlock()
    assert made.clean(made.normalize(block()))["text"] == "The envelope"


def test_draft_can_be_previewed():
    made = ScenarioBlock()
    for scenes in ([], [scene("")], [scene("a", x="", y="8")]):
        drawn = Scenario.of_block(uuid4(), made.normalize(block(scenes)))
        assert len(drawn.form(None, drawn.right_answer).fields) == 1


@pytest.mark.parametrize("path", [None, 7, {}, "call", [], [None], ["x"], [["x"]]])
def test_kept_answer_of_another_shape_is_asked_again(asked, path):
    given = {"kind": "scenario", "v": 1, "path": path}
    assert question(asked).reply(given) is None
    assert list(question(asked).form(None, given).fields) == ["step1"]
