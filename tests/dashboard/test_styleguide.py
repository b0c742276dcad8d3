"""The page of components is for anyone who tries the demo, and says nothing of what it is for."""

import re

import pytest

from tests import outing


def test_page_of_components_is_not_there_outside_the_demo(client, settings, db):
    settings.DEMO = False
    assert client.get("/en/styleguide/").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_of_components_gives_no_purpose_away(client, settings, db, language):
    settings.DEMO = True
    answered = client.get(f"/{language}/styleguide/")
    assert answered.status_code == 200
    # Words that are written together, too.
    page = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", answered.content.decode())
    # An abbreviation in Spanish, and a word in English.
    assert [word for word in outing.gives_away(page) if word.lower() != "its"] == []
