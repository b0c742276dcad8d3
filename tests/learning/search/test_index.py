"""A site from before the search gets its index; a site that has it is left alone."""

import pytest
from django.core.management import call_command
from wagtail.search.backends import get_search_backend

from learning.models import LessonPage
from learning.search import actions, words
from learning.tasks import index_missing
from tests import factories

pytestmark = [pytest.mark.servers, pytest.mark.django_db]


@pytest.fixture
def before(monkeypatch):
    """Two courses with three lessons each; an older release indexed the titles of three."""
    for title in ("First", "Second"):
        factories.course(title=title, lessons=3)
    with monkeypatch.context() as older:
        older.setattr(words, "to_find", lambda texts: "")
        get_search_backend().add_bulk(LessonPage, LessonPage.objects.all()[:3])


def test_what_the_index_has_not_is_added_once(before, capsys, django_assert_num_queries):
    call_command("index_courses")
    assert capsys.readouterr().out == "Indexed: 8.\n"
    assert len(actions.pages_with(words.asked_for("group"))) == 6
    with django_assert_num_queries(4):
        assert actions.index_missing() == 0


def test_what_older_rules_made_is_made_again(before, monkeypatch):
    monkeypatch.setattr(words, "RULES", "xx0words")
    index_missing()
    monkeypatch.undo()
    assert actions.pages_with(words.RULES) == set()
    assert actions.index_missing() == 8
    assert actions.pages_with("xx0words") == set()


def test_batches_leave_out_nothing(before, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    page = LessonPage.objects.first()
    get_search_backend().add(page)
    assert actions.index_missing() == 7
    assert actions.index_missing() == 0
