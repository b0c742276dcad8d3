"""Every text that the code asks to translate is in the catalogue.

The tool that collects them does not read what stands inside an f-string.
"""

import ast
from collections.abc import Iterator

import polib

from tests.sources import ROOT, modules

# How many of the first arguments are texts: a context, a singular, a plural.
TEXTS = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), 1),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"), 2),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), 3),
}
Message = tuple[str, ...]


def asked(tree: ast.Module) -> Iterator[Message]:
    """Yield the texts of each call of a function that translates, whatever the module calls it."""
    names = {
        alias.asname or alias.name: TEXTS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in TEXTS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = node.args[: names[node.func.id]]
            if all(isinstance(one, ast.Constant) for one in texts):
                yield tuple(one.value for one in texts)  # type: ignore[attr-defined]


def known() -> set[Message]:
    found: set[Message] = set()
    for entry in polib.pofile(str(ROOT / "locale/fr/LC_MESSAGES/django.po")):
        if not entry.obsolete:
            parts = (entry.msgctxt, entry.msgid, entry.msgid_plural)
            found.add(tuple(one for one in parts if one))
            # A text with a plural is also asked without one.
            found.add((entry.msgid,))
    return found


def test_a_call_inside_an_f_string_is_seen():
    code = "from django.utils.translation import gettext as _\nsaid = f'{name} {_(\"Hello\")}'"
    assert list(asked(ast.parse(code))) == [("Hello",)]


def test_every_text_of_the_code_is_in_the_catalogue():
    catalogue = known()
    missing = [
        f"{path.relative_to(ROOT)}: {message}"
        for path in modules()
        for message in asked(ast.parse(path.read_text()))
        if message not in catalogue
    ]
    assert missing == []
