"""What learning keeps about people. See `people.privacy.register`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from learning.exercises import tables
from learning.leaving import delete_notices, follow, give_run_places_back, let_stories_go, titles
from learning.models import Answer, Attachment, Enquiry, Review, Submission
from learning.questions.queries import answers_in_words, questions_in_words
from learning.remembering import queries as remembering
from learning.stories import personal_data as stories
from people.privacy.register import Eraser, PersonalData, Record, Words, content, kinds


def _words_of(row: Answer) -> str | None:
    return row.words


def _text_of(row: Enquiry | Submission | Review) -> str:
    return row.text


def _table_of(row: Submission) -> str | None:
    table = tables.shown(row.table, None)
    return table.as_text if table else None


def _answer_of(row: Enquiry) -> str:
    return row.answer or ""


def _name_of(row: Attachment) -> str:
    return f"files/{row.name}"


def _about_learning(model: str, title: Words, purpose: Words, **more: Any) -> Record:
    return Record(
        model=f"learning.{model}",
        title=title,
        purpose=purpose,
        retention=_("for as long as your account exists"),
        eraser=Eraser.CASCADE,
        **more,
    )


ENROLMENT = ["course_key", "last_lesson", "enrolled_at", "touched_at", "completed_at"]
RECALL = ["lesson_key", "question_id", "after", "due_on", "asked_on"]
TAUGHT = ["lesson_key", "month", "group"]
ENQUIRY = ["sent_at", "is_for_coordinators", "answered_at"]
RUN_PLACE = ["run__starts_on", "state", "handle", "shows_progress"]
ANSWER = ["lesson_key", "question_id", "given", "is_right", "answered_at"]

RECORDS = [
    content("learning.SubjectPage", ["page_ptr", "mark"]),
    content("learning.PathPage", ["page_ptr", "summary", "steps"]),
    content(
        "learning.CoursePage",
        [
            *("page_ptr", "summary", "outcomes", "needs", "before", "way", "sequence", "finish"),
            *("access", "teach_back"),
        ],
    ),
    content("learning.LessonPage", ["page_ptr", "summary", "minutes", "body"]),
    content(
        "learning.GuidePage",
        ["page_ptr", "summary", "source", "dated", "document", "link", "network"],
    ),
    content("learning.Recount", ["course_key", "mark", "reached", "is_done"]),
    content(
        "learning.PackagedPage", ["translation_key", "language", "digest", "revision", "is_ours"]
    ),
    content("learning.PackagedFile", ["digest", "model", "object_id", "stored_as"]),
    Record(
        model="learning.PackageImport",
        title=_("Packages of courses that you sent"),
        purpose=_("to import them, and to see that you still may"),
        retention=_("7 days"),
        eraser=Eraser.UNLINKED,
        unlinked=["made_by"],
        fields=kinds(
            public=[
                *("code", "made_at", "title", "content", "state", "language", "replacing"),
                *(
                    "leased_until",
                    "lease",
                    "done",
                    "total",
                    "added",
                    "changed",
                    "left",
                    "tries",
                    "reason",
                ),
            ],
            pseudonymous=["made_by"],
        ),
    ),
    Record(
        model="learning.TextImport",
        title=_("Texts that you brought into a course"),
        purpose=_("to show what becomes of them before they are lessons"),
        retention=_("7 days"),
        eraser=Eraser.CASCADE,
        owners=["made_by"],
        fields=kinds(
            public=[
                *("code", "made_at", "course", "language", "lessons", "left", "refused"),
                "done_at",
            ],
            pseudonymous=["made_by"],
        ),
    ),
    Record(
        model="learning.TextPicture",
        title=_("Pictures in texts that you brought into a course"),
        purpose=_("to add them with the lessons"),
        retention=_("7 days"),
        eraser=Eraser.CASCADE,
        owners=["text__made_by"],
        fields=kinds(public=["number", "content"], pseudonymous=["text"]),
    ),
    content("learning.FirstAnswer", ["question_id", "mark", "given", "was_right", "members"]),
    _about_learning(
        "Enrolment",
        _("Your courses"),
        _("so that you can continue where you left off"),
        owners=["user"],
        exported=ENROLMENT,
        fields=kinds(pseudonymous=["user", *ENROLMENT]),
    ),
    _about_learning(
        "LessonProgress",
        _("Your lessons"),
        _("to show you your progress"),
        owners=["enrolment__user"],
        exported=["lesson_key", "done_at", "reopened"],
        fields=kinds(
            pseudonymous=["enrolment", "lesson_key", "done_at", "reopened"],
        ),
    ),
    _about_learning(
        "Answer",
        _("Your answers"),
        _("to show you what you answered, and to know when a lesson is done"),
        owners=["enrolment__user"],
        exported=[*ANSWER, "words"],
        # A question or a choice that an editor removed is shown as its code.
        tellers={"question_id": questions_in_words, "given": answers_in_words},
        openers={"words": _words_of},
        fields=kinds(pseudonymous=["enrolment", *ANSWER], sealed=["words"]),
    ),
    Record(
        model="learning.Recall",
        title=_("Questions that come back to you"),
        purpose=_("to ask you again what you have learned"),
        retention=_(
            "until you have answered the question 30 days after the lesson, or until 90 days after "
            "the day on which it was waiting for you"
        ),
        eraser=Eraser.CASCADE,
        owners=["user"],
        exported=RECALL,
        tellers={"question_id": remembering.questions_in_words},
        fields=kinds(pseudonymous=["user", *RECALL]),
    ),
    _about_learning(
        "Submission",
        _("Your exercises"),
        _("so that a mentor, a facilitator or a coordinator can read them, and you improve them"),
        owners=["enrolment__user"],
        exported=[
            *("lesson_key", "text", "table", "is_for_coordinators", "state"),
            *("sent_at", "is_read", "decided_at"),
        ],
        openers={"text": _text_of, "table": _table_of},
        fields=kinds(
            pseudonymous=[
                "code",
                "enrolment",
                "lesson_key",
                "exercise_id",
                "state",
                "sent_at",
                "is_read",
                "decided_at",
                "is_for_coordinators",
                "typed_at",
                "opened_at",
            ],
            sealed=["text", "table"],
        ),
    ),
    _about_learning(
        "Together",
        _("Exercises that you handed in for a group"),
        _("so that your exercise counts for those who did it with you"),
        owners=["submission__enrolment__user"],
        exported=["people", "until"],
        words={"until": _("until when its code works")},
        fields=kinds(public=["digest"], pseudonymous=["submission", "people", "key", "until"]),
    ),
    _about_learning(
        "Partner",
        _("Exercises that you did with someone who handed them in"),
        _("so that the exercise counts for you, and you can read it"),
        owners=["enrolment__user"],
        exported=["enrolment__course_key"],
        words={"together": _("with whose work")},
        fields=kinds(pseudonymous=["together", "enrolment", "exercise_id"]),
    ),
    _about_learning(
        "Attachment",
        _("Files of your exercises"),
        _("so that those who read the exercise see or hear them"),
        owners=["submission__enrolment__user"],
        exported=["kind", "size", "content"],
        openers={"content": _name_of},
        file="content",
        file_size="size",
        words={"kind": _("type of file"), "size": _("size in bytes")},
        fields=kinds(pseudonymous=["code", "submission", "kind", "size"], sealed=["content"]),
    ),
    _about_learning(
        "Review",
        _("Comments you received or wrote on exercises"),
        _("to tell you what others think of your work"),
        owners=["submission__enrolment__user"],
        unlinked=["reviewer"],
        exported=["verdict", "text", "written_at"],
        openers={"text": _text_of},
        exported_of=["submission__enrolment__user", "reviewer"],
        fields=kinds(
            pseudonymous=["submission", "reviewer", "key", "verdict", "written_at"],
            sealed=["text"],
        ),
    ),
    Record(
        model="learning.Enquiry",
        title=_("Your questions to facilitators"),
        purpose=_("so that a facilitator or a coordinator can answer them"),
        retention=_("90 days after the answer; 180 days without an answer"),
        eraser=Eraser.CASCADE,
        owners=["enrolment__user"],
        unlinked=["answered_by"],
        exported=["lesson_key", "text", "answer", *ENQUIRY],
        openers={"text": _text_of, "answer": _answer_of},
        words={"sent_at": _("sent")},
        fields=kinds(
            pseudonymous=["code", "enrolment", "lesson_key", "answered_by", *ENQUIRY],
            sealed=["text", "answer"],
        ),
    ),
    _about_learning(
        "Taught",
        _("Courses you taught"),
        _("to show you when you taught a course, and to count how many people in your region did"),
        owners=["enrolment__user"],
        exported=["enrolment__course_key", *TAUGHT],
        fields=kinds(pseudonymous=["code", "enrolment", *TAUGHT]),
    ),
    content(
        "learning.CourseRun",
        [
            *("code", "course_key", "region", "network", "regions", "networks", "state", "entry"),
            *("organisation", "starts_on", "ends_on", "join_until", "seats", "pre_work"),
            *("follow_up", "moves"),
        ],
        linked=["facilitator", "second_facilitator", "created_by"],
    ),
    Record(
        model="learning.RunPlace",
        title=_("Your places in course runs"),
        purpose=_("to keep your place, and to show you there under another name"),
        retention=_("until you leave the run or it is cancelled; 30 days after its end at most"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        words={
            "state": _("whether you have a place"),
            "shows_progress": _("whether its facilitators may see how many lessons you have done"),
        },
        exported=["run__course_key", *RUN_PLACE],
        fields=kinds(pseudonymous=["run", "user", "state", "shows_progress"], personal=["handle"]),
    ),
    _about_learning(
        "Certificate",
        _("Your certificates"),
        _("to prove, with a number, that you completed a course"),
        owners=["enrolment__user"],
        exported=["enrolment__course_key", "number", "month", "revoked_at"],
        fields=kinds(
            public=["number", "month", "revoked_at"],
            pseudonymous=["enrolment"],
        ),
    ),
    *stories.RECORDS,
]

WORDS = {
    "course_key": _("course"),
    "enrolment__course_key": _("course"),
    "run__course_key": _("course"),
    # Translators: Label beside a date: the first day of a course run.
    "run__starts_on": _("first day"),
    "run": _("which course run"),
    "handle": _("your name there"),
    "second_facilitator": _("who leads it, too"),
    "last_lesson": _("where you left off"),
    # Translators: Label beside a date: when the course or the pair started.
    "enrolled_at": _("started"),
    "touched_at": _("last opened"),
    "completed_at": _("completed"),
    "enrolment": _("which of your courses"),
    "lesson_key": _("lesson"),
    "done_at": _("done"),
    "reopened": _("why it is open again"),
    "question_id": _("question"),
    "given": _("your answer"),
    "words": _("what you wrote yourself"),
    "is_right": _("whether it was right"),
    # Translators: Label beside a date: when you answered the question.
    "answered_at": _("answered"),
    "after": _("how many days after the lesson it comes back"),
    # Translators: Label beside a date: when the question comes back.
    "due_on": _("the day on which it comes back"),
    # Translators: Label beside a date: when you were asked the question last.
    "asked_on": _("the day on which you answered it last"),
    "exercise_id": _("a code for the exercise"),
    "state": _("status"),
    "sent_at": _("handed in"),
    "typed_at": _("when you last changed it"),
    # Translators: Label beside a time, of a text.
    "opened_at": _("when you opened the page where you wrote it"),
    # Translators: Label beside a date.
    "decided_at": _("reviewed"),
    "is_for_coordinators": _("coordinators may read it, too"),
    "is_read": _("opened by someone"),
    "text": _("what was written"),
    "table": _("what stands in the table"),
    "content": _("the file itself"),
    "submission": _("which exercise"),
    "answer": _("the answer"),
    "answered_by": _("who answered"),
    "reviewer": _("who wrote it"),
    "verdict": _("what was decided"),
    "written_at": _("written"),
    "number": _("number"),
    "month": _("month"),
    "people": _("how many did it together"),
    "group": _("roughly how many took part"),
    "made_by": _("who sent it"),
    # Translators: Label beside a date: when the certificate was made invalid.
    "revoked_at": _("withdrawn"),
}

# What a member did, by the kind of the event.
ACTS = {
    "enrol": _("course begun"),
    "complete": _("course completed"),
    "hand_in": _("exercise handed in"),
    "withdraw": _("exercise taken back"),
    "ask": _("question to a facilitator sent"),
    "take_back_question": _("question to a facilitator taken back"),
    "answer_question": _("question about a lesson answered"),
    "withdraw_certificate": _("certificate withdrawn"),
    "renew_certificate": _("new number for a certificate"),
    "plan_run": _("course run planned"),
    "change_run": _("course run changed"),
    "open_run": _("course run opened"),
    "cancel_run": _("course run cancelled"),
    "join_run": _("place in a course run taken"),
    "leave_run": _("place in a course run given back"),
    "free_run_place": _("place in a course run freed that its member could not use any more"),
    "teach": _("course taught to a group"),
    "teach_taken_back": _("teaching of a course taken back"),
    "open_to_others": _("code of an exercise shown to others"),
    "end_group": _("group of an exercise ended"),
    "join_work": _("group of an exercise joined"),
    "leave_work": _("group of an exercise left"),
    "review_accept": _("exercise accepted"),
    "review_improve": _("exercise returned with comments"),
    "review_comment": _("comment on an exercise"),
    **stories.ACTS,
}

PERSONAL_DATA = PersonalData(
    records=RECORDS,
    words=WORDS,
    acts=ACTS,
    titles=dict.fromkeys(
        ["course_key", "enrolment__course_key", "run__course_key", "last_lesson", "lesson_key"],
        titles,
    ),
    before_erasure=[delete_notices, give_run_places_back, let_stories_go],
    after_loss=[follow],
)
