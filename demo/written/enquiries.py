"""Questions about lessons of the starter course: one that was answered, and some that wait."""

from dataclasses import dataclass

from demo import dates
from demo.members import called
from learning.catalogue.outline import Course
from learning.enquiries import actions as enquiries
from learning.models import Enquiry
from learning.progress import actions as progress
from people.models import Notice


@dataclass(frozen=True)
class Asked:
    """What someone asked `sent` days ago about the numbered lesson, and the answer a day later, if
    any."""

    who: str
    lesson: int
    sent: int
    text: str
    answer: str = ""


ASKED = [
    Asked(
        "leader3",
        1,
        12,
        "Who counts when only one person is there in the evening?",
        "Close the box, and count it together with someone else the next morning.",
    ),
    Asked("leader3", 2, 3, "Do gifts in kind, such as rice, belong in the budget?"),
    Asked("facilitator", 1, 9, "Is a message on the phone as good as a line in the cash book?"),
]


def make(course: Course) -> None:
    for number, one in enumerate(ASKED):
        user = called(one.who)
        progress.enrol(user=user, course_key=course.key)
        asked = enquiries.ask(
            user=user,
            course=course,
            lesson=course.lessons[one.lesson - 1],
            text=one.text,
            key=dates.key(f"question {number} of {one.who}"),
        )
        Enquiry.objects.filter(pk=asked.pk).update(sent_at=dates.ago(one.sent))
        if one.answer:
            at = dates.ago(one.sent - 1, 19)
            enquiries.answer(enquiry=asked, by=called("facilitator"), text=one.answer)
            Enquiry.objects.filter(pk=asked.pk).update(answered_at=at)
            told = Notice.objects.filter(user=user, key=str(asked.code))
            told.update(created_at=at, read_at=at)
