"""A text in Markdown (CommonMark, with the tables of GitHub) as HTML."""

import json
import re
from collections import Counter

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from files.uploads import FileRefused

# Deeper, the parser leaves text out.
DEEPEST = 60
# Names and dates about the file itself, between two lines of dashes.
HEAD = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
NOTE = re.compile(r"\[\^[^\]\s]{1,40}\]")
# The text of a footnote, which CommonMark would take for the address of a link, and leave out.
NOTE_TEXT = re.compile(r"^( {0,3})(?=\[\^[^\]\s]{1,40}\]:)", re.MULTILINE)


def clean(data: bytes) -> bytes:
    """Return a text in Markdown as JSON, as `files.texts.word` does. Tags of HTML are text. Raises
    FileRefused."""
    text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
    text, heads = HEAD.subn("", text.lstrip("\ufeff"))
    text = NOTE_TEXT.sub(r"\1\\", text)
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    tokens = reader.enable(["table", "strikethrough"]).parse(text)
    if any(one.level >= DEEPEST - 2 for one in tokens):
        raise FileRefused(_("The parts of this text are nested too deeply. Make it simpler."))
    left: Counter[str] = Counter()
    left["heads"] = heads
    for one in [inside for token in tokens for inside in token.children or []]:
        if one.type == "text":
            left["tags"] += len(TAG.findall(one.content))
            left["marks"] += len(NOTE.findall(one.content))
    html = reader.renderer.render(tokens, reader.options, {})
    return json.dumps({"html": html, "left": +left, "pictures": []}).encode()
