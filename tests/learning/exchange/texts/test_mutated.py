"""Texts in which anything may stand: they are read, or refused with a sentence, and what comes out
is what the editor of the studio would have written."""

import io
import json
import random
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.blocks import RichTextBlock

from files.texts import markdown, word
from files.uploads import FileRefused
from learning.exchange.rich_text import clean_html
from learning.exchange.texts.lessons import lessons_in
from learning.exchange.texts.tree import tree_of
from learning.models import LessonPage
from tests.files import corpus
from tests.files.texts.written import box, document, link, p, picture, run, table

ROUNDS = 150
WHOLE = (
    p("Money", "Title"),
    p("Story", "Heading1"),
    p(run("a", "<w:b/>") + link("b", "l") + picture("i", "c") + box(p("d"))),
    p("e", points=1),
    p("f", points=2, level=1),
    table(["g", "h"], ["i", "j"]),
)
ANYTHING = [
    *(
        b"",
        b"<",
        b"&",
        b"</w:p>",
        b"<w:p>",
        b"\0",
        b'w:val="-1"',
        b"\xff",
        b"]]>",
        b"<!--",
        b"x" * 99,
    ),
    *(b"<w:tbl>", b"</w:tbl>", b'r:id="l"', b'r:embed="i"', b"<w:r>", b"&#0;", b"<mc:Fallback/>"),
]


def checked(html: str) -> None:
    """Read the lessons in a text, and hold them to what the studio's editor keeps."""
    kinds = LessonPage._meta.get_field("body").stream_block
    for one in lessons_in(html, pictures=[], title="New lesson").lessons:
        assert 0 < len(one.title) <= 120
        for part in kinds.to_python(json.loads(json.dumps(one.body))):
            part.block.clean(part.value)
            block, held = part.block, part.value
            if part.block_type in ("text", "idea", "practice"):
                block, held = part.block.child_blocks["text"], part.value["text"]
            if isinstance(block, RichTextBlock):
                assert clean_html(block, held.source) == held.source


def test_anything_anywhere_in_a_word_file_is_read_or_refused():
    data = document(*WHOLE, links={"l": "https://a.example"}, pictures={"i": corpus.saved("PNG")})
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    refused = 0
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        name = chance.choice(sorted(one for one in parts if not one.startswith("docProps")))
        content = parts[name]
        at = chance.randrange(len(content))
        end = at + chance.choice((0, 0, 1, 5, 40))
        other = content[:at] + chance.choice(ANYTHING) + content[end:]
        try:
            checked(json.loads(word.clean(document(*WHOLE, parts={**parts, name: other})))["html"])
        except FileRefused:
            refused += 1
        except (ValueError, KeyError, AttributeError, TypeError, IndexError, OSError):
            # In its own process, each of these is a refusal (`files.sandbox`).
            refused += 1
    assert ROUNDS // 3 < refused < ROUNDS


SIGNS = st.sampled_from(
    [
        *("# ", "## Story\n", "## ", "- ", "1. ", "> ", "**", "*", "`", "[a](", ")", "https://a.b"),
        *("|", "\n", "\n\n", "|-|-|\n", "![", "]", "<b>", "</p>", "&amp;", "\\", "    ", "~~", "é"),
        *(
            "---\n",
            "In short: ",
            "word",
            "\u202e",
            "\ufffe",
            "\x0b",
            "[^1]: ",
            "javascript:a",
            "[ ] ",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SIGNS, max_size=40))
def test_any_markdown_is_read_or_has_no_words(signs):
    html = json.loads(markdown.clean("".join(signs).encode()))["html"]
    try:
        checked(html)
    except FileRefused:
        # Names of blocks that have nothing in them.
        assert set(tree_of(html).text.split()) <= {"Story", "In", "short:"}
