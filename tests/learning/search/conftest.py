"""Courses whose words are in the index, and a member who searches them."""

import pytest

from learning.models import LessonPage
from tests import factories


@pytest.fixture
def indexed(settings):
    """Saved pages are in the index of the site, as outside the tests."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    }


@pytest.fixture
def lessons(indexed, db):
    """Make a course of one lesson with these words: title, text, and the language."""

    def make(title: str, text: str = "", *, course: str = "A course", language: str = "en"):
        page = factories.course(title=course, lessons=1, questions=0, language=language)
        page.save_revision().publish()
        lesson = page.lessons().get()
        lesson = LessonPage.objects.get(pk=lesson.pk)
        lesson.title = title
        lesson.body = [("text", {"heading": "", "text": f"<p>{text}</p>"})]
        lesson.save_revision().publish()
        return lesson

    return make


@pytest.fixture
def find(world, sign_in):
    """Search as region A's leader: the titles that are found, in order."""
    browser = sign_in(world.a.leader)

    def ask(name: str = "", language: str = "en", **narrow) -> list[str]:
        response = browser.post(f"/{language}/learn/search/", {"name": name, **narrow})
        assert response.status_code == 200
        results = response.context.get("results")
        assert results is not None, response.context["form"].errors
        assert (results.total > 20) or results.total == len(results.shown)
        return [one.part.title for one in results.shown]

    ask.browser = browser
    return ask
