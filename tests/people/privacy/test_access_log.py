"""Each reading is in the member's access log, and a list of people ends after forty a day."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Draft, Programme
from people.models import AccessRecord, Event, Notice, RoleGrant, User
from people.notices import kinds
from people.privacy import access_log, erasure, retention
from tests import factories
from tests.factories import lives
from tests.racing import at_once
from tests.sources import ROOT, modules
from tests.unwritable import unwritable_access_log

pytestmark = pytest.mark.servers

PAGE = "/en/me/looks/"
EXPORT = reverse("people:export")
CUT = "You have reached today’s limit for viewing people."
BEGIN = datetime(2026, 3, 9, 20, tzinfo=UTC)


def members(side, count: int) -> list[User]:
    return factories.UserFactory.create_batch(count, organisation=side.organisation)


def show(actor: User, people: list[User]) -> access_log.Roster:
    return access_log.roster(actor=actor, rows=[(one.pk,) for one in people])


def records_of(actor: User, what: str = "roster") -> list[int]:
    found = AccessRecord.objects.filter(actor=actor.code, what=what)
    return sorted(found.values_list("subject", flat=True))


def text_of(response) -> str:
    return response.content.decode()


# --- Writing -----------------------------------------------------------------------------------


def test_reading_is_recorded_once_for_each_reader_member_thing_and_day(world, time_machine):
    time_machine.move_to(BEGIN)
    a = world.a
    for _time in range(2):
        for actor in (a.mentor, a.coordinator):
            for what in (AccessRecord.What.NOTE, AccessRecord.What.ROSTER):
                access_log.record(actor=actor, subjects=[a.leader, a.leader2], what=what)
    assert AccessRecord.objects.count() == 8
    time_machine.move_to(BEGIN + timedelta(days=1))
    access_log.record(actor=a.mentor, subjects=[a.leader], what=AccessRecord.What.NOTE)
    assert AccessRecord.objects.count() == 9


def test_day_is_that_of_utc_in_every_time_zone(world, time_machine):
    time_machine.move_to(BEGIN)
    with timezone.override("Pacific/Kiritimati"):
        access_log.record(
            actor=world.a.mentor, subjects=[world.a.leader], what=AccessRecord.What.NOTE
        )
    assert AccessRecord.objects.get().day == BEGIN.date()


def test_own_copy_is_recorded_as_read_by_the_member(world, sign_in):
    user = lives.member(world.a)
    for _time in range(2):
        sign_in(user).post(EXPORT, {"passphrase": factories.PASSPHRASE})
    assert list(AccessRecord.objects.values_list("subject", "actor", "what")) == [
        (user.pk, user.code, "export")
    ]


def test_copy_is_refused_when_it_cannot_be_recorded(world, sign_in):
    client = sign_in(lives.member(world.a))
    client.raise_request_exception = False
    with unwritable_access_log():
        response = client.post(EXPORT, {"passphrase": factories.PASSPHRASE})
    assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")


def test_records_go_after_180_days(world):
    for days in (181, 180, 0):
        day = access_log.today() - timedelta(days=days)
        AccessRecord.objects.create(subject=world.a.leader, actor=None, what="note", day=day)
    retention.forget_old_rows()
    ages = [access_log.today() - record.day for record in AccessRecord.objects.all()]
    assert sorted(ages) == [timedelta(0), timedelta(days=180)]


# --- Brakes ------------------------------------------------------------------------------------


def test_forty_are_shown_and_the_forty_first_is_not(world):
    people = members(world.a, 41)
    roster = show(world.a.coordinator, people)
    assert [roster.has(one.pk) for one in people] == [True] * 40 + [False]
    assert roster.is_cut
    assert records_of(world.a.coordinator) == sorted(one.pk for one in people[:40])


def test_reader_gets_the_same_forty_until_the_next_day(world, time_machine):
    time_machine.move_to(BEGIN)
    people = members(world.a, 50)
    show(world.a.coordinator, people[:40])
    again = show(world.a.coordinator, people[::-1])
    assert again.shown - {world.a.coordinator.pk} == {one.pk for one in people[:40]}
    with timezone.override("Pacific/Kiritimati"):
        assert show(world.a.coordinator, people).shown == again.shown
    time_machine.move_to(BEGIN + timedelta(hours=4))
    assert show(world.a.coordinator, people[40:]).is_cut is False


def watchers(world) -> list[User]:
    """Two members who keep watch, and one whose role is over."""
    officer, admin, former = members(world.b, 3)
    factories.with_role(officer, RoleGrant.Role.SAFETY)
    factories.with_role(admin, RoleGrant.Role.ADMIN)
    factories.with_role(former, RoleGrant.Role.ADMIN)
    former.roles.update(until=factories.day_over())
    return [officer, admin]


def alarmed() -> list[int]:
    alarms = Notice.objects.filter(kind=kinds.MUCH_READ.name)
    return sorted(alarms.values_list("user", flat=True))


def test_forty_first_alerts_those_who_keep_watch_and_names_no_one(world, sign_in):
    watching = watchers(world)
    people, coordinator = members(world.a, 41), world.a.coordinator
    show(coordinator, people[:40])
    assert alarmed() == []
    show(coordinator, people)
    assert alarmed() == sorted(one.pk for one in watching)
    for notice in Notice.objects.all():
        assert (notice.subject_code, str(coordinator.code) in notice.key) == (None, False)
    assert Event.objects.get().actor == coordinator.code
    page = text_of(sign_in(watching[0]).get(reverse("home")))
    assert str(kinds.MUCH_READ.sentence) in page
    assert coordinator.pseudonym not in page


def test_alert_comes_once_in_thirty_days_for_each_reader(world, time_machine):
    time_machine.move_to(BEGIN)
    [officer, admin] = watchers(world)
    people = members(world.a, 41)
    for days, rung in ((0, 1), (0, 1), (29, 1), (30, 2)):
        time_machine.move_to(BEGIN + timedelta(days=days))
        show(world.a.coordinator, people)
        assert len(alarmed()) == 2 * rung
    show(admin, people)
    assert alarmed() == sorted([*[officer.pk] * 3, *[admin.pk] * 2])


def test_each_reader_has_their_own_limit(world):
    people = members(world.a, 45)
    show(world.a.coordinator, people)
    assert show(world.b.coordinator, people[40:]).is_cut is False


def test_row_is_shown_whole_or_not_at_all(world):
    people = members(world.a, 41)
    show(world.a.coordinator, people[:39])
    rows = [(people[39].pk, people[40].pk), (people[0].pk, people[40].pk)]
    roster = access_log.roster(actor=world.a.coordinator, rows=rows)
    assert [roster.has(*row) for row in rows] == [False, True]
    assert len(records_of(world.a.coordinator)) == 40


def test_own_name_and_own_copy_do_not_count(world):
    coordinator = world.a.coordinator
    access_log.record(actor=coordinator, subjects=[coordinator], what=AccessRecord.What.EXPORT)
    roster = show(coordinator, [coordinator, *members(world.a, 40)])
    assert (roster.is_cut, len(roster.shown)) == (False, 41)
    assert coordinator.pk not in records_of(coordinator)


def test_notes_and_lists_share_one_limit(world):
    people = members(world.a, 41)
    access_log.record(actor=world.a.coordinator, subjects=people[:1], what=AccessRecord.What.NOTE)
    assert show(world.a.coordinator, people[1:]).is_cut


def test_empty_list_costs_no_query(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert access_log.roster(actor=world.a.coordinator, rows=[]).is_cut is False


@pytest.mark.django_db(transaction=True)
def test_lists_opened_at_once_share_one_limit():
    side = factories.side("A")
    people = members(side, 100)
    actor = side.coordinator

    def opened(start: int) -> int:
        return len(show(actor, people[start : start + 10]).shown - {actor.pk})

    shown = at_once(opened, range(0, 100, 10))
    assert sum(shown) == len(records_of(actor)) == 40


# --- Coordinators' pages ------------------------------------------------------------------------


def many_pairs(side, count: int) -> Programme:
    """Pairs that never met: they are on both pages of a coordinator."""
    programme = factories.programme(side)
    for number in range(count):
        mentee, mentor = members(side, 2)
        User.objects.filter(pk=mentee.pk).update(pseudonym=f"ZQMENTEE {number:03}")
        User.objects.filter(pk=mentor.pk).update(pseudonym=f"ZQMENTOR {number:03}")
        factories.pair_since(mentor, mentee, programme, days=60)
    return programme


def names_on(page: str) -> set[str]:
    return set(re.findall(r"ZQMENT\w+ \d+", page))


def test_coordinators_pages_show_forty_and_say_that_more_wait(world, sign_in):
    programme = many_pairs(world.a, 25)
    client = sign_in(world.a.coordinator)
    shown = set()
    for address in (programme.get_absolute_url(), reverse("dashboard:region")):
        page = text_of(client.get(address))
        assert CUT in page
        shown |= names_on(page)
    assert len(shown) == 40
    looked_at = User.objects.filter(
        access_records__actor=world.a.coordinator.code, access_records__what="roster"
    )
    assert set(looked_at.values_list("pseudonym", flat=True)) == shown


def test_below_forty_nothing_is_said(world, sign_in):
    programme = many_pairs(world.a, 20)
    client = sign_in(world.a.coordinator)
    for address in (programme.get_absolute_url(), reverse("dashboard:region")):
        page = text_of(client.get(address))
        assert (len(names_on(page)), CUT in page) == (40, False)


def test_drafts_alternatives_and_unmatched_members_are_recorded(world, sign_in):
    factories.drafts(world.a)
    draft = Draft.objects.get()
    client = sign_in(world.a.coordinator)
    client.get(draft.programme.get_absolute_url())
    assert records_of(world.a.coordinator) == sorted([draft.mentor_id, draft.mentee_id])


def test_programme_names_no_one_to_a_reader_at_the_limit(world, sign_in):
    factories.wants_mentor(world.a.leader2, languages={"yo": 3})
    factories.drafts(world.a)
    programme = Draft.objects.get().programme
    client = sign_in(world.a.coordinator)
    page = text_of(client.get(programme.get_absolute_url()))
    assert ["ZQA leader" in page, "ZQA mentor" in page, "ZQA leader two" in page] == [True] * 3
    AccessRecord.objects.all().delete()
    show(world.a.coordinator, members(world.b, 40))
    page = text_of(client.get(programme.get_absolute_url()))
    assert ["ZQA leader" in page, "ZQA mentor" in page, CUT in page] == [False, False, True]


def test_page_is_refused_when_it_cannot_be_recorded(world, sign_in):
    programme = many_pairs(world.a, 1)
    client = sign_in(world.a.coordinator)
    client.raise_request_exception = False
    for address in (programme.get_absolute_url(), reverse("dashboard:region")):
        with unwritable_access_log():
            response = client.get(address)
        assert (response.status_code, names_on(text_of(response))) == (500, set())


def named(pattern: str) -> set[str]:
    return {
        str(path.relative_to(ROOT)) for path in modules() if re.search(pattern, path.read_text())
    }


def test_no_list_of_people_leaves_as_a_file():
    """The only archives are a member's own copy, and courses, which name no one; Word files are
    only read. There is no table for a spreadsheet, but for the types of the empty sheets that
    courses give out."""
    read = {"files/texts/parts.py", "files/texts/word.py"}
    assert named(r"zipfile|tarfile|application/zip") - {"people/privacy/views.py"} - read == {
        "people/privacy/export.py",
        "learning/exchange/packages/format/archive.py",
        "learning/exchange/packages/views.py",
    }
    tables = named(r"^import csv|^from csv|text/csv|openpyxl|spreadsheetml")
    assert tables == {"people/files/parts.py"}


# --- The member's page -------------------------------------------------------------------------


def rows(page: str) -> list[list[str]]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.findall(r">([^<>]+)</t[hd]>", row) for row in body.split("</tr>")[:-1]]


def test_page_says_what_when_and_by_which_role(world, sign_in, time_machine):
    time_machine.move_to(BEGIN)
    a = world.a
    officer = factories.with_role(factories.UserFactory(), RoleGrant.Role.SAFETY)
    gone = factories.UserFactory()
    access_log.record(actor=gone, subjects=[a.leader], what=AccessRecord.What.ROSTER)
    access_log.record(actor=a.facilitator, subjects=[a.leader], what=AccessRecord.What.ROSTER)
    access_log.record(
        actor=a.coordinator, subjects=[a.leader, a.leader2], what=AccessRecord.What.ROSTER
    )
    access_log.record(actor=officer, subjects=[a.leader], what=AccessRecord.What.ROSTER)
    access_log.record(actor=a.mentor, subjects=[a.leader], what=AccessRecord.What.NOTE)
    access_log.record(actor=a.leader, subjects=[a.leader], what=AccessRecord.What.EXPORT)
    page = text_of(sign_in(a.leader).get(PAGE))
    assert rows(page) == [
        ["9 March 2026", what, by]
        for what, by in [
            ("a copy of your data", "you"),
            ("your pair’s notes", "the other person in your pair"),
            ("a list that includes you", "a safety officer"),
            ("a list that includes you", "a coordinator"),
            ("a list that includes you", "a facilitator"),
            ("a list that includes you", "someone who no longer has such a role"),
        ]
    ]


def test_page_names_no_one_and_shows_only_the_members_rows(world, sign_in):
    a = world.a
    for actor in (a.coordinator, a.mentor):
        access_log.record(actor=actor, subjects=[a.leader2], what=AccessRecord.What.ROSTER)
        access_log.record(actor=actor, subjects=[a.leader], what=AccessRecord.What.NOTE)
    page = text_of(sign_in(a.leader).get(PAGE))
    assert [row[1] for row in rows(page)] == ["your pair’s notes"] * 2
    others = User.objects.exclude(pk=a.leader.pk)
    marks = [*others.values_list("pseudonym", flat=True)]
    marks += [str(code) for code in others.values_list("code", flat=True)]
    assert [mark for mark in marks if mark in page] == []


def test_role_that_ended_is_no_longer_shown(world, sign_in):
    access_log.record(
        actor=world.a.coordinator, subjects=[world.a.leader], what=AccessRecord.What.ROSTER
    )
    world.a.coordinator.roles.update(until=factories.day_over())
    [row] = rows(text_of(sign_in(world.a.leader).get(PAGE)))
    assert row[2] == "someone who no longer has such a role"


def test_record_stays_without_a_reader_who_was_erased(world, sign_in, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    access_log.record(
        actor=world.a.coordinator, subjects=[world.a.leader], what=AccessRecord.What.ROSTER
    )
    erasure.erase(user=world.a.coordinator)
    assert AccessRecord.objects.get().actor is None
    [row] = rows(text_of(sign_in(world.a.leader).get(PAGE)))
    assert row[2] == "someone who no longer has such a role"


def test_empty_log_says_so_in_words(world, sign_in):
    assert "No one has viewed your private data." in text_of(sign_in(world.a.leader).get(PAGE))


def test_stranger_is_sent_to_sign_in(client, db):
    assert client.get(PAGE).url.startswith(reverse("account_login"))


def test_page_accepts_no_post(world, sign_in):
    client = sign_in(world.a.leader)
    for method in ("post", "put", "delete"):
        assert getattr(client, method)(PAGE).status_code == 405


def test_page_is_linked_from_me(world, sign_in):
    assert f'href="{PAGE}"' in text_of(sign_in(world.a.leader).get("/en/me/"))


def test_long_list_costs_six_queries_and_12_kb(world, sign_in, django_assert_max_num_queries):
    for days in range(150):
        for actor in (world.a.coordinator, world.a.mentor):
            day = access_log.today() - timedelta(days=days)
            AccessRecord.objects.create(
                subject=world.a.leader, actor=actor.code, what=AccessRecord.What.ROSTER, day=day
            )
    client = sign_in(world.a.leader)
    client.get(PAGE)
    with django_assert_max_num_queries(6):
        response = client.get(PAGE)
    assert len(rows(text_of(response))) == access_log.LONGEST_LIST
    assert len(gzip.compress(response.content)) <= 12_000
    assert "<title>My settings · Ensemble</title>" in text_of(response)
