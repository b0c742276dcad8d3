"""What happens to webinars when a member leaves."""

from people.models import User
from webinars.models import Webinar
from webinars.registration.actions import withdraw


def give_places_back(user: User) -> None:
    """Withdraw the member from coming webinars, so that the waiting lists move up."""
    for webinar in Webinar.objects.not_over().filter(registrations__user=user):
        withdraw(user=user, webinar=webinar)
