"""Pages as the tests read them."""

import re


def one_line(html: str) -> str:
    """Return HTML without its line breaks and the space around them."""
    return re.sub(r"\s*\n\s*", "", html)
