"""Drop the texts that are not sealed. PostgreSQL alters no table in which rows have just changed, so
this is a migration of its own."""

from django.db import migrations

import people.privacy.sealed_text


class Migration(migrations.Migration):
    dependencies = [("learning", "0002_sealed_texts")]

    operations = [
        migrations.RemoveField("submission", "text"),
        migrations.RemoveField("review", "text"),
        migrations.RenameField("submission", "sealed", "text"),
        migrations.RenameField("review", "sealed", "text"),
        migrations.AlterField(
            "submission",
            "text",
            people.privacy.sealed_text.SealedText(owner="enrolment__user", place="code"),
        ),
        migrations.AlterField(
            "review",
            "text",
            people.privacy.sealed_text.SealedText(owner="submission__enrolment__user", place="key"),
        ),
    ]
