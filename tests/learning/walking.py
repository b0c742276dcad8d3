"""A learner who walks through a course by its pages."""

from dataclasses import dataclass
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import translation

from learning.catalogue import contents, outline
from learning.catalogue.contents import Content
from learning.models import CoursePage, Enrolment
from people.models import User
from web.codes import encode


@dataclass
class Walk:
    """The pages of one course, as one learner opens them."""

    client: Client
    user: User
    page: CoursePage

    @property
    def course(self) -> outline.Course:
        found = outline.course(CoursePage.objects.live(), self.page.translation_key, "en")
        assert found is not None
        return found

    def lesson(self, number: int = 1) -> outline.Lesson:
        return self.course.lessons[number - 1]

    def content(self, number: int = 1) -> Content:
        return contents.of(self.lesson(number))

    def address(self, name: str, number: int | None = None, *more: UUID, lang: str = "en") -> str:
        keys = [self.page.translation_key]
        if number is not None:
            keys.append(self.lesson(number).key)
        with translation.override(lang):
            return reverse(f"learning:{name}", args=[*keys, *more])

    def answer(self, number: int, question: int, choice: int, *, lang: str = "en"):
        """Give the numbered choice to the numbered question of the numbered lesson."""
        asked = self.content(number).questions[question - 1]
        return self.client.post(
            self.address("question", number, asked.id, lang=lang),
            {"choice": encode(asked.choices[choice - 1].id)},
        )

    def finish(self, number: int, *, lang: str = "en") -> None:
        for question in range(1, len(self.content(number).questions) + 1):
            assert self.answer(number, question, 2, lang=lang).status_code == 302

    def hand_in(self, text: str = "Our budget", button: str = "send"):
        return self.client.post(self.exercise_address, {"text": text, button: "1"})

    @property
    def exercise_address(self) -> str:
        last = len(self.course.lessons)
        return self.address("exercise", last, self.content(last).exercises[0].id)

    @property
    def enrolment(self) -> Enrolment:
        return Enrolment.objects.get(user=self.user, course_key=self.page.translation_key)
