"""What a member says about themselves for a pair. It has no history."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.accounts.models import User


class Subject(models.TextChoices):
    """The six subjects of the catalogue, which mentees ask for and mentors are strong in."""

    MONEY = "money", _("money")
    PEOPLE = "people", _("people and teams")
    FUNDRAISING = "fundraising", _("fundraising")
    ADVOCACY = "advocacy", _("advocacy")
    RIGHTS = "rights", _("rights and law")
    ORGANISING = "organising", _("organising ourselves")


class Profile(models.Model):
    """What a member says about themselves for a pair. Nothing in it identifies them."""

    class FreeTime(models.TextChoices):
        WEEKDAY_MORNING = "weekday_morning", _("Monday to Friday, mornings")
        WEEKDAY_AFTERNOON = "weekday_afternoon", _("Monday to Friday, afternoons")
        WEEKDAY_EVENING = "weekday_evening", _("Monday to Friday, evenings")
        WEEKEND_MORNING = "weekend_morning", _("Saturday and Sunday, mornings")
        WEEKEND_AFTERNOON = "weekend_afternoon", _("Saturday and Sunday, afternoons")
        WEEKEND_EVENING = "weekend_evening", _("Saturday and Sunday, evenings")

    class Nearness(models.TextChoices):
        ANY = "any", _("from anywhere")
        ONLY_MY_REGION = "only_my_region", _("only from my region")
        NOT_MY_REGION = "not_my_region", _("not from my region")

    MOST_MENTEES = 4

    user = models.OneToOneField(User, models.CASCADE, related_name="mentoring_profile")
    wants_mentor = models.BooleanField(_("I would like a mentor"), default=False)
    waiting_since = models.DateField(null=True, blank=True)
    is_mentor = models.BooleanField(_("I would like to be a mentor"), default=False)
    languages = models.JSONField(default=dict, help_text="Code of the language to level, 1 to 3.")
    needs = models.JSONField(default=list, help_text="Keys of subjects, the first one first.")
    strengths = models.JSONField(default=dict, help_text="Key of the subject to level, 1 to 3.")
    free_time = models.JSONField(default=list, help_text="Keys of parts of the week, local time.")
    asynchronous = models.BooleanField(
        _("We can also write to each other, each in our own time"), default=False
    )
    nearness = models.CharField(
        # Translators: Label of three choices: from anywhere, only from my region, not from my
        # region.
        _("My mentor should be"),
        max_length=16,
        choices=Nearness,
        default=Nearness.ANY,
    )
    capacity = models.PositiveSmallIntegerField(
        _("How many people I can mentor at the same time"), default=2
    )
    paused = models.BooleanField(_("I am taking a break: no new pairs for now"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=4), name="profile_capacity_1_to_4"
            )
        ]

    def __str__(self) -> str:
        return f"profile {self.pk}"
