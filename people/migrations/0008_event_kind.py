from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0007_hidden_accounts")]

    operations = [migrations.RenameField(model_name="event", old_name="verb", new_name="kind")]
