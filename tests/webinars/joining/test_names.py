"""No one takes a name that reads as one who runs the meeting, or that another in the room has."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from people.accounts import pseudonyms
from people.aliases.names import reads_as_moderator
from people.models import RoleGrant
from people.roles.table import Role
from tests.factories import UserFactory, place, webinar, with_role
from tests.responses import errors
from webinars.joining import actions as joining
from webinars.models import Registration
from webinars.registration import actions as registration

SOON = timedelta(minutes=10)


def register(sign_in, user, planned, alias):
    address = reverse("webinars:register", args=[planned.code])
    return sign_in(user).post(address, {"alias": alias})


@pytest.mark.parametrize(
    "alias",
    [
        *("Facilitator.", "Coordinator.", "Facilitator 1", "Coordinator 1", "Co-ordinator"),
        *("Moderator", "Facilitatrice", "Animatrice", "COORDINATION", "the facilitator"),
        *("F a c i l i t a t o r", "Facilitator's friend", "Awa Coordinator", "Moderatorr"),
        *("Faci9litator", "Awa host", "Big-boss", "المُنَسِّقة"),
        *("C00rdinator", "M0der4tor", "F4cilit8tor", "Facil1tator 22", "Adm1n", "Admin 7"),
        # Letters of other scripts that look the same: Cyrillic, Greek, full width, small capitals.
        *("Fасіlіtаtоr", "Cоordinatоr", "Μοderator", "Ｆａｃｉｌｉｔａｔｏｒ", "Mоdérаtеur"),
        *("Co-host", "Host", "Hôte", "Staff", "L'animatrice", "Équipe"),
        *("Coordinadora", "Facilitador", "Coordenadora", "Anfitriona", "Responsable"),
        *("Модератор", "Координаторка", "Ведущая", "Ведуча", "Организатор"),
        *("المنسقة", "ميسرة", "مشرف", "主持人", "协调员", "ผู้ดำเนินรายการ"),
        # Names of the site and of its offices, as in a pseudonym.
        *("Administration", "Safety officer", "Responsable de la sécurité", "Ensemble"),
        *("Support 24", "Администратор", "管理员", "аdmin 2"),
        *("Mwezeshaji", "Mratibu 2", "Umxhumanisi", "Alákòóso", "Kowòdonatè", "Fasilitatè"),
    ],
)
def test_name_that_reads_as_one_who_runs_the_meeting_is_refused(world, sign_in, alias):
    planned = webinar(world.a)
    response = register(sign_in, world.a.leader, planned, alias)
    assert errors(response) == {
        "alias": ["This name is kept for the people who run the webinar. Choose another name."]
    }
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    "alias",
    [
        *("Badminton", "Ghost", "Ghostwriter 3", "Modeste", "Modesta", "Chefchaouen", "Awa"),
        *("Anima", "Facundo", "Corinna", "Oliver", "Hosta 12", "Staffa", "Supporo", "Мадина"),
        *("أمينة", "小雨", "มะลิ", "Ọlá", "Nomvula", "Coral 5", "Chairil", "Bossa Nova"),
    ],
)
def test_name_that_only_shares_some_letters_is_welcome(db, alias):
    assert reads_as_moderator(alias) is False


def test_no_name_that_we_offer_is_refused(db):
    assert [word for word in pseudonyms.WORDS if reads_as_moderator(f"{word} 100")] == []


def test_names_of_moderators_are_refused_in_every_language(db):
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for word in ("Facilitator", "Coordinator", "Moderator"):
                shown = translation.gettext(word)
                for alias in (shown, f"{shown} 2", shown.upper(), f"«{shown}»", " ".join(shown)):
                    assert reads_as_moderator(re.sub("[«»]", "", alias)), alias


@pytest.mark.parametrize(
    "alias",
    ["Mango 7", "mango 7", "MANGO-7", "Mango  7", "Маngo 7", "Mangó 7", "M a n g o 7", "Ｍango 7"],
)
def test_no_name_is_in_one_room_twice(world, sign_in, alias):
    planned = webinar(world.a)
    place(planned, world.a.leader2, alias="Mango 7")
    response = register(sign_in, world.a.leader, planned, alias)
    [sentence] = errors(response)["alias"]
    assert sentence.startswith("Someone else has this name here")
    assert Registration.objects.count() == 1
    # It is free in any other webinar.
    other = webinar(world.a)
    assert register(sign_in, world.a.leader, other, alias).status_code == 302


def test_own_name_can_be_kept_and_written_otherwise(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader, alias="Mango 7")
    for alias in ("Mango 7", "MANGO 7"):
        assert register(sign_in, world.a.leader, planned, alias).status_code == 302
        assert Registration.objects.get().alias == alias


def test_change_to_the_name_of_another_is_refused(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader, alias="Mango 7")
    place(planned, world.a.leader2, alias="Baobab 3")
    response = register(sign_in, world.a.leader2, planned, "mango 7")
    assert list(errors(response)) == ["alias"]
    assert Registration.objects.get(user=world.a.leader2).alias == "Baobab 3"


def test_name_that_is_made_up_is_none_that_is_taken(world, monkeypatch):
    offers = iter(["Mango 7", "Mango 7", "Baobab 3"])
    monkeypatch.setattr(pseudonyms, "offer", lambda: next(offers))
    planned = webinar(world.a)
    made = [
        registration.register(user=user, webinar=planned).alias
        for user in (world.a.leader, world.a.leader2)
    ]
    assert made == ["Mango 7", "Baobab 3"]


def test_page_shows_the_name_that_one_has(world, sign_in):
    planned = webinar(world.a)
    place(planned, world.a.leader, alias="Delta 296")
    page = sign_in(world.a.leader).get(planned.get_absolute_url()).content.decode()
    assert 'value="Delta 296"' in page
    other = sign_in(world.a.leader2).get(planned.get_absolute_url())
    assert other.context["form"]["alias"].value() not in ("", "Delta 296")


def test_two_coordinators_in_one_room_have_two_names(world, room_server):
    second = with_role(UserFactory(), Role.COORDINATOR, region=world.a.region)
    planned = webinar(world.a, starts_in=SOON)
    addresses = [
        joining.join(user=user, webinar=planned, leave_to="https://example.org/left/")
        for user in (world.a.coordinator, second, world.a.facilitator)
    ]
    found = [parse_qs(urlsplit(one).query)["fullName"][0] for one in addresses]
    assert found == ["Coordinator", "Coordinator 2", "Facilitator"]


def test_planner_for_all_regions_and_who_coordinates_everywhere_have_two_names(world, room_server):
    everywhere = UserFactory()
    RoleGrant.objects.create(user=everywhere, role=Role.COORDINATOR)
    planned = webinar(starts_in=SOON, created_by=world.a.coordinator)
    addresses = [
        joining.join(user=user, webinar=planned, leave_to="https://example.org/left/")
        for user in (world.a.coordinator, everywhere)
    ]
    found = [parse_qs(urlsplit(one).query)["fullName"][0] for one in addresses]
    assert found == ["Coordinator", "Coordinator 2"]
