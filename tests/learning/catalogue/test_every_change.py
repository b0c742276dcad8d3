"""Every change in the studio, then every page: each field of a course and of each block of a lesson
is changed by itself and published; afterwards each page of it opens, in the studio and for readers.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text

from learning.models import CoursePage, LessonPage
from learning.progress.actions import enrol
from tests import factories
from tests.factories import in_studio, publish
from tests.learning.walking import Walk

WORDS = "Other words"
# Of the studio; with the number of the page.
IN_STUDIO = ["edit", "history", "delete", "copy", "move", "unpublish", "usage"]


@pytest.fixture
def walk(world, sign_in) -> Walk:
    """A learner who has answered and written in a course of one lesson that anyone may read."""
    page = factories.course(lessons=1, questions=1)
    page.access = CoursePage.Access.OPEN
    publish(page)
    enrol(user=world.a.leader, course_key=page.translation_key)
    walk = Walk(sign_in(world.a.leader), world.a.leader, page)
    walk.finish(1)
    walk.hand_in()
    return walk


@pytest.fixture
def studio(walk, sign_in) -> Client:
    return sign_in(in_studio())


def as_form(block: blocks.Block, value: Any) -> Any:
    """The value of a block as the browser of an editor sends it."""
    match block:
        case blocks.StreamBlock() | blocks.ListBlock():
            children = list(value) if isinstance(block, blocks.StreamBlock) else value.bound_blocks
            return _children(block, children)
        case blocks.StructBlock():
            return {name: as_form(part, value[name]) for name, part in block.child_blocks.items()}
        case blocks.RichTextBlock():
            return rich_text(value.source)
        case blocks.BooleanBlock():
            return "on" if value else ""
    return "" if value is None else str(value)


def _children(block: blocks.Block, children: list) -> dict[str, Any]:
    data: dict[str, Any] = {"count": str(len(children))}
    for number, child in enumerate(children):
        data[str(number)] = {
            "value": as_form(child.block, child.value),
            "order": str(number),
            "id": child.id,
            "deleted": "",
            **({"type": child.block_type} if isinstance(block, blocks.StreamBlock) else {}),
        }
    return data


def texts(block: blocks.Block, value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple]:
    """The way to each text in a block, and what makes another text of it."""
    match block:
        case blocks.StreamBlock() | blocks.ListBlock():
            children = list(value) if isinstance(block, blocks.StreamBlock) else value.bound_blocks
            for number, child in enumerate(children):
                yield from texts(child.block, child.value, (*path, str(number), "value"))
        case blocks.StructBlock():
            for name, part in block.child_blocks.items():
                yield from texts(part, value[name], (*path, name))
        case blocks.RichTextBlock():
            yield path, lambda: rich_text(f"<p>{WORDS}</p>")
        case blocks.CharBlock() | blocks.TextBlock():
            yield path, lambda: WORDS


def put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        data = data[name]
    data[path[-1]] = value


def simple(page: Page, names: list[str]) -> dict[str, Any]:
    return {name: str(getattr(page, name)) for name in ("slug", *names)}


def open_all(walk: Walk, studio: Client, page: Page, *, said: str) -> str:
    """Open every page; return what the studio's pages of the change show."""
    for name in IN_STUDIO:
        # An editor who may not delete a course with lessons is sent to the first page.
        answer = studio.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
        assert answer.status_code == (302 if name == "delete" and page.numchild else 200), name
    earliest = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"])
    assert studio.get(earliest).status_code == 200
    assert (
        studio.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).status_code == 200
    )
    addresses = [reverse("learning:catalogue"), walk.address("course"), walk.address("lesson", 1)]
    for address in addresses:
        for reader in (walk.client, Client()):
            assert reader.get(address).status_code in (200, 302), (said, address)
    asked = walk.content(1).questions[0].id
    for address in (
        reverse("home"),
        walk.address("result", 1),
        walk.address("question", 1, asked),
        walk.exercise_address,
    ):
        assert walk.client.get(address).status_code == 200, (said, address)
    model = type(page)._meta.model_name
    told = studio.get(f"/studio/changes/learning/{model}/{page.pk}/")
    assert told.status_code == 200
    return told.content.decode()


def send(studio: Client, page: Page, data: dict[str, Any]) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = studio.post(address, nested_form_data({**data, "action-publish": "on"}))
    assert answer.status_code == 302, answer.context and answer.context["form"].errors


COURSE: dict[str, Callable[[Page], str]] = {
    "title": lambda page: WORDS,
    "summary": lambda page: WORDS,
    "outcomes": lambda page: WORDS,
    "needs": lambda page: WORDS,
    "way": lambda page: "group",
    "sequence": lambda page: "ordered",
    "finish": lambda page: "taught",
    "access": lambda page: "members",
    "teach_back": lambda page: WORDS,
}
LESSON: dict[str, Callable[[Page], str]] = {
    "title": COURSE["title"],
    "summary": COURSE["summary"],
    "minutes": lambda page: "61",
}


@pytest.mark.parametrize("name", COURSE)
def test_each_field_of_a_course(walk, studio, name):
    page = CoursePage.objects.get(pk=walk.page.pk)
    data = simple(page, list(COURSE)) | {name: COURSE[name](page)}
    send(studio, page, {**data, "before": as_form(page.before.stream_block, page.before)})
    page.refresh_from_db()
    assert str(getattr(page, name)) == data[name]
    label = str(page._meta.get_field(name).verbose_name)
    assert label in open_all(walk, studio, page, said=name)
    assert (
        data[name]
        in studio.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )


@pytest.mark.parametrize("name", LESSON)
def test_each_field_of_a_lesson(walk, studio, name):
    page = LessonPage.objects.get()
    body = as_form(page.body.stream_block, page.body)
    send(studio, page, simple(page, list(LESSON)) | {"body": body, name: LESSON[name](page)})
    page.refresh_from_db()
    assert str(getattr(page, name)) == LESSON[name](page)
    label = str(page._meta.get_field(name).verbose_name)
    assert label in open_all(walk, studio, page, said=name)


def test_each_text_in_the_blocks_of_a_lesson(walk, studio):
    page = LessonPage.objects.get()
    block = page.body.stream_block
    ways = list(texts(block, page.body))
    assert len(ways) > 15
    for path, other in ways:
        page = LessonPage.objects.get()
        body = as_form(block, page.body)
        put(body, path, other())
        send(studio, page, simple(page, list(LESSON)) | {"body": body})
        page.refresh_from_db()
        assert as_form(block, page.body) == body, path
    assert WORDS in open_all(walk, studio, page, said="all")
    shown = walk.client.get(walk.address("lesson", 1)).content.decode()
    assert shown.count(WORDS) > 2
