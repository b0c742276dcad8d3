"""What is true of every kind of question; no other code names a kind."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.template.loader import get_template

from learning.catalogue.blocks import LessonBody
from learning.models import Answer, LessonPage
from learning.questions.kinds import registry
from people.privacy import export

ROOT = Path(settings.BASE_DIR)
# Where a kind may be named: its module, its line in the registry, its template, its texts.
KINDS = ROOT / "learning" / "questions" / "kinds"
APPS = ("cms", "config", "dashboard", "demo", "learning", "mentorship", "people", "templates")

kinds = pytest.mark.parametrize("kind", registry.KINDS, ids=lambda kind: kind.kind)


@kinds
def test_kind_has_a_block_in_the_body_of_a_lesson_and_a_template_of_its_fields(kind):
    block = LessonBody().child_blocks[kind.kind]
    assert type(block) is kind.block
    assert block.meta.is_apart
    get_template(f"learning/questions/{kind.kind}.html")


@kinds
def test_kind_is_named_nowhere_else(kind):
    name = re.compile(rf"\b({kind.kind}|{kind.__name__})\b")
    naming = [
        path.relative_to(ROOT).as_posix()
        for app in APPS
        for path in (ROOT / app).rglob("*.*")
        if path.suffix in (".py", ".html")
        and path.parent != KINDS
        and name.search(path.read_text("utf-8"))
    ]
    assert naming == []


@kinds
def test_question_of_a_kind_is_asked_again_after_an_answer_that_it_cannot_read(kind):
    block = kind.block()
    question = kind.of_block(uuid4(), block.to_python(block.get_prep_value(block.normalize({}))))
    for given in (None, {}, {"kind": "another", "v": 1}, {"kind": kind.kind, "v": 0}):
        assert question.reply(given) is None


def test_field_of_a_lesson_lists_no_blocks_in_its_migrations():
    field = LessonPage._meta.get_field("body")
    _name, _path, args, kwargs = field.deconstruct()
    assert (args, set(kwargs)) == ([], {"verbose_name"})


def answers_in_the_copy(user) -> list[dict[str, str]]:
    [section] = [one for one in export.gather(user) if one.model == "learning.Answer"]
    return [{entry.name: entry.told for entry in row} for row in section.rows]


def test_copy_of_a_member_says_what_was_asked_and_answered(walk):
    walk.answer(1, 1, 3)
    [row] = answers_in_the_copy(walk.user)
    assert (row["question_id"], row["given"], row["is_right"]) == ("Question 1?", "Third", "no")


def test_copy_of_a_member_shows_codes_of_what_an_editor_removed(walk):
    walk.answer(1, 1, 3)
    page = LessonPage.objects.get(title="Lesson 1")
    del page.body[2]
    page.save_revision().publish()
    kept = Answer.objects.get()
    [row] = answers_in_the_copy(walk.user)
    assert row["question_id"] == str(kept.question_id)
    assert row["given"] == f"kind single_choice, v 1, choice {kept.given['choice']}"
