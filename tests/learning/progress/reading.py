"""What the page of a course says to a learner."""

import re

from tests.learning.walking import Walk
from tests.pages import one_line


def needs(walk: Walk, lang: str = "en") -> list[tuple[str, str]]:
    """What completes the course, each with what is missing of it."""
    page = one_line(walk.client.get(walk.address("course", lang=lang)).content.decode())
    if not (card := re.search("What completes this course</h2>(.*?)</section>", page)):
        return []
    lines = re.findall("<li>(.*?)</li>", card[1])
    parted = [re.split("<span[^>]*>", line, maxsplit=1) for line in lines]
    plain = [[re.sub("<[^>]*>", "", part).strip() for part in line] for line in parted]
    return [(asked, *(missing or [""])) for asked, *missing in plain]
