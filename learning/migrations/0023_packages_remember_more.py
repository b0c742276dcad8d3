import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0022_package_imports"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="packagedpage", name="packaged_once"),
        migrations.AddField(
            model_name="packagedfile",
            name="stored_as",
            field=models.CharField(default="", max_length=255),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="packagedpage",
            name="is_ours",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="packageimport",
            name="left",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="packageimport",
            name="lease",
            field=models.UUIDField(default=uuid.uuid4),
        ),
        migrations.AddConstraint(
            model_name="packagedpage",
            constraint=models.UniqueConstraint(
                fields=("translation_key", "language", "digest"), name="packaged_once"
            ),
        ),
    ]
