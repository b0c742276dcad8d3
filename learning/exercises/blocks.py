"""The exercise block of a lesson.

A block's id is the same in every translation, so submissions refer to it.
"""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks import ASK, PLAIN_TEXT, paragraph
from cms.pages.lists import ListBlock
from learning.exercises.tables import (
    MOST_COLUMNS,
    MOST_FREE,
    MOST_NAMED,
    Table,
)


class ColumnBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Name of the column"), max_length=40, default="")
    is_summed = blocks.BooleanBlock(
        label=_("Add up its numbers"),
        help_text=_("Members see the sum below the table when they save."),
        required=False,
        default=False,
    )

    class Meta:
        icon = "order"
        label = _("Column")


class LineBlock(blocks.StructBlock):
    heading = blocks.CharBlock(
        label=_("Name of the line"), max_length=120, required=False, default=""
    )
    cells = ListBlock(
        blocks.CharBlock(label=_("Cell"), max_length=200, required=False, default=""),
        label=_("What stands there already"),
        help_text=_("One text for each column, from the first. Members can change it."),
        max_num=MOST_COLUMNS,
        default=[],
    )

    class Meta:
        icon = "minus"
        label = _("Line")


def _faults(value: Any) -> dict[str, str]:
    columns, lines = value["columns"], value["lines"]
    if not columns:
        unused = lines or value["free_lines"]
        return {"columns": gettext("Name the columns, or take the lines out.")} if unused else {}
    if not lines and not value["free_lines"]:
        return {"lines": gettext("Give the table a line, or an empty line for members.")}
    if any(len(one["cells"]) > len(columns) for one in lines):
        return {"lines": gettext("A line has more texts than there are columns.")}
    return {}


class ExerciseBlock(blocks.StructBlock):
    """A piece of work that someone reviews with a few points to look for, without a mark."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, default="")
    brief = blocks.RichTextBlock(label=_("What to do"), features=PLAIN_TEXT)
    reminder = blocks.CharBlock(
        label=_("What not to write"),
        help_text=_("Such as names, addresses or stories of real people."),
        max_length=400,
        required=False,
        default="",
    )
    rubric = ListBlock(
        # Translators: One of up to six points that reviewers look for when they read an exercise.
        blocks.CharBlock(label=_("Point to look for"), max_length=250, default=""),
        label=_("What reviewers look for"),
        help_text=_("Members see these points, too."),
        max_num=6,
    )
    # The table to fill in stands beside the rest: translators get no texts of a list in a block in
    # a block (wagtail-localize).
    columns = ListBlock(
        ColumnBlock(),
        label=_("Columns of a table to fill in"),
        help_text=_("Without a column, members only write a text."),
        max_num=MOST_COLUMNS,
        default=[],
    )
    lines = ListBlock(LineBlock(), label=_("Lines of the table"), max_num=MOST_NAMED, default=[])
    free_lines = blocks.IntegerBlock(
        label=_("Empty lines for members"),
        help_text=_("With at least one, members can add more. With none, the lines above are all."),
        min_value=0,
        max_value=MOST_FREE,
        default=0,
    )
    worked_answer = blocks.RichTextBlock(
        label=_("A worked answer"),
        help_text=_("Only reviewers see it, beside the work. It is one good answer among others."),
        features=PLAIN_TEXT,
        required=False,
        # A search that found it would tell it.
        search_index=False,
    )

    def get_preview_value(self) -> Any:
        return self.normalize(
            {
                "heading": gettext("A budget for 3 months"),
                "brief": paragraph(gettext("Write what comes in and what goes out.")),
                "reminder": gettext("Do not write real names."),
                "rubric": [gettext("Everything is counted.")],
                "columns": [
                    {"heading": gettext("What"), "is_summed": False},
                    {"heading": gettext("Amount, in francs"), "is_summed": True},
                ],
                "lines": [
                    # Translators: The rent of a group, as a line of a sample budget.
                    {"heading": gettext("Rent"), "cells": [gettext("3 months"), "75 000"]}
                ],
                "free_lines": 1,
                "worked_answer": "",
            }
        )

    def clean(self, value: Any) -> Any:
        """Refuse a table that no one can fill in, except in a draft."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if faults := _faults(cleaned):
            errors = {name: ValidationError(fault) for name, fault in faults.items()}
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        table = Table.of_block(uuid4(), value)
        context = super().get_context(value, parent_context)
        return context | {"table": table.filled(None) if table else None}

    class Meta:
        icon = "edit"
        group = ASK
        label = _("Exercise")
        description = _("A piece of work that members write and someone comments on.")
        template = "blocks/exercise.html"
        # Learners work on a separate page.
        is_apart = True
