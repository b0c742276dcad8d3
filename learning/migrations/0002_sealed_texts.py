"""Seal the texts of exercises and reviews under the key of the member whose work it is."""

from django.db import migrations, models

from people import sealing

PORTION = 200


def seal(apps, schema_editor):
    Submission = apps.get_model("learning", "Submission")
    Review = apps.get_model("learning", "Review")
    works = Submission.objects.select_related("enrolment")
    for work in works.order_by("pk").iterator(PORTION):
        _seal(apps, work, work.enrolment.user_id, f"learning.Submission:{work.code}:text")
    reviews = Review.objects.select_related("submission__enrolment")
    for review in reviews.order_by("pk").iterator(PORTION):
        owner = review.submission.enrolment.user_id
        _seal(apps, review, owner, f"learning.Review:{review.key}:text")


def _seal(apps, row, user_id, context):
    MemberKey = apps.get_model("people", "MemberKey")
    key, _is_new = MemberKey.objects.get_or_create(
        user_id=user_id, defaults=sealing.new_wrapped_key()
    )
    sealed = sealing.seal(key, row.text, context=context)
    type(row).objects.filter(pk=row.pk).update(sealed=sealed)


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial"), ("people", "0004_name_keys_unique")]

    operations = [
        migrations.AddField("submission", "sealed", models.BinaryField(null=True)),
        migrations.AddField("review", "sealed", models.BinaryField(null=True)),
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),
    ]
