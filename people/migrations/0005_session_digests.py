"""Keep digests in place of the keys of sessions. Whoever is signed in stays so."""

from django.db import migrations

from people.sessions.store import kept_key


def digest(apps, schema_editor):
    sessions = apps.get_model("people", "MemberSession").objects
    for key in list(sessions.values_list("session_key", flat=True)):
        sessions.filter(session_key=key).update(session_key=kept_key(key))


def end(apps, schema_editor):
    """No key comes back from its digest."""
    apps.get_model("people", "MemberSession").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0004_name_keys_unique")]

    operations = [migrations.RunPython(digest, end, elidable=True)]
