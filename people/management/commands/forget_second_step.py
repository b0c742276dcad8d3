"""Let a member sign in again who lost both their phone and their codes on paper."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.models import User
from people.second_step import actions as second_step


class Command(BaseCommand):
    help = (
        "Removes all second steps of a member and ends their sessions; the passphrase stays. Only "
        "for a member for whom two people have vouched: the person who asks may be someone else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("member", help="a pseudonym")

    def handle(self, *args: Any, member: str, **options: Any) -> None:
        user = User.objects.called(member).first()
        if user is None:
            raise CommandError("No one has this pseudonym.")
        second_step.forget(user=user)
        self.stdout.write("Removed. Their roles rest until they set up a new one.")
