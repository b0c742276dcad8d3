"""From an empty site to someone who can invite: `manage.py first_coordinator`."""

import argparse
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django_countries import countries

from people.forms import NameField
from people.invitations import beginnings
from people.management import arguments
from people.models import Organisation, Region
from people.networks import actions as networks
from people.time_zones import TIME_ZONES
from web.errors import Refused
from web.reading import names

AFTERWARDS = """
Write this down for the first coordinator. It is shown once and kept nowhere.

  pseudonym:   {pseudonym}
  passphrase:  {passphrase}

What they do next, at {address}:
  1. Sign in, and set up the second step: the page asks for it.
  2. Home, then “Invite someone”: an invitation for a member of their organisation.
  3. When this person has joined, they read out a code. As long as no one else could vouch, the
     coordinator may, and is asked to confirm it.
  4. Home, then “Roles”: a second coordinator, so that no one has to do both from then on.
"""


class Command(BaseCommand):
    help = (
        "Makes the first organisation and the first coordinator of a new site. Asks for what the "
        "options do not say."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--region", help="the name of a region, as the site shows it")
        parser.add_argument("--organisation", help="the name of the first organisation")
        parser.add_argument("--country", help="its country: two letters, such as BJ")
        parser.add_argument("--time-zone", help="such as Africa/Porto-Novo")
        arguments.add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        networks.load()
        regions = {str(region): region for region in Region.objects.all()}
        zones = [name for name, _label in TIME_ZONES]
        region = self._of(options["region"], "Region", sorted(regions))
        organisation = _name(options["organisation"] or _typed("Name of the organisation"))
        codes = [code for code, _name in countries]
        try:
            account = beginnings.make_first_coordinator(
                region=regions[region],
                organisation=organisation,
                country=self._of(options["country"], "Country, two letters", codes),
                time_zone=self._of(options["time_zone"], "Time zone", zones),
                language=options["language"],
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + "/"
        self.stdout.write(AFTERWARDS.format(**vars(account), address=address))

    def _of(self, given: str | None, asked: str, known: list[str]) -> str:
        """Return `given` or what is typed, once it is one of `known`."""
        if given is None:
            if len(known) < 20:
                self.stdout.write("\n".join(f"  {one}" for one in known))
            given = _typed(asked)
        found = {names.key(one): one for one in known}.get(names.key(given))
        if found is None:
            raise CommandError(f"{asked}: “{given.strip()}” is not one of those that there are.")
        return found


def _typed(asked: str) -> str:
    try:
        return input(f"{asked}: ")
    except EOFError:
        raise CommandError(
            f"{asked}: no one can be asked here. Run it in a terminal, or give each answer as an "
            "option (--help)."
        ) from None


def _name(typed: str) -> str:
    """Return the name as the form of an organisation takes it."""
    field = NameField(max_length=Organisation._meta.get_field("name").max_length)
    try:
        return field.clean(typed)
    except ValidationError as refusal:
        raise CommandError(f"Name of the organisation: {refusal.messages[0]}") from refusal
