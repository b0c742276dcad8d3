"""A plan of a room, and the secret of the strict room server."""

from webinars.rooms.interface import RoomPlan

SECRET = "canary-secret-8cd8ef52e8e101574e400365b55e11a6"
PLAN = RoomPlan(
    meeting_id="b0f5a7d2-6a3e-4f6e-9f53-4b1f2b1d8a77",
    name="Meeting",
    minutes=90,
    seats=40,
    logout_url="https://example.org/left/",
)
