"""A lockdown ends every session and stops what goes in and out, until it is lifted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from config import schedule
from config.celery import app
from people.hiding import actions as hiding
from people.models import Event, MemberSession, Recovery, RoleGrant
from tests import factories
from tests.factories import PASSPHRASE
from tests.proving import prove, sign_in_by_hand
from web import lockdown
from webinars.calendar.address import actions as calendar
from webinars.models import CalendarAddress, Room

LOCKDOWN = "/en/lockdown/"
NEW_PASSPHRASE = "otter lamp window quiet marble thread"
SENT = {"mode": "read-only", "sure": "on"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def admin(world, sign_in):
    user = factories.UserFactory(organisation=None, password=make_password(PASSPHRASE))
    RoleGrant.objects.create(user=user, role=RoleGrant.Role.ADMIN)
    return prove(sign_in(user))


@pytest.fixture
def member(db):
    return factories.UserFactory(pseudonym="Baobab 274", password=make_password(PASSPHRASE))


@pytest.mark.parametrize("mode", list(lockdown.Mode))
def test_every_session_ends_at_once(admin, member, sign_in, mode):
    phone = sign_in(member)
    answer = admin.post(LOCKDOWN, {**SENT, "mode": mode.value})
    assert answer.url == "/en/"
    assert lockdown.mode() is mode
    assert MemberSession.objects.count() == 0
    assert phone.get(reverse("home")).status_code == (503 if mode is lockdown.Mode.SHUT else 302)
    assert Event.objects.filter(kind="lock_down").count() == 1


def test_open_rooms_close(admin):
    room = Room.objects.create(
        occasion=uuid4(), seats=5, closes_at=timezone.now() + timedelta(hours=1)
    )
    admin.post(LOCKDOWN, SENT)
    room.refresh_from_db()
    assert room.ended_at is not None


def test_without_the_tick_nothing_happens(admin):
    answer = admin.post(LOCKDOWN, {"mode": "shut"})
    assert list(answer.context["form"].errors) == ["sure"]
    assert lockdown.mode() is None


def test_a_read_only_site_lets_members_in_to_read(admin, member):
    admin.post(LOCKDOWN, SENT)
    phone = sign_in_by_hand()
    assert phone.get(reverse("home")).status_code == 200
    answer = phone.post(reverse("people:me"), {"time_zone": "Africa/Lagos"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "3600")
    in_french = phone.post("/fr/me/", {"time_zone": "Africa/Lagos", "in_language": "fr"})
    assert in_french.status_code == 200
    member.refresh_from_db()
    assert member.time_zone != "Africa/Lagos"
    assert "was not saved. Send it later." in answer.text
    member.refresh_from_db()
    assert member.time_zone != "Africa/Lagos"


def test_a_text_that_could_not_be_sent_can_be_copied(client, db):
    lockdown.begin(lockdown.Mode.READ_ONLY)
    text = "They <b>came</b> to our office on Monday. " * 3
    secret = "six words that no one else may ever read on a screen of anyone"
    answer = client.post(reverse("safety:concern"), {"text": text, "passphrase": secret})
    assert text.replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;") in answer.text
    assert secret not in answer.text
    lockdown.begin(lockdown.Mode.SHUT)
    shut = client.post(reverse("safety:concern"), {"text": text}).text
    assert "our office" not in shut
    assert "What you sent just now was not saved." in shut
    assert "Nothing is lost." in client.get(reverse("landing")).text


# --- What shuts an intruder out is still possible ----------------------------------------------


@pytest.fixture
def in_lockdown(own_folder):
    lockdown.begin(lockdown.Mode.READ_ONLY)


@pytest.mark.servers
def test_an_administrator_suspends_a_branch_and_takes_it_back(admin, world, in_lockdown):
    prove(admin, seconds_ago=600)
    branch, someone = reverse("people:branch"), world.a.leader
    sent = {"pseudonym": someone.pseudonym, "suspend": "1"}
    asked = admin.post(branch, sent)
    assert asked.url.startswith(reverse("people:again"))
    assert admin.post(asked.url, {"passphrase": PASSPHRASE}).url == branch
    assert admin.post(branch, sent).url == branch
    someone.refresh_from_db()
    assert not someone.is_active
    admin.post(branch, {"pseudonym": someone.pseudonym, "reinstate": "1"})
    someone.refresh_from_db()
    assert someone.is_active


def test_an_administrator_ends_the_roles_of_another(admin, world, in_lockdown):
    grant = RoleGrant.objects.create(user=world.a.leader, role=RoleGrant.Role.ADMIN)
    links = admin.get(LOCKDOWN).text
    assert reverse("people:branch") in links
    assert reverse("people:roles") in links
    assert admin.post(reverse("people:end-role"), {"grant": grant.pk}).status_code == 302
    assert not RoleGrant.objects.in_force().filter(pk=grant.pk).exists()
    given = admin.post(reverse("people:roles"), {"role": RoleGrant.Role.ADMIN})
    assert given.status_code == 503


@pytest.mark.servers
def test_a_member_chooses_a_new_passphrase_and_is_signed_out_elsewhere(
    member, sign_in, in_lockdown
):
    other, phone = sign_in(member), sign_in_by_hand()
    data = {"passphrase": PASSPHRASE, "new_passphrase": NEW_PASSPHRASE, "written": "on"}
    assert phone.post("/fr/me/passphrase/", data).url == "/fr/me/"
    member.refresh_from_db()
    assert member.check_password(NEW_PASSPHRASE)
    assert other.get(reverse("home")).status_code == 302


@pytest.mark.parametrize("which", ["others", "one"])
def test_a_member_ends_their_other_sessions(member, sign_in, in_lockdown, which):
    other = sign_in(member)
    [session] = MemberSession.objects.filter(user=member)
    phone = sign_in_by_hand()
    path = (
        reverse("people:end-other-sessions")
        if which == "others"
        else reverse("people:end-session", args=[session.code])
    )
    assert phone.post(path).url == reverse("people:sessions")
    assert other.get(reverse("home")).status_code == 302
    assert phone.get(reverse("home")).status_code == 200


@pytest.mark.servers
def test_a_member_hides(member, sign_in, in_lockdown):
    assert sign_in(member).post(reverse("people:hide")).status_code == 303
    member.refresh_from_db()
    assert not member.is_active


def test_a_member_hides_someone_by_their_code_word(member, sign_in, in_lockdown):
    near = factories.UserFactory(organisation=member.organisation)
    hiding.keep_word(user=near, word="seven lemons")
    form = {"pseudonym": near.pseudonym, "word": "seven lemons"}
    assert sign_in(member).post(reverse("people:hide-someone"), form).status_code == 302
    near.refresh_from_db()
    assert not near.is_active


def test_a_member_ends_their_calendar_address_and_makes_none(member, sign_in, in_lockdown):
    calendar.make(user=member, key=uuid4())
    phone = prove(sign_in(member))
    form = {"key": str(uuid4()), "instead": ""}
    assert phone.post(reverse("webinars:calendar_address"), form).status_code == 503
    ended = phone.post(reverse("webinars:calendar_address_end"))
    assert ended.url == reverse("webinars:list")
    assert CalendarAddress.objects.get().digest is None


def test_a_member_stops_a_way_back_that_they_did_not_ask_for(member, sign_in, in_lockdown):
    Recovery.objects.create(user=member, digest="x")
    assert sign_in(member).post(reverse("people:stop-recovery")).url == reverse("people:me")
    assert not Recovery.objects.exists()


@pytest.mark.parametrize(
    "path", ["/en/me/code-word/", "/en/nowhere/", "/nowhere", "/studio/pages/"]
)
def test_another_form_does_nothing(member, sign_in, in_lockdown, path):
    assert sign_in(member).post(path, {"word": "seven lemons"}).status_code == 503


@pytest.mark.parametrize("name", ["people:join", "people:recover", "safety:concern"])
def test_no_one_can_join_or_send_from_outside(client, db, name):
    lockdown.begin(lockdown.Mode.READ_ONLY)
    assert client.post(reverse(name), {}).status_code == 503


@pytest.mark.parametrize("path", ["/", "/en/", "/fr/sign-in/", "/studio/", "/en/learn/"])
def test_a_shut_site_shows_nothing(client, db, path):
    lockdown.begin(lockdown.Mode.SHUT)
    for answer in (client.get(path), client.post(path, {})):
        assert answer.status_code == 503
        assert "This page takes a rest" in answer.text


def test_monitors_and_the_way_out_stay(client, db):
    lockdown.begin(lockdown.Mode.SHUT)
    assert client.get("/healthz").status_code == 200
    assert client.post("/leave/").status_code == 303


def test_an_administrator_opens_a_read_only_site_again(admin):
    admin.post(LOCKDOWN, SENT)
    again = RoleGrant.objects.get(role=RoleGrant.Role.ADMIN, user__organisation=None).user
    phone = sign_in_by_hand(login=again.pseudonym)
    assert "Open the site again" in phone.get(LOCKDOWN).text
    assert phone.post(LOCKDOWN).url == LOCKDOWN
    assert lockdown.mode() is None
    assert Event.objects.filter(kind="lift_lockdown").count() == 1


def test_the_terminal_opens_what_is_shut(db, capsys):
    call_command("lockdown", shut=True)
    assert lockdown.mode() is lockdown.Mode.SHUT
    call_command("lockdown", lift=True)
    call_command("lockdown", lift=True)
    assert lockdown.mode() is None
    call_command("lockdown")
    assert lockdown.mode() is lockdown.Mode.READ_ONLY
    assert capsys.readouterr().out.splitlines()[0] == (
        "The site is locked down (shut). To open it: lockdown --lift"
    )


def is_away(execute, sql, params, many, context):
    raise OperationalError("database is locked")


def test_terminal_says_what_a_database_that_does_not_answer_left_undone(db):
    with connection.execute_wrapper(is_away), pytest.raises(CommandError) as said:
        call_command("lockdown", shut=True)
    assert "The site is locked down, but no session and no room was ended" in str(said.value)
    assert lockdown.mode() is lockdown.Mode.SHUT
    with connection.execute_wrapper(is_away), pytest.raises(CommandError) as said:
        call_command("lockdown", lift=True)
    assert "The site is locked down, but" in str(said.value)
    assert lockdown.mode() is lockdown.Mode.SHUT


@pytest.mark.parametrize("lift", [False, True])
def test_terminal_says_which_file_it_cannot_change(db, own_folder, lift):
    (own_folder / lockdown.FILE).mkdir()
    with pytest.raises(CommandError) as said:
        call_command("lockdown", lift=lift)
    assert str(said.value) == f"{own_folder / lockdown.FILE} cannot be changed: Is a directory."


@pytest.mark.parametrize("content", ["", "shut\n", "open", "\0" * 10, b"\xff"])
def test_a_damaged_file_counts_as_shut(own_folder, content):
    path = own_folder / lockdown.FILE
    path.write_bytes(content) if isinstance(content, bytes) else path.write_text(content)
    assert lockdown.mode() is lockdown.Mode.SHUT


def test_tasks_that_tell_or_send_wait(db, settings, monkeypatch):
    assert set(schedule.SECONDS_BETWEEN) >= schedule.ALSO_IN_LOCKDOWN
    lockdown.begin(lockdown.Mode.READ_ONLY)
    app.loader.import_default_modules()
    ran = []
    for name in schedule.SECONDS_BETWEEN:
        monkeypatch.setattr(app.tasks[name], "run", lambda name=name: ran.append(name))
        app.tasks[name]()
    assert set(ran) == schedule.ALSO_IN_LOCKDOWN
    assert mail.outbox == []
