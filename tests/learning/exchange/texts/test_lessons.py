"""What becomes of a text: the same for Word and for Markdown."""

import inspect
import re
from typing import Any

import pytest

from files.texts import markdown, reading, word
from files.uploads import FileRefused
from learning.exchange.texts import lessons as mapping
from learning.exchange.texts.lessons import Lessons, lessons_in
from learning.exchange.texts.report import sentences
from tests.files.texts.written import document, link, p, run, table


def read(html: str, *pictures: int) -> Lessons:
    return lessons_in(html, pictures=pictures, title="New lesson")


def bodies(html: str, *pictures: int) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(one.title, one.body) for one in read(html, *pictures).lessons]


def body(html: str, *pictures: int) -> list[dict[str, Any]]:
    [(_title, found)] = bodies(html, *pictures)
    return found


def text(html: str, heading: str = "", kind: str = "text") -> dict[str, Any]:
    return {"type": kind, "value": {"heading": heading, "text": html}}


def shown(number: int, **more: Any) -> dict[str, Any]:
    said = {"image": number, "alt": "", "decorative": False, "caption": ""}
    return {"type": "picture", "value": said | more}


def sheet(heading: str, columns: list[str], *rows: tuple[str, list[str]]) -> dict[str, Any]:
    lines = [{"heading": name, "cells": cells} for name, cells in rows]
    value = {"heading": heading, "columns": columns, "rows": lines, "source": ""}
    return {"type": "table", "value": value}


def test_word_and_markdown_make_the_same_lesson():
    written = document(
        p("Our money", "Heading1"),
        p("Story", "Heading2"),
        "On Friday the group meets.",
        p("One idea: Two people count", "Heading2"),
        p(run("Always ") + run("two", "<w:b/>") + run(", ") + link("as here", "one")),
        p("the book", points=1),
        p("the box", points=1),
        p("first", points=2),
        p("What it costs", "Heading2"),
        table(["", "One day"], ["Room", "5 000"]),
        p("In short", "Heading2"),
        "Two people count.",
        links={"one": "https://example.org/a"},
    )
    typed = """
# Our money

## Story

On Friday the group meets.

## One idea: Two people count

Always **two**, [as here](https://example.org/a)

- the book
- the box

1. first

## What it costs

|   | One day |
|---|---|
| Room | 5 000 |

## In short

Two people count.
"""
    expected = [
        (
            "Our money",
            [
                {"type": "story", "value": "<p>On Friday the group meets.</p>"},
                text(
                    '<p>Always <b>two</b>, <a href="https://example.org/a">as here</a></p>'
                    "<ul><li>the book</li><li>the box</li></ul><ol><li>first</li></ol>",
                    "Two people count",
                    "idea",
                ),
                sheet("What it costs", ["One day"], ("Room", ["5 000"])),
                {"type": "in_short", "value": "<p>Two people count.</p>"},
            ],
        )
    ]
    for data in (written, typed.encode()):
        found = reading.read(data)
        assert bodies(found.html) == expected
        assert read(found.html).left == {}


def test_each_heading_1_begins_a_lesson_but_those_that_name_a_block():
    assert bodies("<h1>A</h1><p>a</p><h1>Story</h1><p>b</p><h1>B</h1>") == [
        ("A", [text("<p>a</p>"), {"type": "story", "value": "<p>b</p>"}]),
        ("B", []),
    ]


@pytest.mark.parametrize(
    ("heading", "kind", "rest"),
    [
        ("Story", "story", None),
        ("HISTOIRE", "story", None),
        ("One idea", "idea", ""),
        ("The idea: Count twice", "idea", "Count twice"),
        ("L’idée : Compter à deux", "idea", "Compter à deux"),
        ("Practice", "practice", ""),
        ("With your group", "practice", ""),
        ("Avec votre groupe : À faire", "practice", "À faire"),
        ("En bref", "in_short", None),
        ("Stories", "text", "Stories"),
        ("Money: what it is", "text", "Money: what it is"),
    ],
)
def test_heading_that_names_a_block_in_any_language_begins_it(heading, kind, rest):
    value = "<p>a</p>" if rest is None else {"heading": rest, "text": "<p>a</p>"}
    assert body(f"<h2>{heading}</h2><p>a</p>") == [{"type": kind, "value": value}]


