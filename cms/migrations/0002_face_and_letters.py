from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='face',
            name='icon',
            field=models.CharField(choices=[('circles', 'two circles'), ('leaf', 'a leaf'), ('hills', 'hills and a sun'), ('book', 'a book'), ('clock', 'a clock')], default='circles', max_length=8, verbose_name='drawing'),
        ),
        migrations.AddField(
            model_name='face',
            name='mail_name',
            field=models.CharField(blank=True, help_text='Whoever sees the mailbox reads it. Empty: the sender’s address alone.', max_length=30, verbose_name='sender of e-mails'),
        ),
        migrations.AddField(
            model_name='face',
            name='mail_subject',
            field=models.CharField(blank=True, help_text='Empty: “Something is waiting for you”, in the reader’s language.', max_length=60, verbose_name='subject of e-mails'),
        ),
        migrations.AddField(
            model_name='face',
            name='calendar_title',
            field=models.CharField(blank=True, help_text='Empty: “Appointment”, in the reader’s language.', max_length=60, verbose_name='title in calendars'),
        ),
    ]
