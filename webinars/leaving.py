"""What happens to webinars when members leave, or may see less than before."""

from collections.abc import Collection

from people.models import User
from webinars.models import Webinar
from webinars.registration import places
from webinars.registration.actions import withdraw


def give_places_back(user: User) -> None:
    """Withdraw the member from coming webinars, so that the waiting lists move up."""
    for webinar in Webinar.objects.not_over().filter(registrations__user=user):
        withdraw(user=user, webinar=webinar)


def free_places(user_ids: Collection[int]) -> None:
    """Free the places of those of these members who were suspended or lost sight of a webinar."""
    places.free_lost(members=user_ids)
