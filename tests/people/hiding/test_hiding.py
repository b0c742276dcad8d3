"""Hiding an account: at once no one finds it, and only its member brings it back, a day later."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms import editors
from mentorship import overview
from mentorship.matching import queries as matching
from mentorship.models import Pair
from mentorship.pairs import actions as pairing
from mentorship.pairs.permissions import pairs_readable_by
from mentorship.reviews import actions as reviews
from people import tasks
from people.contact import actions as contacts
from people.hiding import actions as hiding
from people.models import Event, Hiding, MemberSession, Notice, Recovery, RoleGrant, User, Vouch
from people.privacy import erasure, export, retention
from people.recovery import actions as recovery
from people.roles.permissions import Role
from people.second_step import actions as second_step
from people.studio.permissions import studio_accounts
from people.vouching import actions as vouching
from people.vouching import vouchers
from tests import canaries, factories
from tests.proving import prove
from tests.racing import at_once
from webinars.models import Registration

pytestmark = pytest.mark.servers

HIDE, HIDE_SOMEONE, CODE_WORD = "/en/me/hide/", "/en/vouch/hide/", "/en/me/code-word/"
RECOVER, SIGN_IN = "/en/recover/", "/en/sign-in/"
BRANCH, ROLES = "/en/invitations/branch/", "/en/people/roles/"
WORD = "Pirogue à midi"
NEW = "seven-green-lamps-on-a-long-wall"
NO_ONE = "ZQA nobody"


@pytest.fixture
def member(world) -> User:
    return world.a.leader


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def hidden_since(user: User, **ago: int) -> None:
    Hiding.objects.filter(user=user).update(hidden_at=timezone.now() - timedelta(**ago))


def bytes_of(response, *names: str) -> tuple[int, str, bytes]:
    """The whole answer, without what is random on every page and without what was typed."""
    page = response.content
    page = re.sub(rb'name="(csrfmiddlewaretoken|key|written_by)" value="[^"]+"', b"", page)
    page = re.sub(rb"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", b"CODE", page)
    for name in names:
        page = page.replace(name.encode(), b"NAME")
    return response.status_code, response.headers.get("Location", ""), page


# --- Hiding -----------------------------------------------------------------------------------


def test_one_press_hides_everything_at_once(world, member, sign_in, django_assert_max_num_queries):
    phones = [sign_in(member), sign_in(member)]
    assert "Hide my account now" in phones[0].get(HIDE).content.decode()
    with django_assert_max_num_queries(19):
        answer = phones[0].post(HIDE)
    assert (answer.status_code, answer.url) == (303, "https://www.wikipedia.org/")
    assert answer["Clear-Site-Data"]
    assert [phone.get("/en/me/").status_code for phone in phones] == [302, 302]
    assert MemberSession.objects.filter(user=member).count() == 0
    assert not fresh(member).is_active
    event = Event.objects.get(kind="hide")
    assert (event.actor, event.subject) == (member.code, None)


def test_it_needs_the_form_of_our_page_and_a_session(member):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(member)
    assert careful.post(HIDE).status_code == 403
    assert Client().post(HIDE).status_code == 302
    assert fresh(member).is_active


def test_it_asks_for_no_fresh_proof(member, sign_in):
    phone = sign_in(member)
    session = phone.session
    session.pop("proven_at", None)
    session.save()
    assert phone.post(HIDE).status_code == 303
    assert not fresh(member).is_active


def test_page_says_how_to_come_back(world, member, codes, sign_in):
    page = sign_in(member).get(HIDE).content.decode()
    assert "You have 10 left." in page
    assert "two people" not in page
    page = sign_in(world.a.leader2).get(HIDE).content.decode()
    assert "two people who know your voice" in page
    newcomer = factories.invited(world.a.coordinator, world.a.organisation)
    page = sign_in(newcomer).get(HIDE).content.decode()
    assert "no one has vouched for you yet" in page
    assert CODE_WORD not in page


def test_linked_from_my_page_and_from_the_safety_page(member, sign_in):
    phone = sign_in(member)
    for page in ("/en/me/", "/en/safety/"):
        assert f'href="{HIDE}"' in phone.get(page).content.decode(), page


# --- No one sees them -------------------------------------------------------------------------


def answers_about(name: str, world, browsers: dict[str, Client]) -> dict[str, tuple]:
    """What everyone gets who tries `name`, wherever a name can be tried."""

    def got(browser: Client, page: str, **data: str) -> tuple:
        cache.clear()
        answer = browser.post(page, data)
        if answer.status_code == 302 and browser is not stranger:
            answer = browser.get(answer.url)
        return bytes_of(answer, name)

    stranger = Client()
    return {
        "sign in": got(stranger, SIGN_IN, login=name, password=factories.PASSPHRASE),
        "wrong": got(stranger, SIGN_IN, login=name, password="not-this-one-at-all"),
        "ask": got(stranger, RECOVER, key=str(uuid4()), pseudonym=name),
        "paper": got(stranger, RECOVER, pseudonym=name, paper="1234 5678 9012 3456 7890"),
        "code word": got(browsers["member"], HIDE_SOMEONE, pseudonym=name, word=WORD),
        "role": got(
            browsers["coordinator"],
            ROLES,
            pseudonym=name,
            role="mentor",
            place=f"region-{world.a.region.pk}",
        ),
    }


def test_every_refusal_is_that_of_a_name_that_never_existed(world, member, codes, sign_in):
    hiding.keep_word(user=member, word=WORD)
    browsers = {
        "member": sign_in(world.a.leader2),
        "coordinator": prove(sign_in(world.a.coordinator)),
    }
    hiding.hide(user=member)
    nobody = answers_about(NO_ONE, world, browsers)
    for hours in (0, 23, 25):
        hidden_since(member, hours=hours)
        assert answers_about(member.pseudonym, world, browsers) == nobody, hours
    # With the right code, too, until a day is over.
    hidden_since(member, hours=23)
    for form in ({}, {"passphrase": NEW, "written": "on"}):
        real, invented = (
            bytes_of(Client().post(RECOVER, {"pseudonym": name, "paper": codes[0], **form}), name)
            for name in (member.pseudonym, NO_ONE)
        )
        assert real == invented
    assert second_step.number_of_codes(member) == 10


def test_sign_in_does_the_same_work_as_for_an_unknown_name(member, monkeypatch):
    member.set_password(factories.PASSPHRASE)
    member.save()
    hiding.hide(user=member)

    def work_for(name: str, password: str) -> tuple[int, list[str]]:
        """How many hashes were computed, and the statements."""
        counted = []
        encode = hashers.get_hasher().__class__.encode

        def encode_counted(self, *args, **kwargs):
            counted.append(1)
            return encode(self, *args, **kwargs)

        cache.clear()
        browser = Client()
        browser.get(SIGN_IN)
        monkeypatch.setattr(hashers.get_hasher().__class__, "encode", encode_counted)
        with CaptureQueriesContext(connection) as asked:
            browser.post(SIGN_IN, {"login": name, "password": password})
        monkeypatch.undo()
        return len(counted), [query["sql"].partition(" WHERE")[0] for query in asked]

    for password in (factories.PASSPHRASE, "not-this-one-at-all"):
        assert work_for(member.pseudonym, password) == work_for(NO_ONE, password)


def test_pair_rests_and_comes_back(world, member, sign_in):
    pair = factories.running_pair(world.a)
    partner, page = sign_in(world.a.mentor), pair.get_absolute_url()
    work = factories.hand_in(member, factories.course(), "ZQA work")
    assert member.pseudonym in partner.get(page).content.decode()
    hiding.hide(user=member)
    gone, never = partner.get(page), partner.get(page.replace(str(pair.code), str(uuid4())))
    assert bytes_of(gone) == bytes_of(never)
    for where in ("/en/home/", "/en/mentoring/", "/en/mentoring/concern/"):
        text = partner.get(where).content.decode()
        assert member.pseudonym not in text, where
        assert str(pair.code) not in text, where
        assert "ZQA work" not in text, where
    assert not pairs_readable_by(world.a.mentor).exists()
    assert not Notice.objects.filter(user=world.a.mentor, subject_code=pair.code).exists()
    tasks_before = Notice.objects.count()
    reviews.tell_mentors()
    assert Notice.objects.count() == tasks_before
    # Nothing has ended, and nothing was told.
    assert Pair.objects.live().get() == pair
    assert not Event.objects.filter(kind="end_pair").exists()
    hiding.bring_back(member)
    assert member.pseudonym in partner.get(page).content.decode()
    assert work.enrolment.user == member


def test_coordinator_reads_no_trace(world, member, sign_in):
    pair = factories.running_pair(world.a)
    Pair.objects.update(started_at=timezone.now() - timedelta(days=99))
    pair.meetings.all().delete()
    factories.with_role(member, Role.FACILITATOR, world.a.region)
    coordinator = prove(sign_in(world.a.coordinator))
    pages = [pair.programme.get_absolute_url(), ROLES, "/en/region/", "/en/invitations/waiting/"]
    seen = [member.pseudonym in coordinator.get(page).content.decode() for page in pages]
    assert seen == [True, True, True, False]
    grant = RoleGrant.objects.get(user=member)
    hiding.hide(user=member)
    for page in pages:
        text = coordinator.get(page).content.decode()
        assert member.pseudonym not in text, page
        assert str(member.code) not in text, page
    assert overview.pairs_without_meeting([world.a.region.pk]) == []
    pairing.end(pair=pair, user=world.a.mentor)
    keys = [one.key for one in matching.mentees(pair.programme)]
    assert str(member.code) not in keys
    real, invented = (
        bytes_of(coordinator.post(f"{ROLES}end/", {"grant": number}))
        for number in (grant.pk, 987_654_321)
    )
    assert real == invented
    assert RoleGrant.objects.filter(pk=grant.pk).exists()


def test_studio_does_not_list_them(world, admin, sign_in):
    editor = factories.with_role(world.a.leader, Role.EDITOR)
    editor.groups.add(editors.GROUPS["Editors"]())
    assert editor in studio_accounts()
    hiding.hide(user=editor)
    assert editor not in studio_accounts()
    studio = prove(sign_in(admin))
    page = reverse("wagtailusers_users:edit", args=[editor.pk])
    assert studio.get(page).status_code == 404
    studio.post(page, {"is_active": "on"})
    assert not fresh(editor).is_active


def test_place_in_a_webinar_goes_to_the_next(world, member):
    webinar = factories.webinar(world.a, seats=1)
    factories.place(webinar, member)
    waits = factories.place(webinar, world.a.leader2, state=Registration.State.WAITING)
    hiding.hide(user=member)
    assert Registration.objects.get() == waits
    assert Registration.objects.get().state == Registration.State.REGISTERED


def test_no_letter_goes_out(world, member, settings):
    settings.EMAIL_HOST = "mail.invalid"
    contacts.keep(user=member, mail="leaf@example.org")
    hiding.hide(user=member)
    tasks.send_letters()
    assert mail.outbox == []


def test_no_one_counts_on_them_or_vouches_for_them(world, member):
    before = vouchers.of([world.a.organisation], inviter=None)[world.a.organisation.pk]
    asked = recovery.ask(key=uuid4(), pseudonym=member.pseudonym)
    hiding.hide(user=member)
    after = vouchers.of([world.a.organisation], inviter=None)[world.a.organisation.pk]
    assert after.members == before.members - 1
    assert Recovery.objects.count() == 0
    with pytest.raises(vouching.CannotVouch):
        recovery.confirm(code=asked, by=world.a.leader2)


# --- The code word ----------------------------------------------------------------------------


def told(browser: Client, name: str, word: str):
    cache.clear()
    answer = browser.post(HIDE_SOMEONE, {"pseudonym": name, "word": word})
    assert answer.url == HIDE_SOMEONE
    return bytes_of(browser.get(HIDE_SOMEONE))


@pytest.mark.parametrize(
    "typed",
    [
        WORD,
        " pirogue  À MIDI",
        "Pirogue a\u0300 midi",
        "PIROGUE A MIDI",
        "pirogue-à-midi",
        "Pirogue\u202fa midi!",
    ],
)
def test_word_in_any_spelling_hides(world, member, sign_in, typed):
    hiding.keep_word(user=member, word=WORD)
    told(sign_in(world.a.leader2), " zqa LEADER", typed)
    assert not fresh(member).is_active


@pytest.mark.parametrize("who", ["leader2", "coordinator"])
def test_answer_is_the_same_right_or_wrong(world, member, sign_in, who):
    """The events say as little: the same row, without the member."""
    hiding.keep_word(user=member, word=WORD)
    hiding.keep_word(user=world.b.leader, word=WORD)
    browser = sign_in(getattr(world.a, who))
    tries = [
        (NO_ONE, WORD),
        (world.a.facilitator.pseudonym, WORD),
        (member.pseudonym, "pirogue at noon"),
        (world.b.leader.pseudonym, WORD),
        (member.login_code, "nothing at all"),
    ]
    answers = {told(browser, *each) for each in tries}
    assert fresh(member).is_active
    answers.add(told(browser, member.pseudonym, WORD))
    assert not fresh(member).is_active
    answers.add(told(browser, member.pseudonym, WORD))
    assert len(answers) == 1
    assert fresh(world.b.leader).is_active
    events = Event.objects.filter(kind="use_code_word")
    assert {(one.actor, one.subject) for one in events} == {(getattr(world.a, who).code, None)}
    assert len(events) == 7
    assert not Event.objects.filter(kind="hide").exists()


def test_wrong_word_costs_what_an_unknown_name_costs(world, member):
    hiding.keep_word(user=member, word=WORD)

    def statements(name: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            hiding.hide_by_word(name=name, word="something else", by=world.a.leader2)
        return len(asked)

    statements(NO_ONE)  # The roles of the one who asks are read once.
    assert statements(member.pseudonym) == statements(NO_ONE)


def test_newcomers_and_strangers_have_no_such_page(world, sign_in):
    new = sign_in(factories.quarantined(world.a.leader2))
    assert new.get(HIDE_SOMEONE).status_code == 404
    assert new.post(HIDE_SOMEONE, {"pseudonym": "ZQA leader", "word": WORD}).status_code == 404
    assert Client().get(HIDE_SOMEONE).status_code == 302


def test_tries_are_slowed_down_for_one_member_and_for_one_name(world, sign_in):
    cache.clear()
    browser = sign_in(world.a.leader2)
    got = [
        browser.post(HIDE_SOMEONE, {"pseudonym": f"Guess {n}", "word": WORD}).status_code
        for n in range(6)
    ]
    assert got == [302] * 5 + [429]
    cache.clear()
    crowd = [
        sign_in(factories.UserFactory(organisation=world.a.organisation)) for _number in range(4)
    ]
    data = {"pseudonym": NO_ONE, "word": WORD}
    got = [one.post(HIDE_SOMEONE, data).status_code for one in crowd for _number in range(4)]
    assert got == [302] * 15 + [200]
    assert crowd[0].post(HIDE_SOMEONE, data | {"pseudonym": "Other"}).status_code == 302


def test_member_chooses_changes_and_deletes_the_word(member, sign_in):
    phone = prove(sign_in(member))
    assert phone.post(CODE_WORD, {"word": WORD}).url == HIDE
    assert "You have a code word." in phone.get(HIDE).content.decode()
    assert WORD not in phone.get(CODE_WORD).content.decode()
    phone.post(CODE_WORD, {"word": "another word"})
    assert not hiding._fits(fresh(member), "pirogue à midi")
    assert hiding._fits(fresh(member), "another word")
    phone.post(CODE_WORD, {"forget": "1"})
    assert not hiding._fits(fresh(member), "another word")
    kept = Event.objects.filter(kind__contains="code_word").values_list("kind", flat=True)
    assert sorted(kept) == ["forget_code_word", "keep_code_word", "keep_code_word"]


@pytest.mark.parametrize(
    "word", ["", "abc", "- - - - - -", "x" * 61, "ZQA leader", factories.PASSPHRASE]
)
def test_poor_words_are_refused_beside_the_field(member, sign_in, word):
    member.set_password(factories.PASSPHRASE)
    member.save()
    answer = prove(sign_in(member)).post(CODE_WORD, {"word": word})
    assert answer.context["form"].errors.keys() == {"word"}
    assert not hiding.has_word(member)


def test_word_needs_fresh_proof(member, sign_in):
    phone = sign_in(member)
    session = phone.session
    session.pop("proven_at", None)
    session.save()
    assert phone.post(CODE_WORD, {"word": WORD}).url.startswith(reverse("people:again"))
    assert not hiding.has_word(member)


def test_word_lies_nowhere_in_the_open(member):
    hiding.keep_word(user=member, word="ZHERWORD at noon")
    assert canaries.hits("ZHERWORD") == []


# --- Coming back ------------------------------------------------------------------------------


def test_with_a_code_on_paper_after_a_day(world, member, codes):
    factories.with_role(member, Role.MENTOR, world.a.region)
    hiding.hide(user=member)
    hidden_since(member, hours=23, minutes=59)
    with pytest.raises(recovery.PaperCodeUnusable):
        recovery.come_back(pseudonym=member.pseudonym, code=codes[0], passphrase=NEW)
    hidden_since(member, hours=24)
    recovery.come_back(pseudonym=member.pseudonym, code=codes[0], passphrase=NEW)
    back = fresh(member)
    assert back.is_active
    assert back.check_password(NEW)
    assert not Hiding.objects.exists()
    assert back.roles.in_force().count() == 1


def asked_and_confirmed(world, member) -> str:
    code = recovery.ask(key=uuid4(), pseudonym=member.pseudonym)
    recovery.confirm(code=code, by=world.a.leader2)
    recovery.confirm(code=code, by=world.a.coordinator)
    Recovery.objects.update(opens_at=timezone.now())
    return code


def test_without_codes_two_people_vouch_after_a_day(world, member):
    hiding.hide(user=member)
    hidden_since(member, hours=23)
    with pytest.raises(vouching.CannotVouch):
        asked_and_confirmed(world, member)
    hidden_since(member, hours=25)
    code = asked_and_confirmed(world, member)
    recovery.finish(code=code, passphrase=NEW)
    assert fresh(member).is_active
    assert fresh(member).check_password(NEW)


def test_with_codes_two_people_cannot(world, member, codes):
    hiding.hide(user=member)
    hidden_since(member, days=2)
    with pytest.raises(vouching.CannotVouch):
        asked_and_confirmed(world, member)
    paper = Authenticator.objects.get(user=member, type="recovery_codes")
    paper.data["used_mask"] = 2**10 - 1
    paper.save()
    code = asked_and_confirmed(world, member)
    assert recovery.find(code) is not None


def test_asking_costs_the_same_statements_while_hidden(world, member, codes):
    def statements(name: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            recovery.ask(key=uuid4(), pseudonym=name)
        return len(asked)

    hiding.hide(user=member)
    hidden_since(member, days=2)
    assert statements(member.pseudonym) == statements(NO_ONE)


# --- Suspension -------------------------------------------------------------------------------


def test_hiding_is_no_way_out_of_a_suspension(world, member, codes):
    below = factories.UserFactory(organisation=world.a.organisation)
    Vouch.objects.create(newcomer=below.code, by=member.code, kind=Vouch.Kind.VOUCHED)
    hiding.hide(user=member)
    done = vouching.suspend_branch(root=member, by=world.a.coordinator)
    assert done == vouching.Suspended(count=1, left=0)
    hidden_since(member, days=2)
    with pytest.raises(recovery.PaperCodeUnusable):
        recovery.come_back(pseudonym=member.pseudonym, code=codes[0], passphrase=NEW)
    vouching.reinstate(member=member, by=world.a.coordinator)
    assert not fresh(member).is_active
    recovery.come_back(pseudonym=member.pseudonym, code=codes[0], passphrase=NEW)
    assert fresh(member).is_active


def test_coordinator_cannot_tell_hiding_from_suspension(world, sign_in):
    """Nor bring back someone who hides."""
    one, other = world.a.leader, world.a.leader2
    browser = prove(sign_in(world.a.coordinator))
    hiding.hide(user=one)
    vouching.suspend_branch(root=other, by=world.a.coordinator)

    def said(user: User, deed: str) -> tuple:
        cache.clear()
        browser.post(BRANCH, {"pseudonym": user.pseudonym, deed: "1"})
        return bytes_of(browser.get(BRANCH))

    for deed in ("suspend", "reinstate"):
        assert said(one, deed) == said(other, deed)
    assert not fresh(one).is_active
    assert fresh(other).is_active


# --- The end ----------------------------------------------------------------------------------


@pytest.fixture
def _erasure_list(settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"


@pytest.mark.usefixtures("_erasure_list")
def test_after_twelve_months_it_is_erased_without_a_warning(member):
    hiding.hide(user=member)
    User.objects.filter(pk=member.pk).update(active_month=retention.months_ago(14))
    begin = datetime.combine(retention.months_ago(12), datetime.min.time(), UTC)
    Hiding.objects.update(hidden_at=begin)
    tasks.part_with_the_idle()
    assert User.objects.filter(pk=member.pk).exists()
    assert Notice.objects.filter(user=member).count() == 0
    Hiding.objects.update(hidden_at=begin - timedelta(seconds=1))
    tasks.part_with_the_idle()
    assert not User.objects.filter(pk=member.pk).exists()
    assert not Hiding.objects.exists()
    assert erasure.erased_codes() == [member.code]


def test_copy_of_the_other_one_says_nothing_of_a_resting_pair(world, member):
    pair = factories.running_pair(world.a)
    before = {one.model: len(one.rows) for one in export.gather(world.a.mentor)}
    assert before["mentorship.Pair"] == 1
    hiding.hide(user=member)
    after = {one.model: len(one.rows) for one in export.gather(world.a.mentor)}
    assert [after[one] for one in ("mentorship.Pair", "mentorship.Goal")] == [0, 0]
    assert Pair.objects.get() == pair


# --- At the same moment -----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_presses_hide_once(world, member):
    at_once(lambda user: hiding.hide(user=user), [member, fresh(member)])
    assert Hiding.objects.count() == 1
    assert Event.objects.filter(kind="hide").count() == 1


@pytest.mark.django_db(transaction=True)
def test_hiding_and_suspension_at_once_leave_both(world, member, codes):
    def do(deed) -> None:
        deed()

    at_once(
        do,
        [
            lambda: hiding.hide(user=fresh(member)),
            lambda: vouching.suspend_branch(root=fresh(member), by=fresh(world.a.coordinator)),
        ],
    )
    assert not fresh(member).is_active
    # Suspended first: there was nothing to hide. Hidden first: suspended too.
    assert not Hiding.objects.filter(is_suspended=False).exists()


@pytest.mark.django_db(transaction=True)
def test_coming_back_and_suspension_at_once_end_suspended(world, member, codes):
    hiding.hide(user=member)
    hidden_since(member, days=2)

    def do(deed) -> None:
        with suppress(recovery.PaperCodeUnusable):
            deed()

    at_once(
        do,
        [
            lambda: recovery.come_back(pseudonym="ZQA leader", code=codes[0], passphrase=NEW),
            lambda: vouching.suspend_branch(root=fresh(member), by=fresh(world.a.coordinator)),
        ],
    )
    assert not fresh(member).is_active
    assert not Hiding.objects.filter(is_suspended=False).exists()
