"""A key for each name, the same on every database, in place of the database's own upper case."""

from django.db import migrations

import people.accounts.models
from people.accounts.models import TWIN
from web.reading import names


def fill(apps, schema_editor):
    """Give each member the key of their name.

    SQLite has let in names that differ only in the case of letters like É. The second of two such
    members keeps the name, and gets a key that no name has. Each still signs in with their own
    spelling.
    """
    User = apps.get_model("people", "User")
    taken = set()
    for user in User.objects.order_by("pk").only("pk", "pseudonym").iterator():
        key = names.key(user.pseudonym)
        if key in taken:
            key = f"{key}{TWIN}{user.pk}"
        taken.add(key)
        User.objects.filter(pk=user.pk).update(name_key=key)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_vouch_until")]

    operations = [
        migrations.AddField(
            "user",
            "name_key",
            people.accounts.models.FoldedField(blank=True, editable=False, max_length=200, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
