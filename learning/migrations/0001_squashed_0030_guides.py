import cms.preview
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import learning.catalogue.before
import learning.catalogue.blocks
import learning.catalogue.models
import people.privacy.sealed_text
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("learning", "0001_initial"),
        ("learning", "0002_sealed_texts"),
        ("learning", "0003_only_sealed_texts"),
        ("learning", "0004_lessons_reopened_and_recounts"),
        ("learning", "0005_typed_at"),
        ("learning", "0006_what_a_course_teaches"),
        ("learning", "0007_drawing_of_a_subject"),
        ("learning", "0008_opened_at"),
        ("learning", "0009_words_of_an_answer"),
        ("learning", "0010_exercises_read_and_taken_back"),
        ("learning", "0011_what_comes_back"),
        ("learning", "0012_certificates_withdrawn"),
        ("learning", "0013_first_answers"),
        ("learning", "0014_courses_taught"),
        ("learning", "0015_what_completes_a_course"),
        ("learning", "0016_order_of_lessons"),
        ("learning", "0017_files_of_exercises"),
        ("learning", "0018_courses_before"),
        ("learning", "0019_paths"),
        ("learning", "0020_voice_notes_of_phones"),
        ("learning", "0021_packaged_pages"),
        ("learning", "0022_package_imports"),
        ("learning", "0023_packages_remember_more"),
        ("learning", "0024_tables_of_exercises"),
        ("learning", "0025_lessons_taught"),
        ("learning", "0026_questions_to_facilitators"),
        ("learning", "0027_work_done_together"),
        ("learning", "0028_texts_brought"),
        ("learning", "0029_course_runs"),
        ("learning", "0030_guides"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_squashed_0015_access_to_course_runs"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enrolment",
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
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("course_key", models.UUIDField()),
                ("last_lesson", models.UUIDField(blank=True, null=True)),
                ("enrolled_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-touched_at"],
                "indexes": [
                    models.Index(fields=["course_key", "completed_at"], name="enrolment_per_course")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "course_key"), name="enrolled_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LessonProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress",
                        to="learning.enrolment",
                    ),
                ),
                ("lesson_key", models.UUIDField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reopened",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "corrected",
                                "This lesson is open again: the right answer to a question was corrected.",
                            ),
                            ("added", "This lesson is open again: a question was added."),
                        ],
                        max_length=9,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "lesson_key"), name="progress_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("course_key", models.UUIDField(unique=True)),
                ("mark", models.CharField(max_length=64)),
                ("reached", models.PositiveBigIntegerField(default=0)),
                ("is_done", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="learning.enrolment",
                    ),
                ),
                ("lesson_key", models.UUIDField()),
                ("exercise_id", models.UUIDField()),
                (
                    "text",
                    people.privacy.sealed_text.SealedText(owner="enrolment__user", place="code"),
                ),
                (
                    "table",
                    people.privacy.sealed_text.SealedText(
                        null=True, owner="enrolment__user", place="code"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("sent", "waiting for a review"),
                            ("returned", "changes are asked for"),
                            ("accepted", "accepted"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("is_read", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_for_coordinators", models.BooleanField(default=False)),
                ("typed_at", models.PositiveBigIntegerField(default=0)),
                ("opened_at", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "exercise_id"), name="submitted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="learning.submission",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("webp", "Photo"),
                            ("mp3", "Voice note"),
                            ("ogg", "Voice note"),
                            ("m4a", "Voice note"),
                            ("pdf", "PDF"),
                        ],
                        max_length=4,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                (
                    "content",
                    people.privacy.sealed_text.SealedBytes(
                        owner="submission__enrolment__user", place="code"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="learning.submission",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reviews_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("comment", "comment only"),
                            ("improve", "asked for changes"),
                            ("accept", "accepted"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "text",
                    people.privacy.sealed_text.SealedText(
                        owner="submission__enrolment__user", place="key"
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["written_at"],
            },
        ),
        migrations.CreateModel(
            name="SubjectPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("book", "a book"),
                            ("money", "coins"),
                            ("people", "two people"),
                            ("circle", "people in a circle"),
                            ("gate", "a gate"),
                            ("steps", "steps with a flag"),
                            ("halves", "two halves"),
                            ("voice", "a megaphone"),
                            ("care", "a heart"),
                            ("lamp", "a lamp"),
                        ],
                        default="book",
                        help_text="It stands beside each course of this subject in the catalogue.",
                        max_length=8,
                        verbose_name="drawing",
                    ),
                ),
            ],
            options={
                "verbose_name": "subject",
            },
            bases=(learning.catalogue.models.InCatalogue, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="PathPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
                ("steps", learning.catalogue.before.StepsField(verbose_name="courses in order")),
            ],
            options={
                "verbose_name": "path",
            },
            bases=(learning.catalogue.models.InCatalogue, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="HistoricalCoursePage",
            fields=[
                (
                    "page_ptr",
                    models.ForeignKey(
                        auto_created=True,
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        parent_link=True,
                        related_name="+",
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "id",
                    models.IntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "title",
                    models.CharField(
                        help_text="The page title as you'd like it to be seen by the public",
                        max_length=255,
                        verbose_name="title",
                    ),
                ),
                ("summary", models.CharField(max_length=400, verbose_name="summary")),
                (
                    "outcomes",
                    models.TextField(
                        blank=True,
                        help_text="One line for each, beginning with a verb: “keep a cash book”.",
                        verbose_name="what learners will be able to do",
                    ),
                ),
                (
                    "needs",
                    models.CharField(
                        blank=True,
                        help_text="Besides the phone, such as a notebook and a pen.",
                        max_length=300,
                        verbose_name="what learners need",
                    ),
                ),
                (
                    "before",
                    learning.catalogue.before.BeforeField(
                        help_text="Members read which and why before they take this course. They can say that they know it already.",
                        verbose_name="courses that come before",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("either", "On your own or as a group"),
                            ("alone", "On your own"),
                            ("group", "As a group"),
                        ],
                        default="either",
                        max_length=8,
                        verbose_name="how the course is taken",
                    ),
                ),
                (
                    "sequence",
                    models.CharField(
                        choices=[("free", "In any order"), ("ordered", "One after the other")],
                        default="free",
                        help_text="One after the other: for members who take the course, a lesson opens when those before it are done. What they began stays open. Others read freely.",
                        max_length=8,
                        verbose_name="order of the lessons",
                    ),
                ),
                (
                    "finish",
                    models.CharField(
                        choices=[
                            ("exercises", "All lessons are done, and each exercise is accepted"),
                            ("lessons", "All lessons are done, with or without the exercises"),
                            (
                                "taught",
                                "All lessons are done, each exercise is accepted, and it was taught to a group",
                            ),
                        ],
                        default="exercises",
                        help_text="A course that is completed stays so, whatever you choose later. That it was taught, members say themselves; no one checks it.",
                        max_length=12,
                        verbose_name="what completes the course",
                    ),
                ),
                (
                    "access",
                    models.CharField(
                        choices=[("open", "anyone, without signing in"), ("members", "members")],
                        default="members",
                        max_length=8,
                        verbose_name="who can read it",
                    ),
                ),
                (
                    "teach_back",
                    models.TextField(
                        blank=True,
                        help_text="How to pass the course on to a group.",
                        verbose_name="pass it on",
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
                "verbose_name": "historical course",
                "verbose_name_plural": "historical courses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CoursePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("summary", models.CharField(max_length=400, verbose_name="summary")),
                (
                    "outcomes",
                    models.TextField(
                        blank=True,
                        help_text="One line for each, beginning with a verb: “keep a cash book”.",
                        verbose_name="what learners will be able to do",
                    ),
                ),
                (
                    "needs",
                    models.CharField(
                        blank=True,
                        help_text="Besides the phone, such as a notebook and a pen.",
                        max_length=300,
                        verbose_name="what learners need",
                    ),
                ),
                (
                    "before",
                    learning.catalogue.before.BeforeField(
                        help_text="Members read which and why before they take this course. They can say that they know it already.",
                        verbose_name="courses that come before",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("either", "On your own or as a group"),
                            ("alone", "On your own"),
                            ("group", "As a group"),
                        ],
                        default="either",
                        max_length=8,
                        verbose_name="how the course is taken",
                    ),
                ),
                (
                    "sequence",
                    models.CharField(
                        choices=[("free", "In any order"), ("ordered", "One after the other")],
                        default="free",
                        help_text="One after the other: for members who take the course, a lesson opens when those before it are done. What they began stays open. Others read freely.",
                        max_length=8,
                        verbose_name="order of the lessons",
                    ),
                ),
                (
                    "finish",
                    models.CharField(
                        choices=[
                            ("exercises", "All lessons are done, and each exercise is accepted"),
                            ("lessons", "All lessons are done, with or without the exercises"),
                            (
                                "taught",
                                "All lessons are done, each exercise is accepted, and it was taught to a group",
                            ),
                        ],
                        default="exercises",
                        help_text="A course that is completed stays so, whatever you choose later. That it was taught, members say themselves; no one checks it.",
                        max_length=12,
                        verbose_name="what completes the course",
                    ),
                ),
                (
                    "access",
                    models.CharField(
                        choices=[("open", "anyone, without signing in"), ("members", "members")],
                        default="members",
                        max_length=8,
                        verbose_name="who can read it",
                    ),
                ),
                (
                    "teach_back",
                    models.TextField(
                        blank=True,
                        help_text="How to pass the course on to a group.",
                        verbose_name="pass it on",
                    ),
                ),
            ],
            options={
                "verbose_name": "course",
            },
            bases=(
                cms.preview.PhonePreview,
                learning.catalogue.models.InCatalogue,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalLessonPage",
            fields=[
                (
                    "page_ptr",
                    models.ForeignKey(
                        auto_created=True,
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        parent_link=True,
                        related_name="+",
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "id",
                    models.IntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "title",
                    models.CharField(
                        help_text="The page title as you'd like it to be seen by the public",
                        max_length=255,
                        verbose_name="title",
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=20,
                        help_text="At a calm pace, with its exercises.",
                        verbose_name="length in minutes",
                    ),
                ),
                ("body", learning.catalogue.blocks.LessonBodyField(verbose_name="content")),
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
                "verbose_name": "historical lesson",
                "verbose_name_plural": "historical lessons",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LessonPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=20,
                        help_text="At a calm pace, with its exercises.",
                        verbose_name="length in minutes",
                    ),
                ),
                ("body", learning.catalogue.blocks.LessonBodyField(verbose_name="content")),
            ],
            options={
                "verbose_name": "lesson",
            },
            bases=(
                cms.preview.PhonePreview,
                learning.catalogue.models.InCatalogue,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificates",
                        to="learning.enrolment",
                    ),
                ),
                ("number", models.CharField(max_length=19, unique=True)),
                ("month", models.DateField(help_text="First day of the month of completion.")),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("enrolment",),
                        name="one_valid_certificate",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FirstAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question_id", models.UUIDField()),
                ("mark", models.CharField(max_length=64)),
                ("given", models.JSONField()),
                ("was_right", models.BooleanField()),
                ("members", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question_id", "mark"), name="first_answer_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enquiries",
                        to="learning.enrolment",
                    ),
                ),
                ("lesson_key", models.UUIDField()),
                (
                    "text",
                    people.privacy.sealed_text.SealedText(owner="enrolment__user", place="code"),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_for_coordinators", models.BooleanField(default=False)),
                (
                    "answer",
                    people.privacy.sealed_text.SealedText(
                        null=True, owner="enrolment__user", place="code"
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="enquiries_answered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_at"],
            },
        ),
        migrations.CreateModel(
            name="PackagedPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("translation_key", models.UUIDField()),
                ("language", models.CharField(max_length=20)),
                ("digest", models.CharField(max_length=64)),
                ("revision", models.PositiveBigIntegerField()),
                ("is_ours", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("translation_key", "language", "digest"), name="packaged_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PackagedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("model", models.CharField(max_length=100)),
                ("object_id", models.PositiveBigIntegerField()),
                ("stored_as", models.CharField(max_length=255)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("digest", "model"), name="packaged_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PackageImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("title", models.CharField(max_length=255)),
                ("content", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "waiting for your answer"),
                            ("accepted", "being imported"),
                            ("done", "imported"),
                            ("refused", "not imported"),
                        ],
                        default="read",
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(max_length=20)),
                ("replacing", models.JSONField(default=list)),
                ("leased_until", models.DateTimeField(default=django.utils.timezone.now)),
                ("lease", models.UUIDField(default=uuid.uuid4)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("left", models.PositiveIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="TextImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("course", models.UUIDField()),
                ("language", models.CharField(max_length=20)),
                ("lessons", models.JSONField()),
                ("left", models.JSONField()),
                ("refused", models.JSONField(default=list)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="TextPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="learning.textimport",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("text", "number"), name="picture_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="GuidePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
                (
                    "source",
                    models.CharField(
                        help_text="Who wrote it: a group, a network, a publisher. No name of a person.",
                        max_length=120,
                        verbose_name="source",
                    ),
                ),
                (
                    "dated",
                    models.DateField(
                        blank=True,
                        help_text="When it was written, or last changed. Readers see the month.",
                        null=True,
                        verbose_name="date",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        help_text="The file in the language of this page.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtaildocs.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "link",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="address on another site"
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only members of organisations in this network, and in the networks below it, find it. If you choose none, all members do.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.network",
                        verbose_name="network",
                    ),
                ),
            ],
            options={
                "verbose_name": "guide",
            },
            bases=(learning.catalogue.models.InCatalogue, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="Together",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="together",
                        to="learning.submission",
                    ),
                ),
                ("people", models.PositiveSmallIntegerField()),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "together",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="learning.together",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared",
                        to="learning.enrolment",
                    ),
                ),
                ("exercise_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "exercise_id"), name="partner_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="learning.enrolment",
                    ),
                ),
                ("lesson_key", models.UUIDField()),
                ("question_id", models.UUIDField()),
                ("given", models.JSONField()),
                (
                    "words",
                    people.privacy.sealed_text.SealedText(
                        null=True, owner="enrolment__user", place="question_id"
                    ),
                ),
                ("is_right", models.BooleanField()),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "question_id"), name="answered_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recall",
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
                        related_name="recalls",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lesson_key", models.UUIDField()),
                ("question_id", models.UUIDField()),
                (
                    "after",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (2, "2 days after the lesson"),
                            (7, "7 days after the lesson"),
                            (30, "30 days after the lesson"),
                        ],
                        default=2,
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                ("asked_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["user", "due_on"], name="recalls_of_a_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "question_id"), name="recalled_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCourseRun",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("course_key", models.UUIDField(editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("open", "open"), ("cancelled", "cancelled")],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "entry",
                    models.CharField(
                        choices=[
                            ("open", "everyone there"),
                            ("invited", "those there who have its code"),
                            ("organisation", "the members of one organisation"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="who may join",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("join_until", models.DateField(verbose_name="last day to join")),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="places",
                    ),
                ),
                (
                    "pre_work",
                    models.JSONField(default=list, verbose_name="to do before the first day"),
                ),
                ("follow_up", models.JSONField(default=dict, verbose_name="afterwards")),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.network",
                        verbose_name="network",
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
                "verbose_name": "historical course run",
                "verbose_name_plural": "historical course runs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CourseRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("course_key", models.UUIDField(editable=False)),
                (
                    "region",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.network",
                        verbose_name="network",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("open", "open"), ("cancelled", "cancelled")],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "entry",
                    models.CharField(
                        choices=[
                            ("open", "everyone there"),
                            ("invited", "those there who have its code"),
                            ("organisation", "the members of one organisation"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="who may join",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("join_until", models.DateField(verbose_name="last day to join")),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="places",
                    ),
                ),
                (
                    "pre_work",
                    models.JSONField(default=list, verbose_name="to do before the first day"),
                ),
                ("follow_up", models.JSONField(default=dict, verbose_name="afterwards")),
                (
                    "facilitator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_facilitator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moves",
                    models.PositiveIntegerField(default=0, help_text="How often its days changed."),
                ),
                ("regions", models.ManyToManyField(related_name="+", to="people.region")),
                ("networks", models.ManyToManyField(related_name="+", to="people.network")),
            ],
            options={
                "ordering": ["starts_on", "pk"],
                "indexes": [models.Index(fields=["course_key", "ends_on"], name="run_per_course")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("network__isnull", False), ("region", None)),
                            models.Q(("network", None), ("region__isnull", False)),
                            _connector="OR",
                        ),
                        name="run_at_one_node",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("join_until__lte", models.F("ends_on")),
                            ("starts_on__lte", models.F("ends_on")),
                        ),
                        name="run_ends_last",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seats__gte", 1)), name="run_has_a_seat"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="learning.courserun",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="run_places",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("handle", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("place", "has a place"), ("waiting", "on the waiting list")],
                        max_length=7,
                    ),
                ),
                ("shows_progress", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["run", "state"], name="run_place_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "user"), name="in_a_run_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Taught",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taught",
                        to="learning.enrolment",
                    ),
                ),
                (
                    "lesson_key",
                    models.UUIDField(
                        blank=True, help_text="Empty when it was the whole course.", null=True
                    ),
                ),
                ("month", models.DateField(help_text="First day of the month.")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("few", "1 to 5 people"),
                            ("some", "6 to 10 people"),
                            ("many", "11 to 20 people"),
                            ("crowd", "more than 20 people"),
                        ],
                        max_length=5,
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "-pk"],
            },
        ),
    ]
