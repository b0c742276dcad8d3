"""One list of languages calls Chinese «zh», as profiles always did."""

from django.db import migrations


def use_one_code(apps, schema_editor):
    for name in ("Webinar",):
        for row in apps.get_model("webinars", name).objects.iterator():
            if "zh-hans" in row.languages:
                row.languages = ["zh" if code == "zh-hans" else code for code in row.languages]
                row.save(update_fields=["languages"])


class Migration(migrations.Migration):
    dependencies = [("webinars", "0002_attended")]

    operations = [migrations.RunPython(use_one_code, migrations.RunPython.noop, elidable=True)]
