"""The models of webinars: plans, registrations and rooms.

Each package has its own models; every other module imports them from here.
"""

from webinars.planning.models import Series, Webinar, WebinarQuerySet
from webinars.registration.models import Registration
from webinars.rooms.models import Room

__all__ = ["Registration", "Room", "Series", "Webinar", "WebinarQuerySet"]
