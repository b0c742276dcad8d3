"""No two members have the same key. PostgreSQL alters no table in which rows have just changed, so
this is a migration of its own."""

from django.db import migrations

import people.accounts.models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_name_keys")]

    operations = [
        migrations.AlterField(
            "user",
            "name_key",
            people.accounts.models.FoldedField(
                blank=True, editable=False, max_length=200, unique=True
            ),
        ),
        migrations.RemoveConstraint("user", "pseudonym_unique_whatever_the_case"),
    ]
