"""The courses that a page names: those that come before another one, each with why, and those of a
path.

They are kept by the key that all translations of a course share, so they hold in every language.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Page

from web.reading.languages import Spoken

if TYPE_CHECKING:
    from learning.models import CoursePage

MOST, LONGEST_PATH = 3, 12
# What is kept of the field, as text, whatever the database makes of JSON.
RAW = Cast("before", TextField())


class CourseChooserBlock(blocks.PageChooserBlock):
    """A course in any language. Its value is the page that was made first of those with its key."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="learning.CoursePage", **kwargs)

    @cached_property
    def widget(self) -> Any:
        """The button to choose one, in the language of the screen: what Wagtail puts together for a
        kind of page stays in the language in which the site started."""
        chooser = super().widget
        chooser.choose_one_text = _("Choose a course")
        chooser.choose_another_text = _("Choose another course")
        return chooser

    def to_python(self, value: Any) -> Page | None:
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: Iterable[Any]) -> list[Page | None]:
        keys = [_key(one) for one in values]
        pages = self.model_class.objects.filter(translation_key__in=[one for one in keys if one])
        first = {page.translation_key: page for page in pages.order_by("-pk")}
        return [first.get(key) for key in keys]

    def get_prep_value(self, value: Page | None) -> str | None:
        return str(value.translation_key) if value else None

    def get_translatable_segments(self, value: Page | None) -> list[Any]:
        """A translation names the same courses."""
        return []


class BeforeBlock(blocks.StructBlock):
    course = CourseChooserBlock(label=_("Course"))
    why = blocks.CharBlock(
        label=_("Why it comes before"),
        help_text=_("One line, for example: It explains the words that this course uses."),
        max_length=200,
        default="",
    )

    class Meta:
        icon = "list-ol"
        label = _("Course that comes before")


class CoursesField(StreamField):
    """Some courses. Its migrations do not list the blocks; the column is JSON."""

    block: type[blocks.Block]
    options: Mapping[str, Any]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([("course", self.block())], **{**kwargs, **self.options})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, kwargs = super().deconstruct()
        for inner in ("block_lookup", "max_num", "blank", "default"):
            kwargs.pop(inner, None)
        return name, path, [], kwargs


class BeforeField(CoursesField):
    """The courses that come before another one."""

    block = BeforeBlock
    options = {"max_num": MOST, "blank": True, "default": list}


class StepBlock(CourseChooserBlock):
    class Meta:
        icon = "list-ol"
        label = _("Course")


class StepsField(CoursesField):
    """The courses of a path, in order."""

    block = StepBlock
    options = {"max_num": LONGEST_PATH, "default": list}


@dataclass(frozen=True, kw_only=True)
class Before(Spoken):
    """A course that comes before another: its `key`, and `why`, in its language."""

    key: UUID
    language: str
    is_fallback: bool
    why: str


@dataclass(frozen=True)
class Told:
    """What a page keeps of its courses before, by the ids of the blocks."""

    raw: str
    language: str

    def listed(self) -> dict[str, tuple[UUID, str]]:
        found = {}
        for block in json.loads(self.raw or "[]"):
            if key := _key(block["value"]["course"]):
                found[block["id"]] = (key, block["value"]["why"])
        return found


def named(source: Told, shown: Told, language: str) -> tuple[Before, ...]:
    """Return the courses that the `source` names, in the words of the page that is `shown` where it
    has some for the same course."""
    words = shown.listed()
    found = []
    for block, (key, why) in source.listed().items():
        is_said = block in words and words[block][0] == key
        spoken = shown.language if is_said else source.language
        found.append(
            Before(
                key=key,
                why=words[block][1] if is_said else why,
                language=spoken,
                is_fallback=spoken != language,
            )
        )
    return tuple(found)


def naming(keys: Collection[UUID], language: int) -> list[str]:
    """Return the titles of the published courses before which one of `keys` comes, other than these
    themselves, in the locale `language` where there is one. One query."""
    pages = apps.get_model("learning", "CoursePage").objects.live().order_by("pk").annotate(raw=RAW)
    rows = pages.values_list("translation_key", "locale_id", "title", "raw")
    found: dict[UUID, str] = {}
    sources: set[UUID] = set()
    for key, locale, title, raw in rows:
        if key not in sources:
            sources.add(key)
            names = {one for one, _why in Told(raw, "").listed().values()}
            if names.intersection(keys) and key not in keys:
                found[key] = title
        elif key in found and locale == language:
            found[key] = title
    return list(found.values())


class CourseForm(WagtailAdminPageForm):
    """The form of a course in the studio, also for drafts."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        page = self.instance
        page.title = cleaned.get("title") or page.title
        try:
            refuse_circles(page, cleaned.get("before") or [])
        except ValidationError as error:
            self.add_error("before", error)
        return cleaned


def refuse_circles(page: "CoursePage", before: Iterable[StreamValue.StreamChild]) -> None:
    """Raise ValidationError for a course that stands in `before` twice, and for one that cannot
    come before `page` because `page` comes before it. What a translation names is not asked for:
    its source says it. One query, none without a course before."""
    chosen = [block.value["course"] for block in before]
    keys = [one.translation_key for one in chosen if one]
    if not keys:
        return
    courses: dict[UUID, tuple[int, str, list[UUID]]] = {}
    rows = type(page).objects.order_by("pk").annotate(raw=RAW)
    for pk, key, title, raw in rows.values_list("pk", "translation_key", "title", "raw"):
        named = [one for one, _why in Told(raw, "").listed().values()]
        courses.setdefault(key, (pk, title, named))
    if courses.get(page.translation_key, (page.pk,))[0] != page.pk:
        return
    courses[page.translation_key] = (page.pk or 0, page.title, keys)
    faults = {}
    for number, one in enumerate(chosen):
        if not one:
            continue
        is_twice = one in chosen[:number]
        if fault := _fault(one.translation_key, page.translation_key, courses, is_twice=is_twice):
            faults[number] = StructBlockValidationError({"course": ValidationError(fault)})
    if faults:
        raise StreamBlockValidationError(block_errors=faults)


def _fault(
    key: UUID,
    own: UUID,
    courses: Mapping[UUID, tuple[int, str, list[UUID]]],
    *,
    is_twice: bool,
) -> str:
    if key == own:
        return gettext("A course cannot come before itself. Choose another one.")
    if is_twice:
        return gettext("This course is named twice. Take it out once.")
    way = _way(key, own, {one: before for one, (_, _, before) in courses.items()})
    if not way:
        return ""
    steps = [
        # Translators: A step of a circle. Both are titles of courses.
        gettext("“%(first)s” comes before “%(then)s”")
        % {"first": courses[first][1], "then": courses[then][1]}
        for then, first in zip([own, *way], way, strict=False)
    ]
    told = gettext("This goes round in a circle: %(steps)s. Choose another course.")
    return told % {"steps": ", ".join(steps)}


def _way(start: UUID, end: UUID, before: Mapping[UUID, list[UUID]]) -> list[UUID]:
    """Return the courses from `start` to `end`, each with the one that comes before it; nothing
    when `end` does not come before `start`."""
    ways, seen = [[start]], {start}
    for way in ways:
        for key in before.get(way[-1], []):
            if key == end:
                return [*way, key]
            if key not in seen:
                seen.add(key)
                ways.append([*way, key])
    return []


def keys_in(raw: str) -> list[UUID]:
    """Return the courses of a path, out of what is kept of it."""
    return [key for block in json.loads(raw or "[]") if (key := _key(block["value"]))]


def _key(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
