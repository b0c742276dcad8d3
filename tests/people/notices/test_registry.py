"""Each app declares its own notices, and people knows none of another app."""

from collections import Counter
from uuid import uuid4

import pytest
from django.db.migrations.loader import MigrationLoader
from django.urls import resolve
from django.utils import translation

from people.models import Notice
from people.notices import kinds, registry
from people.notices.registry import Kind
from tests.sources import ROOT
from web.declarations import modules_called

ALL = list(registry.declared().values())
OF_OTHERS = [kind.name for kind in ALL if kind not in kinds.KINDS]


def of_all_apps() -> list[Kind]:
    return [kind for module in modules_called("notices") for kind in module.KINDS]


def test_apps_with_notices_are_found():
    found = [module.__name__ for module in modules_called("notices")]
    assert sorted(found) == [
        "learning.notices",
        "mentorship.notices",
        "people.notices",
        "webinars.notices",
    ]


def test_no_two_kinds_share_a_name():
    names = Counter(kind.name for kind in of_all_apps())
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("module", modules_called("notices"), ids=lambda module: module.__name__)
def test_kind_with_a_name_of_its_own_is_in_the_list(module):
    """A kind that its app forgets to declare would never be shown."""
    source = kinds if module.__name__ == "people.notices" else module
    assert [kind for kind in vars(source).values() if isinstance(kind, Kind)] == module.KINDS


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_kind_has_a_sentence_in_each_language(kind):
    with translation.override("en"):
        english = str(kind.sentence)
    with translation.override("fr"):
        french = str(kind.sentence)
    assert english.endswith(".")
    assert french.endswith(".")
    assert english != french


LINKED = [kind for kind in ALL if kind.page or kind.subject_page]


@pytest.mark.parametrize("kind", LINKED, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_link_resolves_to_the_page_of_its_kind(kind, language):
    subject = uuid4()
    with translation.override(language):
        found = resolve(kind.address(subject))
    assert found.view_name == (kind.subject_page or kind.page)
    assert list(found.kwargs.values()) == ([subject] if kind.subject_page else [])


def test_kind_that_needs_a_subject_leads_nowhere_without_one():
    needing = [kind for kind in ALL if kind.subject_page and not kind.page]
    assert {kind.name for kind in needing if kind.address(None)} == set()


def test_kind_of_both_pages_leads_to_the_other_one_without_a_subject():
    both = [kind for kind in ALL if kind.subject_page and kind.page]
    assert {(kind.name, resolve(kind.address(None)).view_name) for kind in both} == {
        ("planned_live", "wagtailadmin_home"),
        ("planned_not_live", "wagtailadmin_home"),
    }


# A migration of wagtail-localize reads the database as soon as it is imported.
@pytest.mark.django_db
def test_words_are_in_no_migration():
    migrated = MigrationLoader(None).project_state().models["people", "notice"]
    assert migrated.fields["kind"].deconstruct()[3]["choices"] is registry.choices
    assert dict(Notice._meta.get_field("kind").flatchoices) == {
        kind.name: str(kind.sentence) for kind in ALL
    }


def test_people_names_no_kind_of_another_app():
    sources = [*(ROOT / "people").rglob("*.py"), *(ROOT / "templates/people").rglob("*.html")]
    sources += [ROOT / "templates/base.html", ROOT / "templates/includes/news.html"]
    named = [
        (path.name, name) for path in sources for name in OF_OTHERS if name in path.read_text()
    ]
    assert named == []