def test_title_of_the_document_is_that_of_its_one_lesson():
    assert bodies('<p class="title">Money</p><p>a</p>') == [("Money", [text("<p>a</p>")])]
    found = read('<p class="title">Money</p><h1>A</h1><p>a</p>')
    assert ([one.title for one in found.lessons], found.left) == (["A"], {"title": 1})
    # What stands before the first heading 1 is not lost.
    before = bodies('<p class="title">Money</p><p>a</p><h1>A</h1>')
    assert before == [("Money", [text("<p>a</p>")]), ("A", [])]
    # A second one is a paragraph.
    assert bodies('<p>a</p><p class="title">b</p>') == [("New lesson", [text("<p>a</p><p>b</p>")])]


def test_long_titles_and_headings_lose_nothing():
    long = "word " * 60
    [(title, found)] = bodies(f"<h1>{long}</h1><h2>{long}</h2><p>a</p>")
    assert (len(title), title[-1]) == (120, "…")
    bold = f"<p><b>{long.strip()}</b></p>"
    assert found == [text(bold), text(f"{bold}<p>a</p>")]


def test_heading_without_words_stays():
    assert body("<h2>A</h2><h2>B</h2><p>b</p>") == [
        text("<p><b>A</b></p>"),
        text("<p>b</p>", "B"),
    ]


def test_picture_stands_behind_its_paragraph_with_its_caption():
    html = (
        '<h2>A</h2><p>a<img src="picture:0" alt="A book">b</p><p class="caption">Ours</p>'
        '<p>c</p><p><img src="picture:1" alt="\ue000"></p>'
    )
    assert body(html, 0, 1) == [
        text("<p>ab</p>", "A"),
        shown(0, alt="A book", caption="Ours"),
        text("<p>c</p>"),
        shown(1, decorative=True),
    ]


def test_picture_without_words_is_counted_and_other_pictures_are_left_out():
    html = '<p><img src="picture:0"><img src="picture:1"><img src="https://a.example/x"></p>'
    assert body(html, 0) == [shown(0)]
    assert read(html, 0).left == {"bare": 1, "elsewhere": 1}


def test_picture_under_a_bare_heading_leaves_the_heading_with_its_words():
    assert body('<h2>A</h2><p><img src="picture:0"></p><p>a</p>', 0) == [
        shown(0),
        text("<p>a</p>", "A"),
    ]


@pytest.mark.parametrize(
    "address",
    [
        *("http://a.example", "javascript:alert(1)", "JaVaScRiPt:x", "mailto:a@a.example"),
        *("#there", "file:///C:/Users/maria", "https://", "data:text/html,x", " ", "tel:1"),
    ],
)
def test_only_whole_https_addresses_are_links(address):
    assert body(f'<p><a href="{address}">a</a></p>') == [text("<p>a</p>")]


def test_link_is_tidied_and_its_marks_are_escaped():
    assert body('<p><a href=" HTTPS://a.example/?b=1&amp;c=&quot;">a</a></p>') == [
        text('<p><a href="https://a.example/?b=1&amp;c=&quot;">a</a></p>')
    ]


def test_story_has_no_list_and_no_link():
    html = '<h2>Story</h2><ul><li><b>a</b></li></ul><p><a href="https://a.example">b</a></p>'
    assert body(html) == [{"type": "story", "value": "<p>– <b>a</b></p><p>b</p>"}]
    assert read(html).left == {"links in blocks": 1}


def test_lists_in_lists_are_of_one_kind_and_go_on_counting():
    html = "<ol><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li><li></li></ol>"
    assert body(html) == [text("<ol><li>a<ol><li>b</li></ol></li><li>c d</li></ol>")]


def test_quotations_are_in_italics():
    assert body("<blockquote><p>a</p><ul><li>b</li></ul></blockquote>") == [
        text("<p><i>a</i></p><ul><li>b</li></ul>")
    ]
    assert read("<blockquote><p>a</p></blockquote>").left == {"quotes": 1}


