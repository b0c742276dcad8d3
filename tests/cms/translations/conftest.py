"""An editor at work on a course whose source is one language, and whose translation another."""

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from cms.editors import ensure_editors_group
from learning.models import LessonPage
from tests import factories


class Studio:
    """What an editor does with pages, through the addresses of the studio."""

    def __init__(self, browser, group, on_commit, source: str, target: str) -> None:
        self.browser, self.group, self.on_commit = browser, group, on_commit
        self.source = Locale.objects.get(language_code=source)
        self.target = Locale.objects.get(language_code=target)

    def post(self, name: str, *args: object, query: str = "", **data: object):
        with self.on_commit(execute=True):
            answered = self.browser.post(reverse(name, args=args) + query, data)
        assert [list(problem) for problem in Page.find_problems()] == [[]] * 5
        return answered

    def get(self, name: str, *args: object, **query: object) -> str:
        return self.browser.get(reverse(name, args=args), query).content.decode()

    def translate(self, page: Page, *, with_subtree: bool = True) -> Page:
        """Start the translation; return the translated page."""
        data = {"include_subtree": "on"} if with_subtree else {}
        answered = self.post(
            "wagtail_localize:submit_page_translation",
            page.pk,
            locales=[self.target.pk],
            **data,
        )
        assert answered.status_code == 302
        return self.other(page)

    def other(self, page: Page) -> Page:
        return page.get_translation(self.target).specific

    def say(self, page: Page) -> None:
        """Translate every text of the page: put the language before it."""
        translation = Translation.objects.get(
            source__object_id=page.translation_key, target_locale=self.target
        )
        for segment in translation.source.stringsegment_set.select_related("string"):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=self.target,
                context=segment.context,
                defaults={"data": f"{self.target.language_code} {segment.string.data}"},
            )

    def publish(self, page: Page):
        """Publish a translation, from its screen."""
        return self.post("wagtailadmin_pages:edit", page.pk, action="publish")

    def translate_and_publish(self, page: Page) -> Page:
        """Translate the page and all below it, and publish everything."""
        self.translate(page)
        for one in page.get_descendants(inclusive=True):
            self.say(one)
            self.publish(self.other(one))
        return self.other(page)


def change(studio, lesson: LessonPage, story: str) -> None:
    """Change the story of a lesson in the studio, and publish it."""
    page = LessonPage.objects.get(pk=lesson.pk)
    page.body[0] = ("story", f"<p>{story}</p>", page.body[0].id)
    page.save_revision()
    query = f"?id={page.pk}"
    studio.post("wagtail_bulk_action", "wagtailcore", "page", "publish", query=query)


@pytest.fixture(params=["en", "fr"])
def source(request) -> str:
    return request.param


@pytest.fixture
def course(db, source):
    """A live course of three lessons in the source's language."""
    english, french = factories.home_page("en"), factories.home_page("fr")
    french.translation_key = english.translation_key
    french.save()
    page = factories.course(lessons=3, language=source)
    factories.publish(page.get_parent().specific)
    return page


@pytest.fixture
def lessons(course) -> list[LessonPage]:
    return list(LessonPage.objects.child_of(course))


@pytest.fixture
def studio(course, source, sign_in, django_capture_on_commit_callbacks) -> Studio:
    user = factories.in_studio(pseudonym="Baobab")
    target = {"en": "fr", "fr": "en"}[source]
    return Studio(
        sign_in(user), ensure_editors_group(), django_capture_on_commit_callbacks, source, target
    )
