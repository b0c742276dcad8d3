"""Checks before a site opens: `manage.py check --deploy --database default`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core import checks
from django.db.models import Q

from people.models import RoleGrant, User
from people.roles.permissions import has_role
from people.roles.table import Role

# Superusers can read everything.
MOST_SUPERUSERS = 3
# Apps whose permissions open Wagtail's screens about people.
ABOUT_PEOPLE = ("auth", "people")


@checks.register(checks.Tags.database, deploy=True)
def few_administrators(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """At most three accounts are superusers, and no one else manages people in the studio."""
    if "default" not in (databases or ()):
        return []
    found: list[checks.CheckMessage] = []
    if User.objects.filter(is_superuser=True, is_active=True).count() > MOST_SUPERUSERS:
        found.append(
            checks.Error(
                f"More than {MOST_SUPERUSERS} accounts are superusers.",
                hint="Each of them reads everything. Give the others a role instead.",
                id="people.E001",
            )
        )
    about_people = Permission.objects.filter(content_type__app_label__in=ABOUT_PEOPLE)
    if about_people.filter(Q(group__isnull=False) | Q(user__is_superuser=False)).exists():
        found.append(
            checks.Error(
                "A group, or an account that is no superuser, may manage people in the studio.",
                hint="Take every permission of the apps «auth» and «people» from it.",
                id="people.E002",
            )
        )
    return found


@checks.register(checks.Tags.security, deploy=True)
def second_step_is_required(**kwargs: Any) -> list[checks.CheckMessage]:
    """Members who read about others need a second step."""
    if settings.SECOND_STEP_REQUIRED:
        return []
    return [
        checks.Warning(
            "SECOND_STEP_REQUIRED is off: a stolen passphrase opens what its owner may read.",
            hint="Leave it on wherever real people are.",
            id="people.W001",
        )
    ]


@checks.register(checks.Tags.database, deploy=True)
def officers_of_two_organisations(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """There are safety officers of at least two organisations, because none reads concerns about
    their own."""
    if "default" not in (databases or ()):
        return []
    held = RoleGrant.objects.in_force().filter(role=Role.SAFETY)
    officers = User.objects.active().filter(pk__in=held.values("user"))
    # A role may rest, until someone has vouched for its holder and their first days are over.
    if len({one.organisation_id for one in officers if has_role(one, Role.SAFETY)}) > 1:
        return []
    return [
        checks.Warning(
            "There are no safety officers of two different organisations.",
            hint="A concern about the organisation of the only one is read by no one.",
            id="people.W002",
        )
    ]
