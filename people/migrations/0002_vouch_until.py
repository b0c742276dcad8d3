"""Newcomers get a last day for a vouch of their own, so that it can move while no one can vouch."""

from datetime import timedelta

from django.db import migrations, models


def set_last_day(apps, schema_editor):
    """Give those who wait the fourteen days that they had until now."""
    User = apps.get_model("people", "User")
    for user in User.objects.filter(vouched_on=None):
        user.vouch_until = user.joined_on + timedelta(days=14)
        user.save(update_fields=["vouch_until"])


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="vouch_until",
            field=models.DateField(
                editable=False,
                help_text="Last day on which someone can vouch for them; after it they are erased.",
                null=True,
            ),
        ),
        migrations.RunPython(set_last_day, migrations.RunPython.noop),
    ]
