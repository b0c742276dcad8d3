"""Pages as the tests read them."""

import re


def one_line(html: str) -> str:
    """Return HTML without its line breaks and the space around them."""
    return re.sub(r"\s*\n\s*", "", html)


def card_under(html: str, heading: str) -> str:
    """Return the card under that heading; an empty text where the page has none."""
    return html.partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]
