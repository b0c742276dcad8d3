"""What a course costs on prepaid data: the weights of its lessons together.

They are kept in the cache by themselves: the contents of all lessons of a catalogue would be
thousands of times as large.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from learning.catalogue import contents, kept
from learning.catalogue.contents import Content
from learning.catalogue.outline import Course

# Increase it when the shape of `Price` changes: a shared cache outlives the code that filled it.
SHAPE = 2


@dataclass(frozen=True)
class Price:
    """Transferred bytes: `weight` when all lessons are opened, the rest only on request. `lessons`
    has the weight of each of them, by its key."""

    weight: int
    audio: int
    downloads: int
    lessons: Mapping[UUID, int]


def together(parts: Mapping[UUID, Content]) -> Price:
    """Return the price of these lessons together."""
    weights = {key: one.weight for key, one in parts.items()}
    return Price(
        weight=sum(weights.values()),
        audio=sum(one.audio for one in parts.values()),
        downloads=sum(one.downloads for one in parts.values()),
        lessons=weights,
    )


def of_all(courses: Collection[Course]) -> dict[UUID, Price]:
    """Return course key → price; one query for all that the cache does not hold."""
    names = {course.key: _name(course) for course in courses}
    held: dict[str, Price]
    held, edition = kept.read(names.values())
    missing = [course for course in courses if names[course.key] not in held]
    if missing:
        parts = contents.of_all(lesson for course in missing for lesson in course.lessons)
        fresh = {
            names[course.key]: together(
                {one.key: parts[one.key] for one in course.lessons if one.key in parts}
            )
            for course in missing
        }
        # Without a version, a lesson may change under the same name.
        known = {names[course.key] for course in missing if _has_versions(course)}
        kept.keep({name: price for name, price in fresh.items() if name in known}, edition)
        held = held | fresh
    return {key: held[name] for key, name in names.items()}


def _has_versions(course: Course) -> bool:
    return all(one.version and one.source.version for one in course.lessons)


def _name(course: Course) -> str:
    """Return a name that changes with each publication of a lesson."""
    lessons = ",".join(map(contents.name_of, course.lessons))
    return f"learning.price.{SHAPE}.{blake2b(lessons.encode(), digest_size=16).hexdigest()}"
