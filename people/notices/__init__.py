"""Sentences for members, shown on their pages."""

from people.notices.kinds import KINDS

__all__ = ["KINDS"]
