"""Webinars: what is planned, who has a place, and the room of one occurrence.

Each package has its own models; every other module imports them from here.
"""

from webinars.planning.models import Series, Webinar, WebinarQuerySet
from webinars.registration.models import Registration
from webinars.rooms.models import Room

__all__ = ["Registration", "Room", "Series", "Webinar", "WebinarQuerySet"]
