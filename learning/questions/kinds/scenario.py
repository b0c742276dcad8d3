"""A story that goes on as members decide. Some ends go well, others are tried again.

Stored as `{"kind": "scenario", "v": 1, "path": [<id of a decision>, …]}`, from the first scene on.
A path that has not reached an end is kept too, so that members go on where they were. A page shows
the scenes of the path, and no other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.aloud import lettered
from learning.questions.kinds.parts.asked import Asked, QuestionBlock
from learning.questions.kinds.parts.scenes import (
    BAD,
    GOOD,
    MOST,
    NO_SCENE,
    Decision,
    Scene,
    SceneBlock,
    after,
    faults,
    scenes_of,
    translated,
    way_to_good_end,
)
from learning.questions.kinds.protocol import AnswerForm, Given, Line, Option, Reply, Turn

# Decisions of one way; a circle could go on for ever.
LONGEST = 20


class ScenarioBlock(QuestionBlock):
    scenes = ListBlock(
        SceneBlock(),
        label=_("Scenes"),
        help_text=_(
            "Members begin with the first, and read another one only when a decision leads there."
        ),
        min_num=1,
        max_num=MOST,
        default=[NO_SCENE] * 2,
    )

    def sample(self) -> dict[str, Any]:
        def decision(text: str, leads_to: str) -> dict[str, str]:
            return {"text": text, "leads_to": leads_to, "feedback": ""}

        return {
            "text": gettext("The envelope"),
            "scenes": [
                {
                    "text": gettext("A member brings an envelope with money. You are alone."),
                    "decisions": [
                        decision(gettext("Count it at once"), BAD),
                        decision(gettext("Ask someone to come"), "2"),
                    ],
                },
                {
                    "text": gettext("You count together. What comes next?"),
                    "decisions": [
                        decision(gettext("Write it into the cash book"), GOOD),
                        decision(gettext("Remember the amount"), BAD),
                    ],
                },
            ],
        }

    def faults(self, value: Any) -> dict[str, str]:
        found = next(faults(scenes_of(UUID(int=0), value["scenes"])), "")
        return {"scenes": found} if found else {}

    class Meta:
        icon = "redirect"
        label = _("Scenario")
        description = _("A story in scenes: what members decide says how it goes on.")


@dataclass(frozen=True)
class Step:
    """A scene on the way, and what was decided there; None where it is still open."""

    number: int
    scene: Scene
    decision: Decision | None

    @property
    def name(self) -> str:
        return f"step{self.number}"

    @property
    def comment(self) -> str:
        """What is said below the scene; what is said to an end stands above."""
        decision = self.decision
        return decision.feedback if decision and not decision.is_end else ""

    @property
    def mark(self) -> str:
        """What a form sends to say that it asked this."""
        return f"{self.number}.{self.scene.code}"


class ScenarioForm(AnswerForm):
    """One field for each scene of the way so far.

    Members may change an earlier decision: what came after it is then left out.
    """

    def __init__(
        self, data: QueryDict | None, *, question: "Scenario", kept: Iterable[str]
    ) -> None:
        self.steps = question.way(_sent(data) if data is not None else list(kept))
        initial = {one.name: one.decision.code for one in self.steps if one.decision}
        super().__init__(data, initial=initial)
        self.question = question
        last = self.steps[-1]
        if data is not None and not last.decision and not self._is_asked(data, question):
            # The way leads on to a scene that the page did not show yet.
            self.steps = self.steps[:-1]
        for step in self.steps:
            self.fields[step.name] = forms.ChoiceField(
                label=step.scene.text,
                choices=[(one.code, one.text) for one in step.scene.decisions],
                widget=forms.RadioSelect,
                help_text=step.comment,
                error_messages={
                    "required": _("Choose one of the decisions first."),
                    "invalid_choice": _("This decision is no longer here. Choose one of these."),
                },
            )

    def _is_asked(self, data: QueryDict, question: "Scenario") -> bool:
        """Return whether the page asked the last step: as what it marked, or with a decision that
        belongs to no scene. One of another scene comes from a way that was left."""
        last = self.steps[-1]
        decided = data.get(last.name, "").strip()
        is_of_another = any(scene.decision(decided) for scene in question.scenes)
        is_marked = data.get("asked") == last.mark
        return last.number == 1 or is_marked or (bool(decided) and not is_of_another)

    def clean(self) -> None:
        super().clean()
        last = self.steps[-1]
        if len(self.steps) > LONGEST and last.decision and not last.decision.is_end:
            told = gettext("You have come here many times. Change an earlier decision.")
            self.add_error(last.name, told)

    @property
    def asked(self) -> str:
        """What the page marks as asked."""
        return self.steps[-1].mark

    @property
    def given(self) -> Given:
        return self.question.walking([one.decision for one in self.steps if one.decision])


def _sent(data: QueryDict) -> list[str]:
    return [data.get(f"step{number}", "") for number in range(1, LONGEST + 2)]


@dataclass(frozen=True)
class Scenario(Asked):
    kind: ClassVar[str] = "scenario"
    block: ClassVar[type[QuestionBlock]] = ScenarioBlock
    goes_on: ClassVar[bool] = True

    scenes: tuple[Scene, ...]

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        # A draft may have no scene yet.
        scenes = scenes_of(question_id, value["scenes"]) or (Scene(question_id, "", ()),)
        return cls.of_parts(question_id, value, scenes=scenes)

    def in_words_of(self, translation: Any) -> Self | None:
        if not isinstance(translation, type(self)):
            return None
        scenes = translated(self.scenes, translation.scenes)
        return self.said_as(translation, scenes=scenes) if scenes else None

    def form(self, data: QueryDict | None, kept: Given | None) -> ScenarioForm:
        return ScenarioForm(data, question=self, kept=self._codes(kept))

    def reply(self, given: Given | None) -> Reply | None:
        """None also for a way that has not come to an end."""
        codes = self._codes(given)
        decided = [one.decision for one in self.way(codes) if one.decision]
        if not decided or len(decided) < len(codes) or not decided[-1].is_end:
            return None
        end = decided[-1]
        is_right = end.leads_to == GOOD
        lines = tuple(
            Line(one.text, one.feedback if is_right or one is end else "") for one in decided
        )
        return Reply(is_right=is_right, lines=lines)

    def told(self, given: Given | None) -> list[str]:
        """Return the decisions, also of a way that has not come to an end."""
        return [one.decision.text for one in self.way(self._codes(given)) if one.decision]

    def aloud(self) -> tuple[Turn, ...]:
        """Each scene is a turn, and after them each decision, with what comes of it."""
        decided = [(scene, one) for scene in self.scenes for one in scene.decisions]
        numbers = {one: number for number, (_, one) in enumerate(decided, len(self.scenes) + 1)}
        scenes = (self._scene_aloud(*one, numbers) for one in enumerate(self.scenes))
        return *scenes, *(self._decision_aloud(*one) for one in decided)

    def _scene_aloud(self, place: int, scene: Scene, numbers: Mapping[Decision, int]) -> Turn:
        how = gettext("Raise your hand for one decision. Then open the one with the most hands.")
        options = lettered(one.text for one in scene.decisions)
        opening = (
            replace(option, opens=numbers[one])
            for option, one in zip(options, scene.decisions, strict=True)
        )
        first = Turn(self.text, how=how, told=scene.text, lists=(tuple(opening),), hint=self.hint)
        return replace(first, hint="", is_aside=True) if place else first

    def _decision_aloud(self, scene: Scene, decision: Decision) -> Turn:
        following = after(self.scenes, decision)
        is_good = decision.leads_to == GOOD
        sign = next(
            option.sign
            for option, one in zip(lettered("ABCD"), scene.decisions, strict=False)
            if one is decision
        )
        again = gettext("Try again")
        return Turn(
            self.text,
            lists=((Option(sign, decision.text, is_good, decision.feedback),),),
            why=self.why if is_good else "",
            button=gettext("Continue") if following else "" if is_good else again,
            after=self.scenes.index(following) + 1 if following else 0 if is_good else 1,
            is_aside=True,
        )

    @property
    def right_answer(self) -> Given:
        return self.walking(way_to_good_end(self.scenes))

    def walking(self, decisions: Iterable[Decision]) -> Given:
        """Return the answer with these decisions, as it is stored."""
        return {"kind": self.kind, "v": 1, "path": [str(one.id) for one in decisions]}

    def way(self, codes: list[str]) -> list[Step]:
        """Return the steps that these decisions make, as far as they lead on from one another. The
        last one is open, except at an end."""
        steps: list[Step] = []
        scene = self.scenes[0]
        for number, code in enumerate([*codes, ""], 1):
            decision = scene.decision(code)
            steps.append(Step(number, scene, decision))
            following = after(self.scenes, decision) if decision else None
            if following is None:
                break
            scene = following
        return steps

    def _codes(self, given: Given | None) -> list[str]:
        """Return the codes of the decisions in an answer."""
        match given:
            case {"kind": self.kind, "v": 1, "path": [*path]}:
                by_id: Mapping[str, str] = {
                    str(one.id): one.code for scene in self.scenes for one in scene.decisions
                }
                return [by_id.get(str(own), "") for own in path]
        return []
