"""What a text in Markdown says, and what is refused."""

import pytest

from files.texts import reading
from files.uploads import FileRefused


def test_markdown_with_tables_is_html():
    text = "# A\n\n**b** and *c*\n\n- d\n\n| e | f |\n|---|---|\n| 1 | 2 |\n"
    assert reading.read(b"\xef\xbb\xbf" + text.encode()) == reading.Text(
        "<h1>A</h1>\n<p><strong>b</strong> and <em>c</em></p>\n<ul>\n<li>d</li>\n</ul>\n<table>\n"
        "<thead>\n<tr>\n<th>e</th>\n<th>f</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n"
        "<td>2</td>\n</tr>\n</tbody>\n</table>\n",
        {},
        (),
    )


def test_html_is_text_and_is_counted():
    found = reading.read(b"<script>alert(1)</script>\n\na <b onclick=x>b</b> <!-- c -->\n")
    assert found.html == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
        "<p>a &lt;b onclick=x&gt;b&lt;/b&gt; &lt;!-- c --&gt;</p>\n"
    )
    assert found.left == {"tags": 5}


def test_addresses_that_run_something_are_no_links():
    found = reading.read(b"[a](javascript:alert(1)) [b](vbscript:x) [c](data:text/html,x)")
    assert "href" not in found.html


def test_lines_about_the_file_are_left_out():
    found = reading.read(b"---\nauthor: Maria\n---\nText\n\n---\nMore\n")
    assert (found.html, found.left) == ("<p>Text</p>\n<hr />\n<p>More</p>\n", {"heads": 1})
    assert reading.read(b"Text\n\n---\na: b\n---\n").left == {}


def test_marks_of_footnotes_are_counted():
    assert reading.read(b"a[^1] b[^two]\n\n[^1]: See.\n").left == {"marks": 3}


@pytest.mark.parametrize("text", ["> " * 70 + "x", "- " * 70 + "x"])
def test_what_is_nested_too_deeply_is_refused_and_not_left_out(text):
    with pytest.raises(FileRefused) as refused:
        reading.read(text.encode())
    assert str(refused.value) == "The parts of this text are nested too deeply. Make it simpler."


def test_ends_of_lines_of_any_system_are_the_same():
    assert reading.read(b"a\r\n\r\nb").html == reading.read(b"a\r\rb").html
    assert reading.read(b"a\n\nb").html == "<p>a</p>\n<p>b</p>\n"
