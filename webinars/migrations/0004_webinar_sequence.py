from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webinars", "0003_rooms_without_webinars")]

    operations = [
        migrations.AddField(
            "webinar",
            "sequence",
            models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="How often the time changed; calendar programs want it (RFC 5545, 3.8.7.4).",
            ),
        ),
    ]
