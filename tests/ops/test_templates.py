"""Templates that can be read: what `bin/templates.py` finds."""

import sys

import pytest

from tests.ops.conftest import ROOT

sys.path.insert(0, str(ROOT / "bin"))

import templates


@pytest.mark.parametrize(
    "line",
    [
        "x" * 120,
        '<p class="soft"><a href="#main">One</a> and <b>two</b></p>',
        "</section><section>",
        '<svg><path d="M0 0"/></svg>',
        '<script src="leave.js" defer></script>',
        "{% for one in rows %}{% include row with one=one only %}{% endfor %}",
    ],
)
def test_these_lines_can_be_read(line):
    assert templates.faults(line) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("short\n" + "x" * 121, 2),
        ("<ul><li>One</li></ul>", 1),
        ('<p>One</p><p class="soft">Two</p>', 1),
        ("<section>\n<form><button>Go</button></form>\n</section>", 2),
        ('<body style="color: red">', 1),
        ("<style>", 1),
        ("<script>", 1),
        ('<a href="#main" onclick="go()">', 1),
    ],
)
def test_these_lines_cannot(text, number):
    assert [line for line, _ in templates.faults(text)] == [number]
