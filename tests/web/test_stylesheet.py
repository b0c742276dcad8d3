"""One stylesheet, joined from the files of its components in their order."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finders

from web import stylesheet

# Properties, and values of `text-align` and `float`, that name a side of the screen.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset)-)?(?:left|right|top|bottom)(?:-[a-z-]+)?:"
    r"|(?:text-align|float|clear):(?:left|right)\b"
)
# A rule of `@supports` may hold a fallback for browsers without logical properties.
SUPPORTS = re.compile(r"@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")


def squeezed(css: str) -> str:
    """Return CSS without comments and without any space."""
    return re.sub(r"\s|/\*.*?\*/", "", css, flags=re.DOTALL).replace(";}", "}")


def test_the_stylesheet_is_its_files_in_their_order():
    files = [(stylesheet.SOURCES / f"{name}.css").read_text() for name in stylesheet.ORDER]
    assert squeezed(stylesheet.joined()) == squeezed("".join(files))
    assert sorted(stylesheet.ORDER) == sorted(path.stem for path in stylesheet.SOURCES.iterdir())


@pytest.mark.parametrize("rule", ["@layer", "@import", "@font-face", "text-transform", "/*", "\n"])
def test_the_stylesheet_has_none_of(rule):
    assert rule not in stylesheet.joined()


def test_no_rule_names_a_side_of_the_screen():
    assert PHYSICAL.findall(SUPPORTS.sub("", stylesheet.joined())) == []


@pytest.mark.parametrize(
    "rule",
    ["a{margin-left:1px}", "a{left:0}", "a{border-top-color:red}", "a{text-align:right}"],
)
def test_a_side_of_the_screen_is_seen(rule):
    assert len(PHYSICAL.findall(rule)) == 1
    assert SUPPORTS.sub("", f"b{{c:d}}@supports not (inset:0){{{rule}a{{b:c}}}}") == "b{c:d}"


def test_space_inside_of_values_and_selectors_stays():
    css = stylesheet.joined()
    assert "padding:.5rem .8rem" in css
    assert ":is(.way,.row) > a:not(" in css
    assert 'content:attr(data-label) " "' in css


def test_the_stylesheet_is_found_and_its_files_are_not_collected():
    found = finders.find("site.css")
    assert Path(found).read_text() == stylesheet.joined()
    assert finders.find("site.css", find_all=True) == [found]
    collected = [name for finder in get_finders() for name, _ in finder.list([])]
    assert collected.count("site.css") == 1
    assert [name for name in collected if name.startswith("css/")] == []


def test_pages_are_served_the_joined_stylesheet(client):
    response = client.get("/static/site.css")
    assert b"".join(response.streaming_content).decode() == stylesheet.joined()
