"""Sentences for members, shown on their pages. `KINDS` are those that people itself declares."""

from people.notices.kinds import KINDS

__all__ = ["KINDS"]
