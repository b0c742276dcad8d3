"""After the rows were rewritten: PostgreSQL alters no table whose rows have just changed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("webinars", "0002_rooms_for_any_occasion")]

    operations = [
        migrations.RemoveConstraint("room", "one_room_at_a_time"),
        migrations.RemoveField("room", "webinar"),
        migrations.AlterField("room", "occasion", models.UUIDField(editable=False)),
        migrations.AlterField("room", "seats", models.PositiveSmallIntegerField()),
        migrations.AlterField("room", "closes_at", models.DateTimeField()),
        migrations.AddConstraint(
            "room",
            models.UniqueConstraint(
                fields=["occasion"], condition=Q(ended_at=None), name="one_room_at_a_time"
            ),
        ),
    ]
