"""What the studio says about the languages of a page."""

from datetime import datetime

from django import template
from wagtail import hooks
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.pages import plans
from cms.translations import queries
from web.reading.languages import in_sentence

register = template.Library()


@register.inclusion_tag("cms/translations/concerned.html")
def concerned(page: Page) -> dict[str, list[str]]:
    """Show in which languages the page is, and whom it concerns."""
    said = [
        sentence
        for describe in hooks.get_hooks("describe_who_is_concerned")
        for sentence in describe(page)
    ]
    return {"sentences": said, "languages": queries.languages_of_others(page)}


@register.inclusion_tag("cms/translations/languages.html")
def which_languages(page: Page, *, is_deleted: bool = False) -> dict[str, object]:
    """Offer to do it in this language alone. What is taken down is still known there, and no other
    language takes its place; what is deleted is as if it had never been translated."""
    return {
        "is_deleted": is_deleted,
        "language": in_sentence(page.locale.language_code),
        "has_others": queries.others(page).exists(),
    }


@register.inclusion_tag("cms/translations/states.html")
def translation_states(page: Page) -> dict[str, object]:
    """Show what is to be done on the translations of `page`, or on `page` as a translation."""
    return {"states": [one for one in queries.states(page) if one]}


@register.filter
def hour_of(page: Page) -> datetime | None:
    """Return when `page` goes live; no query for one without a planned hour."""
    return plans.hour_of(page) if page.approved_schedule else None


@register.filter
def with_zone(hour: datetime) -> str:
    """Return an hour with its time zone, as a person reads it."""
    return plans.shown(hour)


@register.filter
def state_of(translation: Translation) -> queries.State:
    """Return where a translation stands."""
    return queries.state(translation)