def test_other_looks_are_plain_and_said():
    html = "<p><u>a</u> <s>b</s> <code>c</code><br>d</p><pre><code>e\n f\n</code></pre>"
    assert body(html) == [text("<p>a b c<br/>d</p><p>e<br/> f</p>")]
    assert read(html).left == {"underlined": 1, "struck": 1}


def test_boxes_to_tick_stay_signs():
    assert body("<p><input type=checkbox checked>a <input type=checkbox>b</p>") == [
        text("<p>☑ a ☐ b</p>")
    ]


def cells(*rows: list[str], tag: str = "td") -> str:
    lines = ("".join(f"<{tag}>{cell}</{tag}>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


@pytest.mark.parametrize(
    "rows",
    [
        [["", "a", "b", "c", "d", "e"], ["1", "2", "3", "4", "5", "6"]],
        [["", "a"], *(["x", "y"] for _ in range(13))],
        [["", "a"], ["x", "y" * 201]],
        [["", "a" * 41], ["x", "y"]],
        [["", "a"], ["", "y"]],
        [["", "a"], ["x", "y", "z"]],
        [["", ""], ["x", "y"]],
        [["a"], ["b"]],
        [["a", "b"]],
    ],
)
def test_table_that_does_not_fit_a_phone_is_a_list(rows):
    found = read(cells(*rows))
    [[held]] = [one.body for one in found.lessons]
    points = "".join(f"<li>{' – '.join(cell for cell in row if cell)}</li>" for row in rows)
    points = points.replace("<li></li>", "")
    assert (held, found.left) == (text(f"<ul>{points}</ul>"), {"tables": 1})


def test_merged_cells_make_a_list():
    html = "<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>"
    assert body(html) == [text("<ul><li>a</li><li>b – c</li></ul>")]


def test_text_of_tables_in_tables_is_taken_once():
    html = "word " * 1000
    for _depth in range(14):
        html = f"<table><tbody><tr><td>a</td><td>{html}</td></tr></tbody></table>"
    found = read(html)
    [held] = found.lessons[0].body
    assert (held["value"]["text"].count("word"), held["value"]["text"].count("a")) == (1000, 14)
    assert found.left == {"tables": 1}


def test_table_is_named_by_its_heading_or_the_one_above():
    grid = cells(["", "a"], ["x", "y"], tag="th")
    html = f"<h1>A</h1><h2>B</h2>{grid}<p>b</p>{grid}"
    row = ("x", ["y"])
    assert body(html) == [sheet("B", ["a"], row), text("<p>b</p>"), sheet("B", ["a"], row)]
    assert body(f"<h1>A</h1>{grid}") == [sheet("A", ["a"], row)]
    linked = cells(["", "a"], ["x", '<a href="https://a.example">y</a>'])
    assert (body(linked), read(linked).left) == (
        [sheet("New lesson", ["a"], row)],
        {"links in tables": 1},
    )


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("", "This text has no words in it."),
        ("<p> </p><ul></ul><table></table><hr>", "This text has no words in it."),
        (
            "<h1>a</h1>" * 31,
            "This text begins 31 lessons: each heading 1 is one. At most 30 can be brought at "
            "once.",
        ),
        (
            "<h2>a</h2><p>b</p>" * 101,
            "This text is too long. Divide it, and bring one part at a time.",
        ),
        ("<ul><li>" * 40, "The parts of this text are nested too deeply. Make it simpler."),
    ],
)
def test_text_without_words_or_with_too_many_parts_is_refused(html, told):
    with pytest.raises(FileRefused) as refused:
        read(html)
    assert str(refused.value) == told


def test_each_thing_that_is_counted_has_a_sentence():
    """No count is silent: the names that the readers use are those of the report."""
    source = "".join(map(inspect.getsource, (word, markdown, mapping)))
    used = set(re.findall(r'left\["([^"]+)"\]', source)) | set(word.COUNTED.values())
    told = {name for name in used if list(sentences({name: 1}))}
    assert told == used
    assert len(list(sentences(dict.fromkeys(used, 2)))) == len(used)
