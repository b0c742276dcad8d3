from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_doors_and_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='claimed_until',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='contact',
            name='mailed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
