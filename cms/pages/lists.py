"""The list that blocks have inside."""

from typing import Any

from wagtail import blocks


class ListBlock(blocks.ListBlock):
    """A list of Wagtail that a form may be without: the page was opened before the list existed, or
    the form arrived in part."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """Return what was sent, or the default. Wagtail itself asks for a list in every form."""
        if self.value_omitted_from_data(data, files, prefix):
            return self.get_default()
        return super().value_from_datadict(data, files, prefix)
