"""What a member's answers say about a lesson, by the questions as they are today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from learning.models import Answer, LessonProgress
from learning.questions.kinds.protocol import Question

Reopened = LessonProgress.Reopened


@dataclass(frozen=True)
class Tally:
    """`is_done` is whether the lesson counts as done, and `reopened` why it no longer does, or
    empty. `judged` are the answers whose judgement is another now; they already carry the new one.
    """

    is_done: bool
    reopened: str
    judged: list[Answer]


def tally(
    questions: Iterable[Question],
    answers: Mapping[UUID, Answer],
    *,
    was_done: bool,
    was_reopened: bool,
    keeps_done: bool,
) -> Tally:
    """Judge the `answers`, given by question id, and say whether the lesson is done.

    A lesson that was done opens again when an answer that counted as right is wrong today, or when
    it has a question that no one could answer before. Other answers that the member tried later do
    not open it. `was_reopened` is for a lesson that opened in this way and is not done since:
    without any question, nothing is left of the reason. `keeps_done` is for a member who completed
    the course: nothing of it falls.
    """
    asked = list(questions)
    judged, is_corrected = [], False
    for question in asked:
        if (kept := answers.get(question.id)) is None:
            continue
        reply = question.reply(kept.said)
        is_right = reply is not None and reply.is_right
        if kept.is_right != is_right:
            is_corrected |= kept.is_right
            kept.is_right = is_right
            judged.append(kept)
    right = sum(one.id in answers and answers[one.id].is_right for one in asked)
    if not was_done:
        return Tally(right == len(asked) and (bool(asked) or was_reopened), "", judged)
    if keeps_done or right == len(asked):
        return Tally(True, "", judged)
    if is_corrected:
        return Tally(False, Reopened.CORRECTED, judged)
    is_added = any(one.id not in answers for one in asked)
    return Tally(not is_added, Reopened.ADDED if is_added else "", judged)
