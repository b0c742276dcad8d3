"""Packages in which anything may stand anywhere: they are imported, or refused with a sentence."""

import json
import random
from typing import Any

from learning.exchange.packages import writing
from learning.exchange.packages.format import archive
from learning.exchange.packages.format.archive import Unreadable
from learning.exchange.packages.format.contents import read
from tests.learning.exchange.packages import written

ANYTHING = [
    *(None, True, 0, -1, 10**40, 1.5, "", "x", "x" * 5000, "<p>", "<a linktype='page'>", "..", "é"),
    *([], {}, [[]], [None], {"type": "story"}, {"id": "a"}, [{"type": "text"}], ["<b>"], "\ufffe"),
]
ROUNDS = 120


def places(said: Any) -> list[tuple[Any, Any]]:
    """Return each place in a text where a value stands: what holds it, and its name or number."""
    inside = said.items() if isinstance(said, dict) else enumerate(said)
    found = [(said, name) for name, _value in inside]
    values = said.values() if isinstance(said, dict) else said
    for value in values:
        if isinstance(value, dict | list):
            found += places(value)
    return found


def test_anything_anywhere_is_imported_or_refused(exported):
    files = written.opened(exported.content)
    texts = sorted(name for name in files if name.endswith(".json"))
    refused = 0
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        name = chance.choice(texts)
        said = json.loads(files[name])
        holder, place = chance.choice(places(said))
        if chance.random() < 0.2:
            del holder[place]
        else:
            holder[place] = chance.choice(ANYTHING)
        content = written.again({**files, name: json.dumps(said).encode()})
        try:
            writing.run(read(archive.unpacked(content)), user=None, goes_live=True)
        except Unreadable:
            refused += 1
    assert ROUNDS // 3 < refused < ROUNDS
