"""Which organisations a member may read, manage or change, and where being named is dangerous."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from people.accounts.permissions import is_newcomer
from people.models import Network, Organisation, Region, User
from people.roles.permissions import (
    can_coordinate,
    can_coordinate_regions,
    coordinated_by,
    is_admin,
    organisation_ids_led_by,
    permissions_of,
    region_ids_coordinated_by,
)


def can_lead(user: User | AnonymousUser, organisation: Organisation | None) -> bool:
    """Whether `user` leads that organisation; False for None."""
    return organisation is not None and organisation.pk in organisation_ids_led_by(user)


def members_led_by(user: User) -> QuerySet[User]:
    """The other members of the organisations that `user` leads. Never show them as a list: only
    those of `members_showing_progress_to` agreed to be named."""
    led = User.objects.active().filter(organisation__in=organisation_ids_led_by(user))
    return led.filter(vouched_on__isnull=False).exclude(pk=user.pk)


def members_showing_progress_to(user: User) -> QuerySet[User]:
    """Members who agreed that the lead of their organisation, who is `user`, sees how far they are
    in their courses. They can take it back: then they are gone with the next request."""
    return members_led_by(user).filter(shows_progress=True)


def organisations_coordinated_by(user: User) -> QuerySet[Organisation]:
    """Organisations that a coordinator works with: those of their regions and networks."""
    return Organisation.objects.filter(coordinated_by(user))


def node_for(user: User, organisation: Organisation) -> Region | Network | None:
    """Return where they coordinate `organisation`: its region, else one of its networks."""
    if organisation.region_id in region_ids_coordinated_by(user):
        return organisation.region
    own = permissions_of(user).coordinated_networks
    return organisation.networks.filter(pk__in=own).order_by("pk").first()


def can_create_organisations(user: User) -> bool:
    """Whether `user` may make organisations; coordinators of networks alone may not."""
    return is_admin(user) or can_coordinate_regions(user)


def organisations_managed_by(user: User) -> QuerySet[Organisation]:
    """Organisations that `user` may change: those they coordinate; administrators, all."""
    return Organisation.objects.all() if is_admin(user) else organisations_coordinated_by(user)


def can_manage_organisation(user: User, organisation: Organisation) -> bool:
    """The same as `organisations_managed_by`, for one."""
    return is_admin(user) or can_coordinate(user, organisation)


def organisations_changeable_by(user: User) -> QuerySet[Organisation]:
    """Organisations of which `user` may change something: those they manage or lead."""
    led = Organisation.objects.filter(pk__in=organisation_ids_led_by(user))
    return organisations_managed_by(user) | led


def organisations_readable_by(user: User) -> QuerySet[Organisation]:
    """Organisations whose name `user` may read; the same as `can_read_name`, for many.

    All members but newcomers may read the listed ones; newcomers read their own unless it is
    hidden.
    """
    if is_admin(user):
        return Organisation.objects.all()
    not_hidden = Q(pk=user.organisation_id) & ~Q(listing=Organisation.Listing.HIDDEN)
    listed = Q(pk__in=[]) if is_newcomer(user) else Q(listing=Organisation.Listing.LISTED)
    return Organisation.objects.filter(not_hidden | listed | coordinated_by(user))


def can_read_name(user: User, organisation: Organisation) -> bool:
    """Whether `user` may read what `organisation` is called."""
    if can_manage_organisation(user, organisation):
        return True
    if organisation.pk == user.organisation_id:
        return organisation.listing != Organisation.Listing.HIDDEN
    return organisation.listing == Organisation.Listing.LISTED and not is_newcomer(user)


def own_organisation_readable_by(user: User) -> Organisation | None:
    """Return the organisation of `user` if they may read its name, else None."""
    organisation = user.organisation
    return organisation if organisation and can_read_name(user, organisation) else None


def can_be_mailed(user: User) -> bool:
    """Whether the help of an e-mail to `user` outweighs the danger; one query."""
    return not at_high_risk(user).exists()


def can_be_named(user: User) -> bool:
    """Whether a file that leaves the site, such as a certificate, may carry a name; one query."""
    return not at_high_risk(user).exists()


def at_high_risk(user: User) -> QuerySet[Organisation]:
    """The organisation of `user` if it is dangerous to be recognised there, else none."""
    return Organisation.objects.filter(members=user).at_high_risk()
