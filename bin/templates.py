"""Check that the templates can be read: short lines, one block-level element a line, and no style
or script among them, which the site's policy would refuse.

Elements inside a sentence (links, bold words, states with their icon) may share its line.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_LINE = 120
BLOCK_LEVEL = (
    *("html", "head", "meta", "link", "title", "script", "body", "header", "main", "footer"),
    *("article", "aside", "nav", "section", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "blockquote", "progress"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *("form", "fieldset", "legend", "label", "select", "option", "textarea", "button"),
)
BLOCK_TAG = re.compile(rf"<(?:{'|'.join(BLOCK_LEVEL)})(?![\w-])")

OF_OTHER_FILES = re.compile(r"""<style\b|<script>|\sstyle=|\son[a-z]+=["']""")


def faults(text: str) -> list[tuple[int, str]]:
    """Return the number of each line with a fault, and what it is."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            found.append((number, f"{len(line)} characters, at most {LONGEST_LINE} are allowed"))
        if len(elements := BLOCK_TAG.findall(line)) > 1:
            found.append((number, f"{len(elements)} block-level elements, one is allowed"))
        if OF_OTHER_FILES.search(line):
            found.append((number, "style and script belong in files of their own"))
    return found


def main() -> int:
    """Print the faults of every template; return 1 when there are any."""
    lines = [
        f"{path.relative_to(ROOT)}:{number}: {fault}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, fault in faults(path.read_text())
    ]
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
