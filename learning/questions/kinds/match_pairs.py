"""Two columns of which each line on the left belongs to one on the right.

Stored as `{"kind": "match_pairs", "v": 1, "pairs": {<left>: <right>, …}}`. Each side is the id of
its pair and a digest of its text in the source. An editor who corrects the key exchanges texts, so
the text counts first; one who only mends a word leaves the id. A page never has the pair of a right
line, but a cover of it.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.pages.lists import ListBlock
from learning.questions.kinds.parts.aloud import lettered, numbered
from learning.questions.kinds.parts.asked import Asked, QuestionBlock, comment, id_of
from learning.questions.kinds.parts.foreign import Foreign, Shape
from learning.questions.kinds.parts.lines import Item, LinesForm, has_twins, in_words, shuffled
from learning.questions.kinds.protocol import Given, Line, Reply, Turn
from web.reading import names


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(label=_("Left"), max_length=150, default="")
    right = blocks.CharBlock(label=_("What belongs to it"), max_length=150, default="")
    feedback = comment(label=_("Comment shown when something else is chosen"))

    class Meta:
        icon = "link"
        label = _("Pair")


UNWRITTEN = {"left": "", "right": "", "feedback": ""}


class MatchPairsBlock(QuestionBlock):
    pairs = ListBlock(
        PairBlock(),
        label=_("Pairs"),
        help_text=_("Members choose what belongs to each left line."),
        min_num=2,
        max_num=8,
        default=[UNWRITTEN] * 3,
    )

    def sample(self) -> dict[str, Any]:
        pairs = [
            (gettext("Attendance sheet"), gettext("shows who came")),
            (gettext("Budget"), gettext("says what will be paid")),
            (gettext("Cash book"), gettext("has every payment on a line")),
        ]
        return {
            "text": gettext("What does each paper do?"),
            "pairs": [UNWRITTEN | {"left": left, "right": right} for left, right in pairs],
        }

    def faults(self, value: Any) -> dict[str, str]:
        if has_twins(pair["left"] for pair in value["pairs"]):
            return {"pairs": gettext("Two left lines are the same: write each one once.")}
        if has_twins(pair["right"] for pair in value["pairs"]):
            told = gettext("Two left lines have the same partner: no one can tell which is meant.")
            return {"pairs": told}
        return {}

    def taking(self, found: Foreign) -> dict[str, Any] | None:
        if found.shape is not Shape.PAIRS:
            return None
        return {"pairs": [UNWRITTEN | {"left": one, "right": two} for one, two in found.pairs]}

    class Meta:
        icon = "link"
        label = _("Match pairs")
        description = _("Members choose what belongs together.")


@dataclass(frozen=True)
class Pair(Item):
    """`text` is the left line. `source` has both lines in the words of the source."""

    right: str
    feedback: str
    source: tuple[str, str]

    @property
    def marks(self) -> tuple[str, str]:
        """Both lines as they are stored."""
        left, right = (f"{self.id}:{_digest(text)}" for text in self.source)
        return left, right


class MatchPairsForm(LinesForm):
    question: "MatchPairs"
    needed = _("Choose what belongs to this line.")

    @property
    def given(self) -> Given:
        pairs = self.question.pairs
        by_cover = {pair.cover: pair for pair in pairs}
        return self.question.matching(
            {pair: by_cover[self.cleaned_data[pair.code]] for pair in pairs}
        )


@dataclass(frozen=True)
class MatchPairs(Asked):
    kind: ClassVar[str] = "match_pairs"
    block: ClassVar[type[QuestionBlock]] = MatchPairsBlock

    pairs: tuple[Pair, ...]

    @classmethod
    def of_block(cls, question_id: UUID, value: blocks.StructValue) -> Self:
        pairs = tuple(
            Pair(
                id=id_of(child, question_id, number),
                text=child.value["left"],
                right=child.value["right"],
                feedback=child.value["feedback"],
                source=(child.value["left"], child.value["right"]),
            )
            for number, child in enumerate(value["pairs"].bound_blocks)
        )
        return cls.of_parts(question_id, value, pairs=pairs)

    def in_words_of(self, translation: Any) -> Self | None:
        if not isinstance(translation, type(self)):
            return None
        words = in_words(self.pairs, translation.pairs)
        if words is None:
            return None
        sources = (pair.source for pair in self.pairs)
        pairs = (replace(pair, source=source) for pair, source in zip(words, sources, strict=True))
        return self.said_as(translation, pairs=tuple(pairs))

    def form(self, data: QueryDict | None, kept: Given | None) -> MatchPairsForm:
        chosen = self._chosen(kept) or {}
        return MatchPairsForm(
            data,
            question=self,
            items=self.pairs,
            options=[(pair.cover, pair.right) for pair in shuffled(self.pairs)],
            kept={left.code: right.cover for left, right in chosen.items()},
        )

    def reply(self, given: Given | None) -> Reply | None:
        chosen = self._chosen(given)
        if chosen is None:
            return None
        found = sum(left == right for left, right in chosen.items())
        told = ngettext(
            "%(found)d of %(total)d pairs is right.",
            "%(found)d of %(total)d pairs are right.",
            found,
        )
        lines = tuple(
            Line(f"{left.text} — {right.right}", "" if left == right else left.feedback)
            for left, right in chosen.items()
        )
        summary = told % {"found": found, "total": len(chosen)}
        return Reply(is_right=found == len(chosen), lines=lines, summary=summary)

    def aloud(self) -> tuple[Turn, ...]:
        how = gettext("For each number, say what belongs to it: A, B, C and so on.")
        mixed = shuffled(self.pairs)
        left, right = numbered(one.text for one in self.pairs), lettered(one.right for one in mixed)
        signs = {pair: option.sign for pair, option in zip(mixed, right, strict=True)}
        answers = (
            replace(
                option,
                text=f"{pair.text} — {signs[pair]}. {pair.right}",
                feedback=pair.feedback,
            )
            for option, pair in zip(left, self.pairs, strict=True)
        )
        return self.asking(how, left, right), self.answering(answers)

    @property
    def right_answer(self) -> Given:
        return self.matching({pair: pair for pair in self.pairs})

    def matching(self, chosen: dict[Pair, Pair]) -> Given:
        """Return the answer with these pairs, as it is stored."""
        pairs = {left.marks[0]: right.marks[1] for left, right in chosen.items()}
        return {"kind": self.kind, "v": 1, "pairs": pairs}

    def _chosen(self, given: Given | None) -> dict[Pair, Pair] | None:
        """Return left → right of an answer; None when it has other pairs than today's."""
        match given:
            case {"kind": self.kind, "v": 1, "pairs": {**pairs}}:
                chosen = {
                    self._meant(left, side=0): self._meant(right, side=1)
                    for left, right in pairs.items()
                }
                if chosen.keys() == set(self.pairs) and None not in chosen.values():
                    return {pair: chosen[pair] for pair in self.pairs}  # type: ignore[misc]
        return None

    def _meant(self, mark: Any, *, side: int) -> Pair | None:
        """Return the pair of today with a line that was stored as `mark`."""
        own, _colon, text = str(mark).partition(":")
        by_text = (pair for pair in self.pairs if _digest(pair.source[side]) == text)
        by_id = (pair for pair in self.pairs if str(pair.id) == own)
        return next(by_text, None) or next(by_id, None)


def _digest(text: str) -> str:
    return hashlib.sha256(names.key(text).encode()).hexdigest()[:16]
