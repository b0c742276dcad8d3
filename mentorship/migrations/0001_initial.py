# Written by Django's makemigrations.

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('run', models.UUIDField()),
                ('score', models.PositiveSmallIntegerField()),
                ('parts', models.JSONField(help_text='Part of the score to points.')),
                ('reasons', models.JSONField(help_text='Codes with parameters.')),
                ('alternatives', models.JSONField(help_text="Mentor's code, score, reasons, why not.")),
                ('state', models.CharField(choices=[('drafted', 'proposed by the matching'), ('approved', 'approved'), ('declined', 'declined by the coordinator')], default='drafted', max_length=8)),
            ],
            options={
                'ordering': ['score', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_text', models.BinaryField()),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalProgramme',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('is_open', models.BooleanField(default=True, verbose_name='open to new pairs')),
                ('subject_points', models.PositiveSmallIntegerField(default=50, verbose_name='points for the subject')),
                ('language_points', models.PositiveSmallIntegerField(default=15, verbose_name='points for the language')),
                ('time_points', models.PositiveSmallIntegerField(default=15, verbose_name='points for shared hours')),
                ('region_points', models.PositiveSmallIntegerField(default=10, verbose_name='points for the region')),
                ('waiting_points', models.PositiveSmallIntegerField(default=10, verbose_name='points for waiting time')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical programme',
                'verbose_name_plural': 'historical programmes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_text', models.BinaryField()),
                ('key', models.UUIDField(default=uuid.uuid4)),
                ('held_on', models.DateField(verbose_name='day')),
                ('length', models.CharField(choices=[('15', 'about 15 minutes'), ('30', 'about half an hour'), ('60', 'about an hour'), ('90', 'longer')], max_length=2, verbose_name='how long')),
                ('channel', models.CharField(choices=[('call', 'voice call'), ('video', 'video call'), ('writing', 'in writing'), ('in_person', 'in person')], max_length=10, verbose_name='how you met')),
            ],
            options={
                'ordering': ['-held_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('mentor_yes', models.BooleanField(null=True)),
                ('mentee_yes', models.BooleanField(null=True)),
                ('approved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-approved_at'],
            },
        ),
        migrations.CreateModel(
            name='PairKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrapped_key', models.BinaryField()),
                ('master_id', models.CharField(editable=False, max_length=8)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wants_mentor', models.BooleanField(default=False, verbose_name='I would like a mentor')),
                ('waiting_since', models.DateField(blank=True, null=True)),
                ('is_mentor', models.BooleanField(default=False, verbose_name='I would like to be a mentor')),
                ('languages', models.JSONField(default=dict, help_text='Code of the language to level, 1 to 3.')),
                ('needs', models.JSONField(default=list, help_text='Keys of subjects, the first one first.')),
                ('strengths', models.JSONField(default=dict, help_text='Key of the subject to level, 1 to 3.')),
                ('free_time', models.JSONField(default=list, help_text='Keys of parts of the week, local time.')),
                ('asynchronous', models.BooleanField(default=False, verbose_name='We can also write to each other, each in our own time')),
                ('nearness', models.CharField(choices=[('any', 'from anywhere'), ('only_my_region', 'only from my region'), ('not_my_region', 'not from my region')], default='any', max_length=16, verbose_name='My mentor should be')),
                ('capacity', models.PositiveSmallIntegerField(default=2, verbose_name='How many people I can mentor at the same time')),
                ('paused', models.BooleanField(default=False, verbose_name='I am taking a break: no new pairs for now')),
            ],
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('is_open', models.BooleanField(default=True, verbose_name='open to new pairs')),
                ('subject_points', models.PositiveSmallIntegerField(default=50, verbose_name='points for the subject')),
                ('language_points', models.PositiveSmallIntegerField(default=15, verbose_name='points for the language')),
                ('time_points', models.PositiveSmallIntegerField(default=15, verbose_name='points for shared hours')),
                ('region_points', models.PositiveSmallIntegerField(default=10, verbose_name='points for the region')),
                ('waiting_points', models.PositiveSmallIntegerField(default=10, verbose_name='points for waiting time')),
                ('weights_version', models.PositiveSmallIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'programme',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('weights_version', models.PositiveSmallIntegerField()),
                ('unmatched', models.JSONField(default=dict, help_text='Code of the mentee to reasons.')),
                ('unmet_demand', models.JSONField(default=list, help_text='Rows of subject, language, count.')),
            ],
        ),
        migrations.AddField(
            model_name='draft',
            name='mentee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts_as_mentee', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='draft',
            name='mentor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts_as_mentor', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalprogramme',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalprogramme',
            name='region',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: all regions.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='pair',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pair',
            name='draft',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pairs', to='mentorship.draft'),
        ),
        migrations.AddField(
            model_name='pair',
            name='mentee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_mentee', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pair',
            name='mentor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_mentor', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meeting',
            name='pair',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='mentorship.pair'),
        ),
        migrations.AddField(
            model_name='goal',
            name='pair',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='mentorship.pair'),
        ),
        migrations.AddField(
            model_name='pairkey',
            name='pair',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='key', to='mentorship.pair'),
        ),
        migrations.AddField(
            model_name='profile',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mentoring_profile', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='programme',
            name='region',
            field=models.ForeignKey(blank=True, help_text='Empty: all regions.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='people.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='pair',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='mentorship.programme'),
        ),
        migrations.AddField(
            model_name='draft',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='mentorship.programme'),
        ),
        migrations.AddField(
            model_name='run',
            name='programme',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='latest_run', to='mentorship.programme'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('pair', 'key'), name='meeting_logged_once'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gte', 1), ('capacity__lte', 4)), name='profile_capacity_1_to_4'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('subject_points', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('language_points')), '-', models.F('time_points')), '-', models.F('region_points')), '-', models.F('waiting_points')))), name='programme_points_make_100', violation_error_message='The points must add up to 100.'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('programme', 'mentee'), name='one_open_pair_per_mentee'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.CheckConstraint(condition=models.Q(('mentor', models.F('mentee')), _negated=True), name='nobody_accompanies_herself'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.CheckConstraint(condition=models.Q(('started_at', None), models.Q(('mentee_yes', True), ('mentor_yes', True)), _connector='OR'), name='pair_starts_when_both_say_yes'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('programme', 'mentee', 'mentor'), name='drafted_once_per_programme'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'drafted')), fields=('programme', 'mentee'), name='one_open_draft_per_mentee'),
        ),
    ]
