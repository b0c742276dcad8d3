"""An account that reads everything: `manage.py createsuperuser`, in place of Django's."""

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from people.accounts import passphrases, pseudonyms
from people.management import arguments
from people.models import User

AFTERWARDS = """
Write this down. It is shown once and kept nowhere.

  pseudonym:   {pseudonym}
  passphrase:  {passphrase}
"""


class Command(BaseCommand):
    """Offers six words, as for every account: Django's command can be told to take a passphrase of
    five letters."""

    help = "Makes an account that can read everything, with a passphrase of six words."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--pseudonym", help="the name to sign in with; offered without it")
        arguments.add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        pseudonym = options["pseudonym"] or pseudonyms.offer()
        passphrase = passphrases.offer(options["language"])
        try:
            user = User.objects.create_superuser(pseudonym, passphrase)
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        self.stdout.write(AFTERWARDS.format(pseudonym=user.pseudonym, passphrase=passphrase))
