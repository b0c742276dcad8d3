"""A look is kept once for each reader, member, thing and day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_letters")]

    operations = [
        migrations.AddConstraint(
            model_name="look",
            constraint=models.UniqueConstraint(
                fields=("subject", "actor", "what", "day"), name="look_kept_once_a_day"
            ),
        ),
    ]
