"""A room is for an occasion, of webinars or of another app, and knows what it was made for."""

from datetime import timedelta

import django.utils.timezone
from django.db import migrations, models

# What webinars.joining.actions added when these rooms were made.
GOODBYES, MODERATOR_SEATS = timedelta(minutes=10), 5


def describe(apps, schema_editor):
    """Rooms that are open keep their people; rows of rooms that were closed are of no use."""
    Room = apps.get_model("webinars", "Room")
    Room.objects.exclude(ended_at=None).delete()
    for room in Room.objects.select_related("webinar"):
        webinar = room.webinar
        room.occasion = webinar.code
        room.seats = webinar.seats + MODERATOR_SEATS
        room.closes_at = webinar.starts_at + timedelta(minutes=webinar.minutes) + GOODBYES
        if webinar.status == "cancelled":
            room.ended_at = django.utils.timezone.now()
        room.save()


class Migration(migrations.Migration):
    dependencies = [("webinars", "0001_initial")]

    operations = [
        migrations.AddField("room", "occasion", models.UUIDField(editable=False, null=True)),
        migrations.AddField("room", "seats", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField(
            "room", "closes_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.AddField("room", "is_ended", models.BooleanField(default=False)),
        migrations.RunPython(describe, migrations.RunPython.noop, elidable=True),
    ]
