"""The editor at work of `tests/cms/translations`."""

from tests.cms.translations.conftest import course, lessons, source, studio

__all__ = ["course", "lessons", "source", "studio"]
