"""A code of nine figures to sign in with, instead of the pseudonym that others read."""

from django.db import migrations, models

from people import login_codes


def give_codes(apps, schema_editor):
    """Give one to everybody who is here already."""
    User = apps.get_model("people", "User")
    taken = set()
    for pk in User.objects.values_list("pk", flat=True):
        while (code := login_codes.new()) in taken:
            pass
        taken.add(code)
        User.objects.filter(pk=pk).update(login_code=code)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_looked_once")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="login_code",
            field=models.CharField(null=True, max_length=9),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="login_code",
            field=models.CharField(
                default=login_codes.new,
                editable=False,
                max_length=9,
                unique=True,
                verbose_name="login code",
            ),
        ),
    ]
