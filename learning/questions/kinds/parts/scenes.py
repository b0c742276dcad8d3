"""Scenes of a story: what happens, and the decisions that lead on from there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import UNCHOSEN
from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.asked import comment, id_of
from learning.questions.kinds.parts.lines import Item, in_words

MOST = 8
GOOD, BAD = "good", "bad"
LEADS = (
    # Translators: Where a decision in a story leads.
    (GOOD, pgettext_lazy("decision", "an end that goes well")),
    # Translators: Where a decision in a story leads.
    (BAD, pgettext_lazy("decision", "an end after which one tries again")),
    # Translators: Where a decision in a story leads.
    *(
        (str(number), format_lazy(pgettext_lazy("decision", "scene {number}"), number=number))
        for number in range(1, MOST + 1)
    ),
)


class DecisionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Decision"), max_length=200, default="")
    leads_to = blocks.ChoiceBlock(label=_("Leads to"), choices=(UNCHOSEN, *LEADS))
    feedback = comment(label=_("What happens then, or a comment on the decision"))

    class Meta:
        icon = "arrow-right"
        label = _("Decision")


NO_DECISION = {"text": "", "leads_to": "", "feedback": ""}


class SceneBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What happens"), max_length=600, default="")
    decisions = ListBlock(
        DecisionBlock(), label=_("Decisions"), min_num=1, max_num=4, default=[NO_DECISION] * 2
    )

    class Meta:
        icon = "openquote"
        label = _("Scene")


NO_SCENE = {"text": "", "decisions": [NO_DECISION] * 2}


@dataclass(frozen=True)
class Decision(Item):
    """`leads_to` is the number of a scene, from 1, or an end; empty in a draft."""

    leads_to: str
    feedback: str

    @property
    def is_end(self) -> bool:
        return self.leads_to in (GOOD, BAD)


@dataclass(frozen=True)
class Scene(Item):
    decisions: tuple[Decision, ...]

    def decision(self, code: str) -> Decision | None:
        """Return the decision that a form sends as `code`."""
        return next((one for one in self.decisions if one.code == code), None)

    def in_words_of(self, said: Self) -> Self | None:
        """Return the scene in other words. A comment for a decision that led elsewhere is left
        out."""
        words = in_words(self.decisions, said.decisions)
        if words is None:
            return None
        decisions = tuple(
            one
            if one.leads_to == own.leads_to
            else replace(one, leads_to=own.leads_to, feedback="")
            for own, one in zip(self.decisions, words, strict=True)
        )
        return replace(self, text=said.text, decisions=decisions)


Scenes = tuple[Scene, ...]


def scenes_of(question_id: UUID, listed: blocks.list_block.ListValue) -> Scenes:
    """Return the scenes that an editor wrote."""
    found = []
    for number, child in enumerate(listed.bound_blocks):
        own = id_of(child, question_id, number)
        decisions = tuple(
            Decision(
                id_of(one, own, place),
                one.value["text"],
                one.value["leads_to"] or "",
                one.value["feedback"],
            )
            for place, one in enumerate(child.value["decisions"].bound_blocks)
        )
        found.append(Scene(own, child.value["text"], decisions))
    return tuple(found)


def after(scenes: Scenes, decision: Decision) -> Scene | None:
    """Return the scene that a decision leads to; None at an end, and where there is none."""
    numbers = {str(number): scene for number, scene in enumerate(scenes, 1)}
    return numbers.get(decision.leads_to)


def way_to_good_end(scenes: Scenes) -> list[Decision]:
    """Return the decisions on a shortest way to an end that goes well; none when there is none."""
    ways: list[tuple[Scene, list[Decision]]] = [(one, []) for one in scenes[:1]]
    seen = set(scenes[:1])
    for scene, before in ways:
        for decision in scene.decisions:
            way = [*before, decision]
            if decision.leads_to == GOOD:
                return way
            following = after(scenes, decision)
            if following and following not in seen:
                seen.add(following)
                ways.append((following, way))
    return []


def faults(scenes: Scenes) -> Iterator[str]:
    """Say why no one can walk through these scenes, beginning with what to mend first."""
    for number, scene in enumerate(scenes, 1):
        for decision in scene.decisions:
            if not decision.is_end and after(scenes, decision) is None:
                told = gettext("In scene %(number)s, “%(decision)s” leads to a missing scene.")
                yield told % {"number": number, "decision": decision.text}
    reached = _reached(scenes)
    for number, scene in enumerate(scenes, 1):
        if scene not in reached:
            yield gettext("No decision leads to scene %(number)s.") % {"number": number}
    for number, scene in enumerate(scenes, 1):
        if not _has_way_out(scenes, scene):
            told = gettext("From scene %(number)s, no decision ever leads to an end.")
            yield told % {"number": number}
    if not way_to_good_end(scenes):
        yield gettext("No decision leads to an end that goes well.")


def _reached(scenes: Scenes, first: Scene | None = None) -> list[Scene]:
    """Return the scenes that can be reached from `first`, by default from the beginning."""
    found = [first] if first else list(scenes[:1])
    for scene in found:
        following = (after(scenes, one) for one in scene.decisions)
        found.extend(dict.fromkeys(one for one in following if one and one not in found))
    return found


def _has_way_out(scenes: Scenes, scene: Scene) -> bool:
    return any(one.is_end for each in _reached(scenes, scene) for one in each.decisions)


def translated(scenes: Scenes, said: Any) -> Scenes | None:
    """Return `scenes` in the words of `said`; None when these are others."""
    words = in_words(scenes, said)
    if words is None:
        return None
    pairs = zip(scenes, words, strict=True)
    found = tuple(one for own, each in pairs if (one := own.in_words_of(each)))
    return found if len(found) == len(scenes) else None
