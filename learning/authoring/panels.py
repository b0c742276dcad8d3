"""The first page of the studio."""

from typing import Any

from wagtail.admin.ui.components import Component

from learning.authoring.queries import Workshop
from learning.exchange.packages.permissions import can_import


class CoursesPanel(Component):
    """All courses in all languages."""

    order = 50
    template_name = "learning/authoring/board.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"board": Workshop(user).board(), "may_import": can_import(user)}
