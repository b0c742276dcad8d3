"""An editor adds a guide: a document or an address, never both."""

import pytest

from learning.models import GuidePage, SubjectPage
from tests import factories


@pytest.fixture
def add(db, sign_in):
    """Send the form of a new guide; return its errors, none where it is saved."""
    factories.guide("Another")
    subject = SubjectPage.objects.get()
    editor = sign_in(factories.in_studio(pseudonym="Zebra"))
    address = f"/studio/pages/add/learning/guidepage/{subject.pk}/"

    def send(**fields: str) -> dict[str, list[str]]:
        response = editor.post(address, {"title": "New", "source": "A network", **fields})
        return dict(response.context["form"].errors) if response.status_code == 200 else {}

    return send


PUBLISH = {"action-publish": "on"}


def test_guide_with_an_address_is_published(add):
    assert add(link="https://guides.example/two", **PUBLISH) == {}
    page = GuidePage.objects.get(title="New")
    assert (page.live, page.link, page.network) == (True, "https://guides.example/two", None)


def test_guide_with_neither_is_kept_as_a_draft_alone(add):
    neither = {"document": ["Choose a document, or give an address below."]}
    assert add(**PUBLISH) == neither
    assert add() == {}
    assert not GuidePage.objects.get(title="New").live


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://guides.example/", "no address"])
def test_address_that_no_browser_should_open_is_refused(add, link):
    assert list(add(link=link, **PUBLISH)) == ["link"]


def test_list_of_the_studio_has_all_guides(add, sign_in):
    add(link="https://guides.example/two", **PUBLISH)
    page = sign_in(factories.in_studio(pseudonym="Yak")).get("/studio/guides/").content.decode()
    assert "Another" in page
    assert "New" in page
