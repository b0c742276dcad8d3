"""The demo's people: those who can sign in, by the name of their role, and members who never do.

All have pseudonyms as the site offers them. Those who never sign in fill the numbers of a region,
webinars and pairs, and have no passphrase.
"""

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from demo import dates
from demo.organisations import GROUPS
from people.accounts import passphrases
from people.accounts.pseudonyms import WORDS
from people.models import Network, Organisation, RoleGrant, User
from people.notices.actions import dismiss
from people.notices.kinds import ROLE_GIVEN
from people.roles import actions as roles
from people.roles.permissions import Node
from people.vouching.actions import WAITS_FOR

Role = RoleGrant.Role

# Who can sign in: the name for that, pseudonym, group, role, and how many days ago they joined.
PEOPLE = [
    ("leader", "Hibiscus 412", "river", "", 120),
    ("leader2", "Okapi 638", "river", "", 92),
    ("leader3", "Tamarind 925", "lake", "", 112),
    ("mentor", "Baobab 317", "market", Role.MENTOR, 171),
    ("mentor2", "Harmattan 806", "bridge", Role.MENTOR, 168),
    ("coordinator", "Acacia 153", "market", Role.COORDINATOR, 180),
    ("coordinator-west", "Lagoon 541", "river", Role.COORDINATOR, 178),
    ("facilitator", "Pelican 729", "harbour", Role.FACILITATOR, 160),
    ("lead", "Savanna 264", "river", Role.LEAD, 176),
    ("safety", "Cedrus 870", "hill", Role.SAFETY, 174),
    ("leader-asia", "Lotus 335", "island", "", 84),
    ("coordinator-asia", "Monsoon 482", "island", Role.COORDINATOR, 175),
]
# People whose role is at a network instead of the region.
AT_NETWORKS = {"coordinator-west": "CAFOC-TS"}
# They work on the courses of everyone, and belong to no group.
IN_STUDIO = {"editor": ("Indigo 198", Role.EDITOR), "translator": ("Papaya 450", Role.TRANSLATOR)}
ADMIN = "Atlas 607"
# The pseudonym of each of them, by the name to sign in with (`demo.adapter`).
SIGN_INS = {
    **{name: pseudonym for name, pseudonym, *_ in PEOPLE},
    **{name: pseudonym for name, (pseudonym, _role) in IN_STUDIO.items()},
    "admin": ADMIN,
}
# Of those who never sign in, some have a role in their region, one everywhere.
OTHERS = {
    "lake 8": Role.MENTOR,
    "bridge 7": Role.MENTOR,
    "market 9": Role.MENTOR,
    "island 4": Role.FACILITATOR,
    "lagoon 4": Role.COORDINATOR,
    "lagoon 11": Role.FACILITATOR,
    "river 12": Role.COORDINATOR,
}
EVERYWHERE = "river 12"
# Newcomers for whom no one has vouched yet: how many days ago someone of their group joined.
NEWCOMERS = {"lake": 2, "bridge": 9}
Members = dict[str, list[User]]


def make(organisations: dict[str, Organisation]) -> Members:
    """Make everyone, with their roles; return those who never sign in, by their group."""
    first = dates.day(182)
    for pseudonym, _role in IN_STUDIO.values():
        User.objects.create_user(pseudonym, joined_on=first, vouched_on=first)
    User.objects.create_superuser(ADMIN, joined_on=first, vouched_on=first)
    for name, pseudonym, group, role, days in PEOPLE:
        home = organisations[group]
        joined = dates.day(days)
        user = User.objects.create_user(
            pseudonym,
            organisation=home,
            time_zone=home.time_zone,
            joined_on=joined,
            vouched_on=joined + timedelta(days=2),
        )
        if short_name := AT_NETWORKS.get(name):
            give(user, role, Network.objects.get(short_name=short_name))
        elif role:
            give(user, role, home if role == Role.LEAD else home.region)
    User.objects.bulk_create(
        _newcomer(organisations[group], days) for group, days in NEWCOMERS.items()
    )
    return _make_others(organisations)


def _make_others(organisations: dict[str, Organisation]) -> Members:
    places = [key for key, group in GROUPS.items() for _each in range(group.members)]
    made = User.objects.bulk_create(_other(at, organisations[key]) for at, key in enumerate(places))
    members: Members = {key: [] for key in GROUPS}
    for key, user in zip(places, made, strict=True):
        members[key].append(user)
    for name, role in OTHERS.items():
        one = person(name, members)
        assert one.organisation
        give(one, role, None if name == EVERYWHERE else one.organisation.region)
    return members


def called(name: str) -> User:
    """Return who signs in as `name`."""
    return User.objects.get(pseudonym=SIGN_INS[name])


def person(name: str, members: Members) -> User:
    """Return who signs in as `name`, or, for “lake 8”, the eighth of those who never do there."""
    group, _blank, number = name.partition(" ")
    return members[group][int(number) - 1] if number else called(name)


def _other(at: int, home: Organisation) -> User:
    """Return a member, not saved yet. They joined in no order, 40 to 175 days ago."""
    joined = dates.day(40 + at * 37 % 136)
    return User(
        pseudonym=f"{WORDS[at * 7 % len(WORDS)]} {101 + at * 89 % 900}",
        organisation=home,
        time_zone=home.time_zone,
        joined_on=joined,
        vouched_on=joined + timedelta(days=2),
        password="!",
        shows_progress=at % 3 == 1,
    )


def _newcomer(home: Organisation, days: int) -> User:
    joined = dates.day(days)
    return User(
        pseudonym=f"{WORDS[days]} {100 + days}",
        organisation=home,
        time_zone=home.time_zone,
        joined_on=joined,
        vouched_on=None,
        vouch_until=joined + WAITS_FOR,
        password="!",
    )


def give(user: User, role: str, node: Node) -> None:
    """Let the administrator give a role, a few days after its holder joined."""
    grant = roles.give(user=user, role=role, node=node, by=called("admin"))
    RoleGrant.objects.filter(pk=grant.pk).update(granted_on=user.joined_on + timedelta(days=3))
    # They read of it long ago.
    dismiss(user, kind=ROLE_GIVEN)


def open_studio() -> None:
    """Give its writers their roles; the studio's groups come with the starter course."""
    for name, (_pseudonym, role) in IN_STUDIO.items():
        give(called(name), role, None)


def give_passphrase(passphrase: str) -> None:
    """Let those who sign in do it with `passphrase`; hashed once for all, because it takes long."""
    kept = ""
    for user in User.objects.filter(pseudonym__in=SIGN_INS.values()):
        if user.has_usable_password() and user.check_password(passphrase):
            continue
        kept = kept or make_password(passphrases.one_form(passphrase))
        user.password = kept
        user.save(update_fields=["password"])
