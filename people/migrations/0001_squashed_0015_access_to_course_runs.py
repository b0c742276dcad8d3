import django.db.models.deletion
import django.utils.timezone
import django_countries.fields
import people.accounts.login_codes
import people.accounts.models
import people.accounts.pseudonyms
import people.notices.registry
import people.roles.table
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_vouch_until"),
        ("people", "0003_name_keys"),
        ("people", "0004_name_keys_unique"),
        ("people", "0005_session_digests"),
        ("people", "0006_unsent_forms"),
        ("people", "0007_hidden_accounts"),
        ("people", "0008_event_kind"),
        ("people", "0009_words_of_the_glossary"),
        ("people", "0010_shows_progress"),
        ("people", "0011_access_to_exercises"),
        ("people", "0012_wants_recall"),
        ("people", "0013_access_to_questions"),
        ("people", "0014_exercises_of_a_group"),
        ("people", "0015_access_to_course_runs"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.SlugField(unique=True, verbose_name="short key")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "names",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Code of another language to the name in it.",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Network",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "short_name",
                    models.CharField(max_length=30, unique=True, verbose_name="short name"),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("global", "global network"),
                            ("regional", "regional network"),
                            ("subregional", "sub-regional network"),
                            ("convenor", "organisation that convenes its sub-region"),
                        ],
                        max_length=12,
                        verbose_name="level",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="people.network",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="networks",
                        to="people.region",
                    ),
                ),
                ("languages", models.JSONField(default=list, verbose_name="languages")),
                (
                    "time_zone",
                    models.CharField(default="UTC", max_length=40, verbose_name="time zone"),
                ),
            ],
            options={
                "ordering": ["short_name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level", "global"), ("region__isnull", False), _connector="OR"
                        ),
                        name="network_has_region_unless_global",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CountryRisk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "country",
                    django_countries.fields.CountryField(
                        max_length=2, unique=True, verbose_name="country"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("usual", "usual"),
                            ("high", "high: no e-mail, no names on certificates"),
                        ],
                        default="high",
                        max_length=8,
                        verbose_name="risk",
                    ),
                ),
            ],
            options={
                "ordering": ["country"],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
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
                    "form",
                    models.CharField(
                        choices=[
                            ("national", "national organisation"),
                            ("group", "informal group"),
                            ("cell", "local cell"),
                        ],
                        default="group",
                        max_length=10,
                        verbose_name="kind of group",
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        help_text="For a local cell: the organisation it belongs to.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="people.organisation",
                        verbose_name="part of",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="people.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "country",
                    django_countries.fields.CountryField(
                        blank=True, max_length=2, verbose_name="country"
                    ),
                ),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                (
                    "time_zone",
                    models.CharField(default="UTC", max_length=40, verbose_name="time zone"),
                ),
                (
                    "listing",
                    models.CharField(
                        choices=[
                            ("listed", "listed: all members can see its name"),
                            (
                                "members",
                                "only its own members, its coordinators and administrators",
                            ),
                            (
                                "hidden",
                                "hidden: only its coordinators and administrators; no one else sees its name anywhere",
                            ),
                        ],
                        default="members",
                        max_length=8,
                        verbose_name="who can see its name",
                    ),
                ),
                (
                    "results",
                    models.CharField(
                        choices=[
                            ("counted", "counted in the region’s totals"),
                            ("kept", "kept private: not counted anywhere"),
                        ],
                        default="counted",
                        max_length=8,
                        verbose_name="its results",
                    ),
                ),
                (
                    "networks",
                    models.ManyToManyField(
                        blank=True,
                        related_name="organisations",
                        to="people.network",
                        verbose_name="networks",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "pseudonym",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[people.accounts.pseudonyms.validate_pseudonym],
                        verbose_name="pseudonym",
                    ),
                ),
                (
                    "name_key",
                    people.accounts.models.FoldedField(
                        blank=True, editable=False, max_length=200, unique=True
                    ),
                ),
                (
                    "login_code",
                    models.CharField(
                        default=people.accounts.login_codes.new,
                        editable=False,
                        max_length=9,
                        unique=True,
                        verbose_name="login code",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="people.organisation",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(default="UTC", max_length=40, verbose_name="time zone"),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "joined_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="joined"
                    ),
                ),
                (
                    "active_month",
                    models.DateField(
                        default=people.accounts.models.this_month,
                        editable=False,
                        help_text="First day of the last month they were here.",
                    ),
                ),
                (
                    "vouched_on",
                    models.DateField(
                        default=django.utils.timezone.localdate,
                        editable=False,
                        help_text="Empty: no one has vouched for them yet, and they see no page for members.",
                        null=True,
                    ),
                ),
                (
                    "vouch_until",
                    models.DateField(
                        editable=False,
                        help_text="Last day on which someone can vouch for them; after it they are erased.",
                        null=True,
                    ),
                ),
                (
                    "new_until",
                    models.DateField(
                        editable=False,
                        help_text="Last day on which they are a newcomer, who reads no one's name.",
                        null=True,
                    ),
                ),
                (
                    "exit_to",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="where “Leave” takes me"
                    ),
                ),
                (
                    "leaves_nothing",
                    models.BooleanField(default=False, verbose_name="leave nothing on this phone"),
                ),
                (
                    "wants_notices",
                    models.BooleanField(default=True, verbose_name="show me notifications here"),
                ),
                ("wants_mail", models.BooleanField(default=False, verbose_name="e-mail me too")),
                (
                    "shows_progress",
                    models.BooleanField(
                        default=False,
                        verbose_name="my organisation’s lead may see how far I am in my courses",
                    ),
                ),
                (
                    "wants_recall",
                    models.BooleanField(
                        default=True, verbose_name="ask me again what I have learned"
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
            },
        ),
        migrations.CreateModel(
            name="MemberKey",
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
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                        related_name="contact",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sealed_mail", models.BinaryField()),
                ("mailed_at", models.DateTimeField(editable=False, null=True)),
                ("claimed_until", models.DateTimeField(editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Hiding",
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
                        related_name="hiding",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("hidden_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_suspended", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="CodeWord",
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
                        related_name="code_word",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sealed_word", models.BinaryField()),
                ("chosen_on", models.DateField(default=django.utils.timezone.localdate)),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="people.organisation",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=people.roles.table.choices,
                        help_text="Leave empty for a leader.",
                        max_length=12,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(choices=people.notices.registry.choices, max_length=20)),
                ("key", models.CharField(max_length=80)),
                ("subject_code", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["user", "-created_at"],
                        name="notice_unread",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "kind", "key"), name="notice_given_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.UUIDField(null=True)),
                ("day", models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["day"], name="event_day_for_retention")],
            },
        ),
        migrations.CreateModel(
            name="AccessRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_records",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("actor", models.UUIDField(null=True)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("note", "your pair’s notes"),
                            ("work", "an exercise that you handed in"),
                            ("enquiry", "a question that you asked a facilitator"),
                            ("roster", "a list that includes you"),
                            ("together", "an exercise that you handed in for a group"),
                            ("export", "a copy of your data"),
                            ("run", "how far you are in a course run, under your name there"),
                        ],
                        max_length=8,
                    ),
                ),
                ("day", models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["actor", "day"], name="access_brakes")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "actor", "what", "day"),
                        name="access_recorded_once_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recoveries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("first_by", models.UUIDField(null=True)),
                ("second_by", models.UUIDField(null=True)),
                ("opens_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "recoveries",
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=people.roles.table.choices, max_length=12, verbose_name="role"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.region",
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.network",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="grants_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("granted_on", models.DateField(default=django.utils.timezone.localdate)),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("network", None), ("region", None)),
                            models.Q(("organisation", None), ("region", None)),
                            models.Q(("network", None), ("organisation", None)),
                            _connector="OR",
                        ),
                        name="role_at_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("network", None),
                            models.Q(("role__in", ["lead", "admin"]), _negated=True),
                            _connector="OR",
                        ),
                        name="role_at_network_fits",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("network", None), ("organisation", None), ("region", None)
                        ),
                        fields=("user", "role"),
                        name="role_given_once_everywhere",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("region__isnull", False)),
                        fields=("user", "role", "region"),
                        name="role_given_once_in_region",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("network__isnull", False)),
                        fields=("user", "role", "network"),
                        name="role_given_once_at_network",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("user", "role", "organisation"),
                        name="role_given_once_at_organisation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberSession",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("is_shared", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnsentForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsent_forms",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Vouch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("newcomer", models.UUIDField(db_index=True)),
                ("by", models.UUIDField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("invited", "invited"), ("vouched", "vouched")], max_length=8
                    ),
                ),
                ("day", models.DateField(default=django.utils.timezone.localdate)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("newcomer", "kind"), name="vouched_for_once")
                ],
            },
        ),
    ]
