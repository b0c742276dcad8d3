"""Closing the rooms of webinars that were cancelled while people could be inside."""

from webinars.models import Room
from webinars.rooms import actions
from webinars.rooms.interface import RoomUnavailable
from webinars.rooms.provider import provider


def end_rooms_of_cancelled() -> int:
    """Ask the room server to end them; return for how many it did.

    This is not done on the page that cancels a webinar, because the server may take ten seconds. A
    room that the server did not end stays open in its row, and the next run tries again.
    """
    rooms = provider()
    ended = 0
    for room in Room.objects.to_end():
        try:
            rooms.end(room.meeting_id)
        except RoomUnavailable:
            continue
        actions.retire(room)
        ended += 1
    return ended
