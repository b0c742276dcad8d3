"""One stylesheet for the site, `site.css`, joined from the files in `static/css/`.

A page asks for one small file, while each component has a file that can be read. A finder joins
them, so that they need no build step: what collects or serves static files finds `site.css`.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "site.css"
SOURCES = settings.BASE_DIR / "static/css"
# Later rules win over earlier ones of the same weight.
ORDER = (
    *("base", "layout", "navigation", "cards", "content"),
    *("notices", "forms", "tables", "screens", "print", "old"),
)


def joined() -> str:
    """Return all files in their order, without comments and unnecessary spaces."""
    css = "".join((SOURCES / f"{name}.css").read_text() for name in ORDER)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?|(?<=:) ", r"\1", css)
    return css.replace(";}", "}").strip()


class Finder(FileSystemFinder):
    """Finds what is in `static/`, with `site.css` in place of the files it is made of."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        yield from super().list([*(ignore_patterns or ()), SOURCES.name])
        yield NAME, FileSystemStorage(location=_write().parent)

    def find(self, path: str, **options: Any) -> Any:  # type: ignore[override]
        if path != NAME:
            return super().find(path, **options)
        return [str(_write())] if options.get("find_all") else str(_write())


def _write() -> Path:
    """Write the stylesheet into the folder of data, unless it is there already; return its path."""
    path = settings.DATA_DIR / "css" / NAME
    css = joined()
    if not path.exists() or path.read_text() != css:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(css)
    return path
