"""Let the database itself keep a role from being given twice, and find a pseudonym by its index.

The constraint until now compared places that are empty, which are never the same to a database.
"""

import django.db.models.functions.text
from django.db import migrations, models


def keep_the_first(apps, schema_editor):
    """Delete all but the oldest of the same grants: `roles.give` has never made two."""
    grants = apps.get_model("people", "RoleGrant").objects
    seen = set()
    for grant in grants.order_by("pk"):
        place = (grant.user_id, grant.role, grant.region_id, grant.organisation_id)
        if place in seen:
            grant.delete()
        seen.add(place)


class Migration(migrations.Migration):
    dependencies = [("people", "0008_login_codes")]

    operations = [
        migrations.RunPython(keep_the_first, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="rolegrant", name="role_given_once"),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(("region", None), ("organisation", None), _connector="OR"),
                name="role_at_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation", None), ("region", None)),
                fields=("user", "role"),
                name="role_given_once_everywhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("region__isnull", False)),
                fields=("user", "role", "region"),
                name="role_given_once_in_region",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", False)),
                fields=("user", "role", "organisation"),
                name="role_given_once_at_organisation",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="user", name="pseudonym_unique_whatever_the_case"
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("pseudonym"),
                name="pseudonym_unique_whatever_the_case",
                violation_error_message="Somebody already uses this pseudonym.",
            ),
        ),
    ]
