"""The first translation of a page has what wagtail-localize would give it."""

import pytest
from wagtail_localize.models import StringTranslation, Translation

from cms.translations import queries
from learning.exchange.packages import translating
from learning.models import LessonPage


@pytest.fixture
def again(course):
    """Return a function that translates a lesson of the package as if for the first time, with
    what it makes of the French body, and gives the page."""
    french = LessonPage.objects.filter(locale__language_code="fr").order_by("path")[0]
    source = LessonPage.objects.get(
        locale__language_code="en", translation_key=french.translation_key
    )

    def translate(body) -> LessonPage:
        new = LessonPage(
            title=french.title,
            slug=french.slug,
            summary=french.summary,
            minutes=french.minutes,
            translation_key=french.translation_key,
            locale=french.locale,
        )
        new.body = body(str(LessonPage._meta.get_field("body").value_to_string(french)))
        french.delete()
        Translation.objects.filter(source__object_id=source.translation_key).delete()
        StringTranslation.objects.filter(context__object_id=source.translation_key).delete()
        made = translating.translate(source, new, user=None, goes_live=True)
        return LessonPage.objects.get(pk=made.pk)

    return translate


def kept(page: LessonPage) -> list[tuple[str, str, bool]]:
    texts = StringTranslation.objects.filter(context__object_id=page.translation_key)
    return sorted(texts.values_list("tool_name", "translation_type", "has_error").distinct())


def test_translation_is_complete_and_goes_live(again):
    page = again(lambda body: body)
    assert page.live
    assert kept(page) == [("PO File", "manual", False)]
    assert page.draft_title == page.title


def test_text_with_a_link_that_the_source_has_not_is_marked_and_keeps_the_page_a_draft(again):
    link = "<a href='https://example.org/'>a group</a>"
    page = again(lambda body: body.replace("a group", link))
    assert not page.live
    assert kept(page) == [("PO File", "manual", False), ("PO File", "manual", True)]
    made = Translation.objects.get(source__object_id=page.translation_key)
    assert queries.missing(made) == 1
