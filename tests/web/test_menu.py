"""The main menu marks the place that a page is or is below, in the language of the page."""

import re

import pytest

from tests import factories
from tests.responses import text_of

LINK = re.compile(r'<a href="([^"]+)"( aria-current="(?:page|true)")?><svg.*?</svg>([^<]+)</a>')
LABELS = {
    "en": ("Home", "Learn", "Meet", "Mentoring"),
    "fr": ("Accueil", "Apprendre", "Se réunir", "Mentorat"),
}


def menu(browser, path: str) -> list[tuple[str, str, str]]:
    return LINK.findall(text_of(browser.get(path)).partition('<nav class="places"')[2])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/home/", {"home": "page"}),
        ("/learn/", {"learn": "page"}),
        ("/learn/course/", {"learn": "true"}),
        ("/webinars/", {"webinars": "page"}),
        ("/mentoring/profile/", {"mentoring": "true"}),
        ("/me/", {}),
    ],
)
def test_menu_marks_where_the_page_is(world, sign_in, language, path, marked):
    if path == "/learn/course/":
        page = factories.course()
        path = f"/learn/{page.translation_key}/"
    places = ("home", "learn", "webinars", "mentoring")
    expected = [
        (
            f"/{language}/{place}/",
            f' aria-current="{marked[place]}"' if place in marked else "",
            label,
        )
        for place, label in zip(places, LABELS[language], strict=True)
    ]
    # The second time, it is the menu drawn before.
    for _time in range(2):
        assert menu(sign_in(world.a.leader), f"/{language}{path}") == expected
