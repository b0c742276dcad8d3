"""Templates without their indentation, which is only for people who read the source.

On small pages it would be a tenth of the download.
"""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader as FilesystemLoader

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(FilesystemLoader):
    """Loads templates from `DIRS`; lines keep their numbers."""

    def get_contents(self, origin: Origin) -> str:
        return INDENTATION.sub("", super().get_contents(origin))
