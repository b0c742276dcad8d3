"""The kinds of questions, in the order in which editors see them: the simplest first."""

from learning.questions.kinds.fill_table import FillTable
from learning.questions.kinds.match_pairs import MatchPairs
from learning.questions.kinds.open_reflection import OpenReflection
from learning.questions.kinds.picture_choice import PictureChoice
from learning.questions.kinds.protocol import Question
from learning.questions.kinds.put_in_order import PutInOrder
from learning.questions.kinds.scenario import Scenario
from learning.questions.kinds.several_choices import SeveralChoices
from learning.questions.kinds.short_text import ShortText
from learning.questions.kinds.single_choice import SingleChoice
from learning.questions.kinds.sort_into_boxes import SortIntoBoxes
from learning.questions.kinds.true_or_false import TrueOrFalse
from learning.questions.kinds.typed_number import TypedNumber

KINDS: tuple[type[Question], ...] = (
    SingleChoice,
    TrueOrFalse,
    SeveralChoices,
    PictureChoice,
    TypedNumber,
    ShortText,
    PutInOrder,
    MatchPairs,
    SortIntoBoxes,
    FillTable,
    Scenario,
    OpenReflection,
)
BY_NAME = {kind.kind: kind for kind in KINDS}
