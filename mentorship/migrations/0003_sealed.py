"""What a pair writes down is sealed under a key of the pair; the plain words go."""

from django.db import migrations, models
from django.db.models import deletion

from people import sealing


def seal_notes(apps, schema_editor):
    """Seal what stands in plain text, a key for each pair that has notes."""
    model = {name: apps.get_model("mentorship", name) for name in ("Goal", "Meeting", "PairKey")}
    for note in model["Goal"].objects.order_by("pk").iterator():
        _seal(model["PairKey"], note, f"mentorship.Goal:{note.code}:sealed_text", note.text)
    for note in model["Meeting"].objects.order_by("pk").iterator():
        _seal(model["PairKey"], note, f"mentorship.Meeting:{note.key}:sealed_text", note.line)


def _seal(pair_key, note, place, words):
    key, _is_new = pair_key.objects.get_or_create(
        pair_id=note.pair_id, defaults=sealing.new_wrapped_key()
    )
    note.sealed_text = sealing.seal(key, words, context=place)
    note.save(update_fields=["sealed_text"])


class Migration(migrations.Migration):
    dependencies = [("mentorship", "0002_concerns")]

    operations = [
        migrations.CreateModel(
            name="PairKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wrapped_key", models.BinaryField()),
                ("master_id", models.CharField(editable=False, max_length=8)),
                (
                    "pair",
                    models.OneToOneField(
                        on_delete=deletion.CASCADE, related_name="key", to="mentorship.pair"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.AddField(
            model_name="goal",
            name="sealed_text",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="meeting",
            name="sealed_text",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.RunPython(seal_notes, elidable=True),
        migrations.RemoveField(model_name="goal", name="text"),
        migrations.RemoveField(model_name="meeting", name="line"),
    ]
