"""Let somebody sign in again who lost both her phone and her codes on paper."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.models import User
from people.second_step import actions as second_step


class Command(BaseCommand):
    help = (
        "Takes all second steps off a member and ends her sessions; her passphrase stays. Only for "
        "somebody for whom two people have answered: whoever asks may not be who she says."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("member", help="a pseudonym")

    def handle(self, *args: Any, member: str, **options: Any) -> None:
        user = User.objects.filter(pseudonym__iexact=member).first()
        if user is None:
            raise CommandError("Nobody has this pseudonym.")
        second_step.forget(user=user)
        self.stdout.write("Forgotten. Her tasks rest until she sets up a new one.")
