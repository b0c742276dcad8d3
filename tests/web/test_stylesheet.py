"""One stylesheet, joined from the files of its components in their order."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finders

from tests.old_browsers import FALLBACK, RULE, aged, dropped
from web.serving import stylesheet

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
    assert ".way > a:not(.button):not(" in css
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


# Without these rules a choice is not tinted, and the browser draws its own ring around the focus.
MAY_BE_DROPPED = [":focus-visible", ".choice:has(:checked)"]


def test_an_old_browser_drops_only_rules_that_it_can_do_without():
    assert dropped(stylesheet.joined()) == MAY_BE_DROPPED


@pytest.mark.parametrize(
    "rule",
    [
        "a:is(b,i){c:d}",
        "a:where(b){c:d}",
        "a:has(b){c:d}",
        "a:not(b,i){c:d}",
        "a:focus-visible{c:d}",
    ],
)
def test_a_selector_that_an_old_browser_does_not_know_is_seen(rule):
    assert len(dropped(rule)) == 1
    assert aged(rule) == ""


@pytest.mark.parametrize(
    "declaration",
    [
        "gap:1px",
        "inset-inline:0",
        "margin-inline:auto",
        "padding-block-start:1px",
        "width:min(1px,2px)",
    ],
)
def test_an_old_browser_reads_the_fallback_and_not_what_it_does_not_know(declaration):
    css = f"a{{{declaration};color:red}}@supports not (inset-inline:0){{a{{left:0}}b{{top:0}}}}"
    assert aged(css) == "a{color:red}a{left:0}b{top:0}"


def test_what_keeps_items_of_a_line_apart_has_a_fallback():
    """`gap` between flex items came three years after the browsers that learners have."""
    css = stylesheet.joined()
    kept = ",".join(selectors for selectors, _ in RULE.findall(FALLBACK.search(css)[1])).split(",")
    lines = [
        selector
        for selectors, declarations in RULE.findall(css)
        for selector in selectors.split(",")
        if re.search(r"(?:^|;)display:(?:inline-)?flex", declarations)
        and re.search(r"(?:^|;)gap:", declarations)
    ]
    names = [one.split(" > ")[-1] for one in lines]
    assert [one for one in names if not {f"{one} > *", f"{one} > * + *"} & set(kept)] == ["summary"]
    assert "summary::before" in kept


# What came after Chrome 60, and would stop a script there: at reading it, or at the call.
NEWER_SCRIPT = re.compile(
    r"\?\.|\?\?|\*\*=|#\w+\s*[=(;]|catch\s*\{|async\s*\*|\.flat\(|\.flatMap\(|\.at\(|replaceAll"
    r"|fromEntries|allSettled|globalThis|structuredClone|AbortController|\.finally\(|matchAll"
)


@pytest.mark.parametrize(
    "script", sorted(path.name for path in (settings.BASE_DIR / "static").glob("*.js"))
)
def test_a_script_uses_what_an_old_browser_knows(script):
    assert NEWER_SCRIPT.findall((settings.BASE_DIR / "static" / script).read_text()) == []
