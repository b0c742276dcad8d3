"""What a search finds in the library, and that it is never more than the member may find there."""

from datetime import date

import pytest
from wagtail.search.backends import get_search_backend

from learning.models import CoursePage, GuidePage
from people.models import Network
from tests import factories
from tests.responses import text_of

pytestmark = pytest.mark.servers


@pytest.fixture
def guide(indexed, db):
    """Make a guide whose words are in the index."""

    def make(title: str, **more) -> GuidePage:
        page = factories.guide(title, **more)
        get_search_backend().add(page)
        return page

    return make


@pytest.mark.parametrize(
    ("field", "written", "typed"),
    [
        ("title", "Les travailleurSEs du sexe", "travailleuses"),
        ("title", "Épargner ensemble", "epargn"),
        ("summary", "Les travailleuses du sexe", "travailleurSEs"),
        ("source", "Une coalition", "coalition"),
    ],
)
def test_words_of_a_guide_are_found_however_they_are_written(guide, find, field, written, typed):
    guide(**{"title": "One", field: written}, language="fr")
    guide("Other", language="fr")
    assert find(typed, "fr") == [written if field == "title" else "One"]


def test_guides_stand_after_lessons_and_titles_come_first(lessons, guide, find):
    lessons("In the text", "Zword")
    guide("Guide in the text", summary="Zword")
    guide("Zword of a guide")
    assert find("zword") == ["Zword of a guide", "In the text", "Guide in the text"]


def test_page_says_what_a_guide_is_and_where_it_leads(guide, find):
    guide("Zword", dated=date(2025, 3, 8))
    page = " ".join(text_of(find.browser.post("/en/learn/search/", {"name": "zword"})).split())
    assert "Library · <span>A network</span>" in page
    assert "Opens another site: guides.example" in page
    assert "https://guides.example" not in page
    assert "In the title" in page


def test_guides_of_other_networks_and_drafts_are_not_found_nor_counted(world, guide, find):
    def network(name: str) -> Network:
        return Network.objects.create(
            short_name=name, name=name, level="regional", region=world.a.region
        )

    own = network("Coast")
    world.a.organisation.networks.set([own])
    guide("Own", summary="Zword", network=own)
    guide("Island", summary="Zword", network=network("Island"))
    guide("Draft", summary="Zword").unpublish()
    assert find("zword") == ["Own"]
    assert find(weight="300000") == []


@pytest.fixture
def in_two(guide) -> GuidePage:
    page = guide("Save", summary="Money in a box.")
    factories.home_page("fr")
    copy = factories.in_french(page)
    copy.title, copy.summary = "Épargner", "De l’argent dans une boîte."
    copy.save_revision().publish()
    guide("Seule", summary="Une boîte à part.", language="fr")
    return copy


def test_guide_is_found_in_the_language_that_is_read(in_two, find):
    assert find("money") == ["Save"]
    assert find("money", "fr") == []
    assert find("boîte") == ["Seule"]
    assert find("boite", "fr") == ["Épargner", "Seule"]


def test_guide_taken_down_in_one_language_is_not_found_by_its_readers(in_two, find):
    GuidePage.objects.get(pk=in_two.pk).unpublish()
    assert find("money") == ["Save"]
    assert find("money", "fr") == []
    assert find("boite", "fr") == ["Seule"]


def test_guides_are_narrowed_by_subject(lessons, guide, find):
    lessons("Of money", "Zword")
    guide("Money", summary="Zword")
    law = guide("Law", summary="Zword", subject="Law").get_parent()
    lessons("Of law", course="Second")
    CoursePage.objects.get(title="Second").move(law, pos="last-child")
    choices = find.browser.get("/en/learn/search/").context["form"].fields["subject"].choices
    code = next(code for code, title in choices if title == "Law")
    assert find("zword", subject=code) == ["Law"]


def test_what_has_no_length_and_no_known_weight_is_left_out_where_one_is_asked_for(guide, find):
    guide("Elsewhere", summary="Zword")
    assert find("zword") == ["Elsewhere"]
    assert find("zword", weight="300000") == []
    assert find("zword", minutes="60") == []


def test_words_that_a_course_explains_are_found(lessons, find):
    page = lessons("One")
    page.body = [("glossary", {"word": "Zhost", "meaning": "It receives zmoney for a group."})]
    page.save_revision().publish()
    assert [find("zhost"), find("zmoney")] == [["One"], ["One"]]
