"""What members did is said in words in their own copy, for each kind of event."""

import ast
from collections.abc import Iterator

from django.utils import translation

from learning.models import Review
from people.privacy import access_log, events, export, register
from tests import factories
from tests.sources import modules

# Made of a value, or named by a constant.
OTHERS = {f"review_{verdict}" for verdict in Review.Verdict.values} | {access_log.TO_THE_END}


def recorded(source: str) -> Iterator[str]:
    """Yield the kinds that a module records: the first word of `record`, and `event`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        named = [one.value for one in node.keywords if one.arg == "event"]
        is_record = isinstance(node.func, ast.Attribute) and node.func.attr.startswith("record")
        for given in named + (node.args[:1] if is_record else []):
            found = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
            yield from (one.value for one in found if isinstance(one, ast.Constant))


def test_each_kind_of_event_has_words_and_no_words_are_left_over():
    kinds = {kind for path in modules() for kind in recorded(path.read_text())}
    assert {kind for kind in kinds if isinstance(kind, str)} | OTHERS == {
        kind for app in register.declarations() for kind in app.acts
    }


def test_copy_says_what_the_member_did(db):
    user = factories.UserFactory()
    events.record("hand_in", actor=user)
    events.record("read_a_day_to_its_end", actor=user)
    for language, said in (("en", "exercise handed in"), ("fr", "exercice remis")):
        with translation.override(language):
            shown = [
                entry.told
                for section in export.gather(user)
                for row in section.rows
                for entry in row
            ]
        assert said in shown
        assert not {"hand_in", "read_a_day_to_its_end"} & set(shown)
