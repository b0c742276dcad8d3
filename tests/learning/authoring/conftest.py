"""The editor at work of `tests/cms/translations`, on a course in either language."""

from tests.cms.translations.conftest import course, lessons, source, studio

__all__ = ["course", "lessons", "source", "studio"]
