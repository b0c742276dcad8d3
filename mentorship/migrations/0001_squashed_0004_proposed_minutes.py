import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("mentorship", "0001_initial"),
        ("mentorship", "0002_constraint_mentor_is_not_mentee"),
        ("mentorship", "0003_meetings_and_messages"),
        ("mentorship", "0004_proposed_minutes"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_squashed_0015_access_to_course_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalProgramme",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("is_open", models.BooleanField(default=True, verbose_name="open to new pairs")),
                (
                    "subject_points",
                    models.PositiveSmallIntegerField(
                        default=50, verbose_name="points for the subject"
                    ),
                ),
                (
                    "language_points",
                    models.PositiveSmallIntegerField(
                        default=15, verbose_name="points for the language"
                    ),
                ),
                (
                    "time_points",
                    models.PositiveSmallIntegerField(
                        default=15, verbose_name="points for shared hours"
                    ),
                ),
                (
                    "region_points",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="points for the region"
                    ),
                ),
                (
                    "waiting_points",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="points for waiting time"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Empty: all regions.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.region",
                        verbose_name="region",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical programme",
                "verbose_name_plural": "historical programmes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: all regions.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programmes",
                        to="people.region",
                        verbose_name="region",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="open to new pairs")),
                (
                    "subject_points",
                    models.PositiveSmallIntegerField(
                        default=50, verbose_name="points for the subject"
                    ),
                ),
                (
                    "language_points",
                    models.PositiveSmallIntegerField(
                        default=15, verbose_name="points for the language"
                    ),
                ),
                (
                    "time_points",
                    models.PositiveSmallIntegerField(
                        default=15, verbose_name="points for shared hours"
                    ),
                ),
                (
                    "region_points",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="points for the region"
                    ),
                ),
                (
                    "waiting_points",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="points for waiting time"
                    ),
                ),
                ("weights_version", models.PositiveSmallIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "programme",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "subject_points",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.Value(100), "-", models.F("language_points")
                                            ),
                                            "-",
                                            models.F("time_points"),
                                        ),
                                        "-",
                                        models.F("region_points"),
                                    ),
                                    "-",
                                    models.F("waiting_points"),
                                ),
                            )
                        ),
                        name="programme_points_make_100",
                        violation_error_message="The points must add up to 100.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="latest_run",
                        to="mentorship.programme",
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("weights_version", models.PositiveSmallIntegerField()),
                (
                    "unmatched",
                    models.JSONField(default=dict, help_text="Code of the mentee to reasons."),
                ),
                (
                    "unmet_demand",
                    models.JSONField(default=list, help_text="Rows of subject, language, count."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="mentorship.programme",
                    ),
                ),
                ("run", models.UUIDField()),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts_as_mentor",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts_as_mentee",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("score", models.PositiveSmallIntegerField()),
                ("parts", models.JSONField(help_text="Part of the score to points.")),
                ("reasons", models.JSONField(help_text="Codes with parameters.")),
                (
                    "alternatives",
                    models.JSONField(help_text="Mentor's code, score, reasons, why not."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "proposed by the matching"),
                            ("approved", "approved"),
                            ("declined", "declined by the coordinator"),
                        ],
                        default="drafted",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "ordering": ["score", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "mentee", "mentor"), name="drafted_once_per_programme"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "drafted")),
                        fields=("programme", "mentee"),
                        name="one_open_draft_per_mentee",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairs",
                        to="mentorship.programme",
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pairs_as_mentor",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pairs_as_mentee",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pairs",
                        to="mentorship.draft",
                    ),
                ),
                ("mentor_yes", models.BooleanField(null=True)),
                ("mentee_yes", models.BooleanField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-approved_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("programme", "mentee"),
                        name="one_open_pair_per_mentee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mentor", models.F("mentee")), _negated=True),
                        name="mentor_is_not_mentee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started_at", None),
                            models.Q(("mentee_yes", True), ("mentor_yes", True)),
                            _connector="OR",
                        ),
                        name="pair_starts_when_both_say_yes",
                    ),
                ],
            },
        ),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key",
                        to="mentorship.pair",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed_text", models.BinaryField()),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goals",
                        to="mentorship.pair",
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed_text", models.BinaryField()),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meetings",
                        to="mentorship.pair",
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("held_on", models.DateField(verbose_name="day")),
                (
                    "length",
                    models.CharField(
                        choices=[
                            ("15", "about 15 minutes"),
                            ("30", "about half an hour"),
                            ("60", "about an hour"),
                            ("90", "longer"),
                        ],
                        max_length=2,
                        verbose_name="how long",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("call", "voice call"),
                            ("video", "video call"),
                            ("writing", "in writing"),
                            ("in_person", "in person"),
                        ],
                        max_length=10,
                        verbose_name="how you met",
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("pair", "key"), name="meeting_logged_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedMeeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_meetings",
                        to="mentorship.pair",
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.UUIDField(editable=False)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("slots", models.JSONField(default=list)),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (15, "about 15 minutes"),
                            (30, "about half an hour"),
                            (60, "about an hour"),
                            (90, "an hour and a half"),
                        ],
                        verbose_name="how long",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                (
                    "proposed_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (15, "about 15 minutes"),
                            (30, "about half an hour"),
                            (60, "about an hour"),
                            (90, "an hour and a half"),
                        ],
                        null=True,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cancelled", "called off"),
                            ("held", "took place"),
                            ("missed", "did not take place"),
                        ],
                        max_length=9,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["ended_at", "starts_at"], name="planned_meeting_due")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("pair",),
                        name="one_planned_meeting_of_a_pair",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed_text", models.BinaryField()),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="mentorship.pair",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "written_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
            ],
            options={
                "ordering": ["-written_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentoring_profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wants_mentor",
                    models.BooleanField(default=False, verbose_name="I would like a mentor"),
                ),
                ("waiting_since", models.DateField(blank=True, null=True)),
                (
                    "is_mentor",
                    models.BooleanField(default=False, verbose_name="I would like to be a mentor"),
                ),
                (
                    "languages",
                    models.JSONField(
                        default=dict, help_text="Code of the language to level, 1 to 3."
                    ),
                ),
                (
                    "needs",
                    models.JSONField(
                        default=list, help_text="Keys of subjects, the first one first."
                    ),
                ),
                (
                    "strengths",
                    models.JSONField(
                        default=dict, help_text="Key of the subject to level, 1 to 3."
                    ),
                ),
                (
                    "free_time",
                    models.JSONField(
                        default=list, help_text="Keys of parts of the week, local time."
                    ),
                ),
                (
                    "asynchronous",
                    models.BooleanField(
                        default=False,
                        verbose_name="We can also write to each other, each in our own time",
                    ),
                ),
                (
                    "nearness",
                    models.CharField(
                        choices=[
                            ("any", "from anywhere"),
                            ("only_my_region", "only from my region"),
                            ("not_my_region", "not from my region"),
                        ],
                        default="any",
                        max_length=16,
                        verbose_name="My mentor should be",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="How many people I can mentor at the same time"
                    ),
                ),
                (
                    "paused",
                    models.BooleanField(
                        default=False, verbose_name="I am taking a break: no new pairs for now"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1), ("capacity__lte", 4)),
                        name="profile_capacity_1_to_4",
                    )
                ],
            },
        ),
    ]
