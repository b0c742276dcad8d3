"""The texts of a package as pages of this site, each written in a transaction of its own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from cms.models import HomePage
from cms.translations import actions as translations
from cms.translations import queries, together
from learning.catalogue.before import refuse_circles
from learning.exchange.faults import sentences
from learning.exchange.packages import translating
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.packages.format.bodies import BlockReader, Things, wrong
from learning.exchange.packages.format.contents import NO_LANGUAGE, Package, Text
from learning.exchange.packages.media import FileImport
from learning.models import CoursePage, LessonPage, PackagedPage, SubjectPage
from people.models import User

# What the blocks of a lesson are called in a package; other fields keep their name.
NAMES = {"body": "blocks"}


def fields_of(model: type[Page]) -> list[models.Field]:
    """Return the fields that editors fill in, without those that hold blocks."""
    own = [one for one in model._meta.local_concrete_fields if not one.primary_key]
    plain = (one for one in own if not isinstance(one, StreamField))
    return [model._meta.get_field("title"), *plain]


def streams_of(model: type[Page]) -> dict[str, StreamField]:
    """Return the fields that hold blocks, by their names in a package."""
    own = model._meta.local_concrete_fields
    return {NAMES.get(one.name, one.name): one for one in own if isinstance(one, StreamField)}


def built(text: Text, things: Things, *, is_checked: bool = True) -> Any:
    """Return the text as an unsaved page without a language.

    Raises `Unreadable` for what an editor could not save; without `is_checked`, only for what no
    page could hold.
    """
    said = text.said
    given = {
        field.name: _held(field, said[field.name], text)
        for field in fields_of(text.model)
        if field.name in said
    }
    page = text.model(translation_key=text.key, slug=_slug(text), **given)
    read = BlockReader(things, text.names, text.file)
    for name, field in streams_of(text.model).items():
        stream = read.stream(field.stream_block, said.get(name, []))
        if len(set(ids := ids_in(stream.get_prep_value()))) < len(ids):
            raise wrong(text.file, "id")
        setattr(page, field.name, stream)
    if isinstance(page, CoursePage):
        # A course that comes before and is not on this site.
        lost = [number for number, one in enumerate(page.before) if not one.value["course"]]
        for number in reversed(lost):
            del page.before[number]
    if is_checked:
        _check(page, text)
    return page


@dataclass
class PageWriter:
    """Writes pages. `user` becomes their author; a new course goes live only if `goes_live`, and
    after all of its lessons: who takes a part of a course would complete it."""

    package: Package
    user: User | None
    goes_live: bool

    @transaction.atomic
    def write(
        self,
        text: Text,
        page: Page | None,
        things: FileImport,
        *,
        is_unfinished: bool,
        is_last: bool = False,
    ) -> bool:
        """Make the page of `text`, or change `page`, and publish it if readers may have it.

        Returns whether it was written: not when someone changed, locked, made or deleted it since
        `page` was read, and not below a page that is not here. Unless this is the last time, a text
        with links to pages that do not exist yet is left to be written again, and so is a course
        that goes live. `is_unfinished` means that `page` was left so.
        """
        if not self._is_as_planned(text, page):
            return False
        new = built(text, things)
        new.locale, new._history_user = _locale(text.language), self.user
        is_new = page is None or is_unfinished
        opens = self.goes_live and is_new and text.model is CoursePage
        if page is None:
            page = self._add(text, new, things)
            if page is None:
                return False
        else:
            self._renew(page, new, goes_live=page.live or (opens and is_last))
        is_whole = is_last or not (things.lost or opens)
        digest = self.package.digest(text) if is_whole else ""
        place = {"translation_key": text.key, "language": text.language}
        PackagedPage.objects.filter(**place, digest__in=["", digest]).delete()
        latest = Page.objects.get(pk=page.pk).latest_revision_id
        PackagedPage.objects.create(**place, digest=digest, revision=latest)
        return True

    def _is_as_planned(self, text: Text, page: Page | None) -> bool:
        here = Page.objects.select_for_update(of=("self",)).filter(alias_of=None)
        now = here.filter(translation_key=text.key, locale__language_code=text.language).first()
        if page is None or now is None:
            return page is now
        return now.latest_revision_id == page.latest_revision_id and not now.locked

    def _add(self, text: Text, new: Any, things: FileImport) -> Page | None:
        goes_live = text.model is LessonPage
        above = self._above(text)
        if above is None:
            return None
        source = (
            self._source(text.key, text.model) if text.language != self.package.source else None
        )
        is_alias = Page.objects.filter(translation_key=text.key, locale=new.locale).exists()
        # wagtail-localize makes a page of an alias.
        if source and (is_alias or self._is_translation(text, new, things)):
            return translating.translate(source, new, user=self.user, goes_live=goes_live)
        new.owner, new.live = self.user, goes_live
        above.add_child(instance=new)
        revision = new.save_revision(user=self.user, log_action=True)
        if goes_live:
            revision.publish(user=self.user, skip_permission_checks=True)
            _follow(new)
        return new

    def _renew(self, page: Page, new: Any, *, goes_live: bool) -> None:
        made = queries.translation_of(page)
        if made:
            translating.renew(made, new, user=self.user, goes_live=goes_live)
        else:
            draft = page.get_latest_revision_as_object()
            for field in fields_of(type(new)):
                # Who can read a course is decided where it is read.
                if field.name != "access":
                    setattr(draft, field.attname, getattr(new, field.attname))
            for stream in streams_of(type(new)).values():
                setattr(draft, stream.name, getattr(new, stream.name))
            draft.go_live_at, draft._history_user = None, self.user
            revision = draft.save_revision(user=self.user, log_action=True)
            if goes_live:
                revision.publish(user=self.user, skip_permission_checks=True)
            else:
                # No one reads it yet, and its translations are made from what is here.
                draft.save(clean=False)
        _follow(Page.objects.get(pk=page.pk).specific)

    def _is_translation(self, text: Text, new: Any, things: FileImport) -> bool:
        """Whether it was translated sentence by sentence, as far as the package knows."""
        of = next(
            one
            for one in self.package.texts
            if one.key == text.key and one.language == self.package.source
        )
        return translating.matches(new, built(of, things))

    def _above(self, text: Text) -> Page | None:
        if text.model is LessonPage:
            return self._here(CoursePage, self.package.key, text.language)
        return self._subject(text.language)

    def _subject(self, language: str) -> Page | None:
        """Return the subject with the key of the package, or else with its title; made if there is
        none."""
        said = self.package.subject
        source = self._here(SubjectPage, said.key, self.package.source) or (
            SubjectPage.objects.filter(
                locale__language_code=self.package.source, title=said.titles[self.package.source]
            ).first()
        )
        key = source.translation_key if source else said.key
        if found := self._here(SubjectPage, key, language):
            return found
        new = SubjectPage(
            title=said.titles[language][:255],
            mark=said.mark,
            slug=slugify(said.titles[language])[:50],
            translation_key=key,
            locale=_locale(language),
        )
        if source:
            return translating.translate(source, new, user=self.user, goes_live=True)
        home = HomePage.objects.get(locale__language_code=language)
        home.add_child(instance=new)
        new.save_revision(user=self.user).publish(user=self.user, skip_permission_checks=True)
        return new

    def _source(self, key: UUID, model: type[Page]) -> Page | None:
        return self._here(model, key, self.package.source)

    def _here(self, model: type[Page], key: UUID, language: str) -> Page | None:
        found = model._default_manager.filter(translation_key=key, alias_of=None)
        return found.filter(locale__language_code=language).first()

    @transaction.atomic
    def remember_order(self) -> None:
        """Record which order the lessons have in the package."""
        place = {"translation_key": self.package.key, "language": NO_LANGUAGE}
        PackagedPage.objects.filter(**place).delete()
        PackagedPage.objects.create(**place, digest=self.package.order, revision=0)

    @transaction.atomic
    def order(self) -> None:
        """Give the lessons the order that they have in the package; others follow the lesson that
        they follow now."""
        course = self._source(self.package.key, CoursePage)
        if course is None:
            return
        keys = [text.key for text in self.package.of_lessons(self.package.source)]
        now = list(course.get_children())
        if (wanted := queries.order(now, keys)) != now:
            for child in wanted:
                # Each move changes the paths of the others.
                moved = Page.objects.get(pk=child.pk)
                moved.move(Page.objects.get(pk=course.pk), pos="last-child", user=self.user)
            together.reorder(above=Page.objects.get(pk=course.pk), user=self.user)


def _follow(page: Page) -> None:
    """Do what follows when an editor publishes a page."""
    together.share(page=page)
    translations.take_over(page=page)


def _locale(language: str) -> Locale:
    return Locale.objects.get(language_code=language)


def _slug(text: Text) -> str:
    """Return the name that the package gives the page, if it gives one. No reader sees it."""
    name = slugify(text.names[-1])[:50]
    return "" if name == str(text.key) else name


def _held(field: models.Field, said: Any, text: Text) -> Any:
    """Return what the field holds of it. Raises `Unreadable` for another type."""
    kinds: dict[type, type] = {models.BooleanField: bool, models.IntegerField: int}
    kind = next((kind for base, kind in kinds.items() if isinstance(field, base)), str)
    if not isinstance(said, kind) or (kind is int and isinstance(said, bool)):
        raise wrong(text.file, field.name)
    return said.strip() if isinstance(said, str) else said


def _check(page: Any, text: Text) -> None:
    names = {field.name for field in fields_of(text.model)}
    try:
        page.clean_fields(exclude={one.name for one in page._meta.fields} - names)
        for stream in streams_of(text.model).values():
            setattr(page, stream.name, stream.stream_block.clean(getattr(page, stream.name)))
        if isinstance(page, CoursePage):
            refuse_circles(_first_here(page), page.before)
    except ValidationError as refused:
        told = " ".join(dict.fromkeys(sentences(refused)))
        raise Unreadable(f"{text.file} ({text.title[:80]}): {told}") from refused


def _first_here(course: CoursePage) -> CoursePage:
    """Return the course as the page that was made first, by which the others know it."""
    pages = CoursePage.objects.filter(translation_key=course.translation_key).order_by("pk")
    pk = pages.values_list("pk", flat=True).first()
    return CoursePage(pk=pk, translation_key=course.translation_key, title=course.title)


def ids_in(stored: Any) -> list[str]:
    """Return the ids of all blocks, and of everything in them."""
    match stored:
        case {"id": str(own), "value": value}:
            return [own, *ids_in(value)]
        case dict():
            return [one for value in stored.values() for one in ids_in(value)]
        case list():
            return [one for value in stored for one in ids_in(value)]
    return []
