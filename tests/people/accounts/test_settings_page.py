"""Saving a member's settings changes nothing else."""

from django.urls import reverse
from django.utils.html import strip_tags

from people.accounts.forms import SettingsForm
from people.models import User
from people.notices import actions as notices
from people.notices import kinds
from tests.factories import UserFactory
from tests.pages import one_line


def test_saving_the_time_zone_does_not_undo_a_suspension(sign_in, world, monkeypatch):
    leader, valid = world.a.leader, SettingsForm.is_valid

    def suspended_meanwhile(form):
        User.objects.filter(pk=leader.pk).update(is_active=False)
        return valid(form)

    monkeypatch.setattr(SettingsForm, "is_valid", suspended_meanwhile)
    sign_in(leader).post(reverse("people:me"), {"time_zone": "Asia/Bangkok"})
    leader.refresh_from_db()
    assert (leader.is_active, leader.time_zone) == (False, "Asia/Bangkok")


def save(client, **changes):
    sent = {"time_zone": "Asia/Bangkok", "exit_to": "", "wants_notices": "on"} | changes
    return client.post(reverse("people:me"), {name: to for name, to in sent.items() if to})


def chosen(user) -> tuple:
    user.refresh_from_db()
    return user.exit_to, user.leaves_nothing, user.wants_notices, user.wants_mail


def test_member_chooses_where_leave_leads_and_what_is_kept(sign_in, world):
    client = sign_in(world.a.leader)
    assert chosen(world.a.leader) == ("", False, True, False)
    save(client, exit_to="weather", leaves_nothing="on", wants_notices="")
    assert chosen(world.a.leader) == ("weather", True, False, False)
    page = client.get(reverse("people:me")).content.decode()
    assert '<option value="weather" selected>the weather</option>' in page


def test_site_that_is_not_offered_is_refused(sign_in, world):
    response = save(sign_in(world.a.leader), exit_to="https://elsewhere.example/")
    assert list(response.context["form"].errors) == ["exit_to"]
    assert chosen(world.a.leader) == ("", False, True, False)


def test_e_mails_are_switched_on_and_off_where_they_are_offered(sign_in, world, settings):
    client = sign_in(world.a.leader)
    save(client, wants_mail="on")
    assert chosen(world.a.leader)[3] is False
    settings.DEFAULT_FROM_EMAIL = "post@example.net"
    assert reverse("people:contact") in client.get(reverse("people:me")).content.decode()
    save(client, wants_mail="on")
    assert chosen(world.a.leader)[3] is True
    save(client)
    assert chosen(world.a.leader)[3] is False


def test_member_lets_the_lead_see_how_far_they_are_and_takes_it_back(sign_in, world):
    client, leader = sign_in(world.a.leader), world.a.leader

    def shows() -> bool:
        leader.refresh_from_db()
        return leader.shows_progress

    assert shows() is False
    save(client, shows_progress="on")
    assert shows() is True
    save(client)
    assert shows() is False


def test_member_without_an_organisation_is_not_asked_what_its_lead_may_see(sign_in, db):
    client = sign_in(UserFactory(organisation=None))
    assert 'name="shows_progress"' not in client.get(reverse("people:me")).content.decode()
    save(client, shows_progress="on")
    assert User.objects.get().shows_progress is False


def banner(client) -> str | None:
    """Return the sentence of the notice on a page."""
    shown = one_line(client.get(reverse("safety")).content.decode()).partition('class="news"')[2]
    return strip_tags(shown.partition("<span>")[2].partition("</span>")[0]) if shown else None


def test_member_who_wants_no_notices_sees_only_those_about_their_account(sign_in, world):
    client, leader = sign_in(world.a.leader), world.a.leader
    notices.tell(leader, kind=kinds.IDLE, key="1")
    assert banner(client) == kinds.IDLE.sentence
    save(client, wants_notices="")
    assert banner(client) is None
    notices.tell(leader, kind=kinds.RECOVERY_ASKED, key="1")
    notices.tell(leader, kind=kinds.IDLE, key="2")
    assert banner(client) == kinds.RECOVERY_ASKED.sentence
    save(client)
    assert banner(client) == kinds.RECOVERY_ASKED.sentence
