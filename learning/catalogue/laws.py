"""What the law says, country by country.

A reader opens the country that they are in. All of them are on the page already: no choice is sent
anywhere, and none is kept.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks import TEXT, UNCHOSEN, paragraph
from cms.pages.lists import ListBlock
from web.reading import names

# After this time an editor is asked to have the text of a country read again.
HOLDS_FOR = timedelta(days=365)
# Both have no offence of selling sex: New Zealand since 2003, Belgium since 2022.
SAMPLE = ("NZ", "BE")


def _countries() -> list[tuple[str, str]]:
    return [UNCHOSEN, *countries]


class CountryLawBlock(blocks.StructBlock):
    country = blocks.ChoiceBlock(label=_("Country"), choices=_countries)
    text = blocks.RichTextBlock(
        label=_("What the law says"),
        help_text=_("In at most 120 words: what it allows, what it forbids, and what people do."),
        # No links: following one would tell which country was opened.
        features=["bold", "italic", "ul", "ol"],
    )
    told_by = blocks.CharBlock(
        label=_("Who told it"),
        help_text=_("An organisation or a profession. No names of people."),
        max_length=120,
        required=False,
        default="",
    )
    checked_on = blocks.DateBlock(
        label=_("Checked on"),
        help_text=_("Or noted on, when no one trained in law has checked it yet."),
    )
    checked_by = blocks.CharBlock(
        label=_("Checked by"),
        help_text=_(
            "An organisation or a profession. No names of people. Leave it empty when no one "
            "trained in law has checked this yet: the page then says so."
        ),
        max_length=120,
        required=False,
        default="",
    )

    class Meta:
        icon = "site"
        label = _("Country")


class LawBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, default="")
    places = ListBlock(CountryLawBlock(), label=_("Countries"), min_num=1, max_num=40)

    class Meta:
        icon = "site"
        group = TEXT
        label = _("Law by country")
        description = _("What the law says. Learners open their country; it is not saved.")
        template = "blocks/law.html"
        # A reader opens one country of many, so no number of words is enough for all of them.
        aim = None

    def clean(self, value: Any) -> Any:
        """Refuse a country that stands there twice and a day that has not come, except in a
        draft."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (fault := _fault(cleaned["places"])):
            raise StructBlockValidationError(block_errors={"places": ValidationError(fault)})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add `places`: the name of each country, in alphabetical order, with what is said of
        it."""
        named = [(str(countries.name(one["country"])), one) for one in value["places"]]
        named.sort(key=lambda one: names.letters(one[0]))
        return super().get_context(value, parent_context) | {"places": named}

    def get_preview_value(self) -> Any:
        text = gettext("Selling sex is no offence here. A group may register as an association.")
        checked = {
            "checked_on": date(2026, 3, 1),
            "checked_by": gettext("A law clinic"),
            "told_by": "",
        }
        return self.normalize(
            {
                "heading": gettext("May a group register?"),
                "places": [
                    {"country": code, "text": paragraph(text), **checked} for code in SAMPLE
                ],
            }
        )


def outdated(value: Any, today: date) -> list[str]:
    """Return the countries of a law block that nobody has checked, or not for a year, by name."""
    return [
        str(countries.name(one["country"]))
        for one in value["places"]
        if one["country"] and not _holds(one, today)
    ]


def _holds(place: Any, today: date) -> bool:
    """Say whether someone has checked this place within a year, or it has no day yet."""
    if not place["checked_on"]:
        return True
    return bool(place["checked_by"]) and today - place["checked_on"] <= HOLDS_FOR


def _fault(places: Any) -> str:
    chosen = [one["country"] for one in places]
    twice = next((code for code in chosen if chosen.count(code) > 1), None)
    if twice:
        told = gettext("“%(country)s” is in the list twice. Put both texts into one.")
        return told % {"country": countries.name(twice)}
    if any(one["checked_on"] > timezone.localdate() for one in places):
        return gettext("No one can have checked a law on a day that has not come yet.")
    return ""
