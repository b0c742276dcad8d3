"""The kinds of questions, in the order in which editors see them."""

from learning.questions.kinds.protocol import Question
from learning.questions.kinds.several_choices import SeveralChoices
from learning.questions.kinds.single_choice import SingleChoice

KINDS: tuple[type[Question], ...] = (SingleChoice, SeveralChoices)
BY_NAME = {kind.kind: kind for kind in KINDS}
