"""Rich text from elsewhere, as the studio's editor would keep it."""

import re

from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

KEYS = re.compile(r' data-block-key="[^"]*"')


def clean_html(block: blocks.RichTextBlock, html: str) -> str:
    """Return rich text with what the editor of this block knows, and nothing else: no script, no
    style, no address that runs something."""
    if not html.strip():
        return ""
    converter = ContentstateConverter(block.features or [])
    return without_keys(converter.to_database_format(converter.from_database_format(html)))


def without_keys(html: str) -> str:
    """Return rich text without the names that the editor gives to its paragraphs."""
    return KEYS.sub("", html)
