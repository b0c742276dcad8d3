"""What surrounds an answer, for each actor and each page."""

from collections.abc import Iterator

from django.http import HttpResponse

from tests.matrix.reading import STUDIO
from tests.outing import around, gives_away

# The names of the things and the people of the matrix; three letters alone occur in tokens.
NAMES = ("ZQA ", "ZQB ", "ZQA%20", "ZQB%20", "Another course", "For everybody")


def faults(path: str, response: HttpResponse) -> Iterator[str]:
    """Yield what a bystander, a shared phone's cache or another site would learn from it."""
    # The title of an editor's page is what they write.
    known = () if path.startswith(STUDIO) else NAMES
    for text in around(path, response):
        yield from (f"«{word}» in «{text}»" for word in gives_away(text, known))
