"""The models of webinars: plans, registrations, rooms and calendar addresses.

Each package has its own models; every other module imports them from here.
"""

from webinars.calendar.address.models import CalendarAddress
from webinars.planning.models import Series, Webinar, WebinarQuerySet
from webinars.registration.models import Registration
from webinars.rooms.models import Room

__all__ = ["CalendarAddress", "Registration", "Room", "Series", "Webinar", "WebinarQuerySet"]
