"""Recovery with a code on paper: a new passphrase at once, the second step as always."""

import re
from uuid import uuid4

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.accounts import line
from people.models import Event, MemberKey, MemberSession, Notice, Recovery, User
from people.notices import kinds
from people.recovery import actions as recovery
from people.second_step import actions as second_step
from tests import factories
from tests.racing import successes

pytestmark = pytest.mark.servers

RECOVER = "/en/recover/"
ASKED = "/en/sign-in/second-step/"
NEW = "seven-green-lamps-on-a-long-wall"
SENTENCE = str(kinds.CODE_USED.sentence)


@pytest.fixture
def member(world) -> User:
    return world.a.leader


def typed(code: str, pseudonym: str = "ZQA leader", **more: str) -> dict[str, str]:
    return {"pseudonym": pseudonym, "paper": code, **more}


def choice(code: str, pseudonym: str = "ZQA leader", **more: str) -> dict[str, str]:
    return typed(code, pseudonym, **({"passphrase": NEW, "written": "on"} | more))


def passphrase_of(user: User) -> str:
    return User.objects.get(pk=user.pk).password


def test_whole_way(member, codes, sign_in):
    old, browser = sign_in(member), Client()
    page = browser.post(RECOVER, typed(codes[4], " zqa LEADER")).content.decode()
    offered = re.search(r'name="passphrase"[^>]*>\s*([^<]+)<', page)[1]
    carried = dict(re.findall(r'type="hidden" name="(pseudonym|paper)" value="([^"]+)"', page))
    assert carried == {"pseudonym": "zqa LEADER", "paper": codes[4]}
    # Nothing has happened yet: a connection that breaks here uses up no code.
    assert second_step.number_of_codes(member) == 10

    answer = browser.post(RECOVER, choice(codes[4], passphrase=offered))

    assert answer.url == reverse("account_login")
    assert User.objects.get(pk=member.pk).check_password(offered)
    assert second_step.number_of_codes(member) == 9
    assert MemberSession.objects.filter(user=member).count() == 0
    assert old.get("/en/me/").status_code == 302
    assert browser.get("/en/me/").status_code == 302
    event = Event.objects.get(kind="come_back")
    assert (event.actor, event.subject) == (member.code, None)


def test_second_step_is_asked_for_and_the_same_code_does_not_do_for_it(member, codes):
    recovery.come_back(pseudonym=member.pseudonym, code=codes[0], passphrase=NEW)
    browser = Client()
    data = {"login": member.pseudonym, "password": NEW}
    assert browser.post(reverse("account_login"), data).url == ASKED
    assert browser.get("/en/me/").status_code == 302
    assert browser.post(ASKED, {"code": codes[0]}).context["form"].errors.keys() == {"code"}
    assert browser.get("/en/me/").status_code == 302
    assert browser.post(ASKED, {"code": codes[1]}).url == reverse("home")
    assert browser.get("/en/me/").status_code == 200


def test_half_done_sign_in_ends_too(member, codes):
    browser = Client()
    data = {"login": member.pseudonym, "password": factories.PASSPHRASE}
    assert browser.post(reverse("account_login"), data).url == ASKED
    recovery.come_back(pseudonym=member.pseudonym, code=codes[0], passphrase=NEW)
    assert browser.get(ASKED).url == reverse("account_login")


def test_notice_is_on_pages_of_a_member_who_wants_none(member, codes, world, sign_in):
    User.objects.filter(pk=member.pk).update(wants_notices=False)
    recovery.come_back(pseudonym=member.pseudonym, code=codes[0], passphrase=NEW)
    recovery.come_back(pseudonym=member.pseudonym, code=codes[1], passphrase=NEW)
    assert Notice.objects.filter(user=member, kind=kinds.CODE_USED.name).count() == 2
    browser = sign_in(User.objects.get(pk=member.pk))
    for path in ("/en/home/", "/en/webinars/", "/en/me/"):
        assert SENTENCE in browser.get(path).content.decode()
    browser.post(reverse("people:notices"), {"kind": "code_used"})
    assert SENTENCE not in browser.get("/en/home/").content.decode()
    assert SENTENCE not in sign_in(world.a.leader2).get("/en/home/").content.decode()


def test_other_recoveries_close(member, codes, world):
    recovery.ask(key=uuid4(), pseudonym=member.pseudonym)
    recovery.ask(key=uuid4(), pseudonym=world.a.leader2.pseudonym)
    recovery.come_back(pseudonym=member.pseudonym, code=codes[0], passphrase=NEW)
    assert [asked.user for asked in Recovery.objects.all()] == [world.a.leader2]


@pytest.mark.parametrize("gap", ["", "-", "  "])
def test_login_code_and_any_gaps_work_as_well(member, codes, gap):
    data = choice(codes[0].replace(" ", gap), member.login_code_in_groups)
    assert Client().post(RECOVER, data).url == reverse("account_login")


# --- What opens nothing ----------------------------------------------------------------------


@pytest.fixture
def nothing(member, codes, world) -> dict[str, tuple[str, str]]:
    """Names and codes that open nothing, by what is wrong with them."""
    suspended, newcomer = (
        world.a.mentor,
        factories.invited(world.a.coordinator, member.organisation),
    )
    of_suspended, of_newcomer, of_other = map(
        factories.give_paper, (suspended, newcomer, world.b.leader)
    )
    User.objects.filter(pk=suspended.pk).update(is_active=False)
    recovery.come_back(pseudonym=member.pseudonym, code=codes[0], passphrase=NEW)
    return {
        "a wrong code": (member.pseudonym, "1234 " * 5),
        "a used one": (member.pseudonym, codes[0]),
        "of another member": (member.pseudonym, of_other[0]),
        "a name that no one has": ("Nobody 77", codes[1]),
        "a login code that no one has": ("000 000 000", codes[1]),
        "suspended": (suspended.pseudonym, of_suspended[0]),
        "no one has vouched for them": (newcomer.pseudonym, of_newcomer[0]),
        "no codes": (world.a.leader2.pseudonym, codes[1]),
    }


def page_for(data: dict[str, str]) -> str:
    """Return the page, without what was typed and what is random on every page."""
    cache.clear()
    page = Client().post(RECOVER, data).content.decode()
    page = re.sub(r'name="(?:csrfmiddlewaretoken|key|pseudonym|paper)"[^>]*', "", page)
    return re.sub(r'value="[^"]*"', "", page)


def test_wrong_codes_get_the_same_pages_and_write_nothing(nothing):
    before = [list(User.objects.values_list("pk", "password")), Event.objects.count()]
    first = {page_for(typed(code, name)) for name, code in nothing.values()}
    second = {page_for(choice(code, name)) for name, code in nothing.values()}
    assert (len(first), len(second)) == (1, 1)
    for page in (*first, *second):
        assert page.count("The pseudonym or the code is wrong") == 1
    assert [list(User.objects.values_list("pk", "password")), Event.objects.count()] == before


def test_wrong_codes_cost_the_same_statements(nothing):
    def statements(name: str, code: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            assert recovery.owner_of_code(pseudonym=name, code=code) is None
        return [query["sql"].partition(" WHERE ")[0] for query in asked]

    assert {len(statements(*pair)) for pair in nothing.values()} == {1}
    assert len({statements(*pair)[0] for pair in nothing.values()}) == 1


def test_wrong_codes_all_read_ten_codes(nothing, monkeypatch):
    """The work is the same too: for a name without paper, the paper of no member is read."""
    read: list[int] = []
    codes_of = RecoveryCodes.generate_codes

    def counted(paper: RecoveryCodes) -> list[str]:
        found = codes_of(paper)
        read.append(len(found))
        return found

    monkeypatch.setattr(RecoveryCodes, "generate_codes", counted)
    for name, code in nothing.values():
        recovery.owner_of_code(pseudonym=name, code=code)
    assert read == [10] * len(nothing)


def test_action_refuses_wrong_codes(nothing):
    for name, code in nothing.values():
        with pytest.raises(recovery.PaperCodeUnusable):
            recovery.come_back(pseudonym=name, code=code, passphrase="another-one-that-is-long")
    assert Event.objects.filter(kind="come_back").count() == 1


def test_paper_of_another_key_opens_nothing(member, codes, world):
    factories.give_paper(world.b.leader)
    seed = Authenticator.objects.get(user=world.b.leader, type="recovery_codes").data
    Authenticator.objects.filter(user=member, type="recovery_codes").update(data=seed)
    assert recovery.owner_of_code(pseudonym=member.pseudonym, code=codes[0]) is None
    MemberKey.objects.filter(user=member).delete()
    assert recovery.owner_of_code(pseudonym=member.pseudonym, code=codes[0]) is None


def test_new_paper_and_no_second_step_end_the_old_codes(member, codes, world):
    mates = factories.give_paper(world.a.leader2)
    Authenticator.objects.filter(user=member, type="recovery_codes").delete()
    assert recovery.owner_of_code(pseudonym=member.pseudonym, code=codes[0]) is None
    new = give_new_paper(member)
    assert recovery.owner_of_code(pseudonym=member.pseudonym, code=codes[0]) is None
    assert recovery.owner_of_code(pseudonym=member.pseudonym, code=new[0]) == member
    mate = world.a.leader2
    assert recovery.owner_of_code(pseudonym=mate.pseudonym, code=mates[0]) == mate


def give_new_paper(user: User) -> list[str]:
    request = HttpRequest()
    request.user = user
    with context.request_context(request):
        RecoveryCodes.activate(user)
        return second_step.codes_left(user)


# --- Bad input, twice, often, at once --------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("passphrase", "too short"), ("passphrase", "x" * 201), ("written", "")],
)
def test_bad_input_is_refused_beside_the_field_and_uses_no_code(member, codes, field, wrong):
    answer = Client().post(RECOVER, choice(codes[0], **{field: wrong}))
    assert list(answer.context["form"].errors) == [field]
    assert 'type="hidden" name="paper"' in answer.content.decode()
    assert second_step.number_of_codes(member) == 10
    assert User.objects.get(pk=member.pk).check_password(factories.PASSPHRASE)


def test_pseudonym_is_refused_as_passphrase(member, codes):
    answer = Client().post(RECOVER, choice(codes[0], passphrase="ZQA-leader-ZQA-leader-1"))
    assert list(answer.context["form"].errors) == ["passphrase"]


@pytest.mark.parametrize("code", ["", "x" * 10_000, "١٢٣٤" * 5, "\0", "\u202e1234", "🌳"])
@pytest.mark.parametrize("name", ["", "x" * 10_000, "\u202e🦊\x00", "ZQA leader"])
def test_nonsense_gets_a_sentence(member, codes, code, name):
    cache.clear()
    for data in (typed(code, name), choice(code, name)):
        answer = Client().post(RECOVER, data)
        assert answer.status_code == 200
        assert 'class="error"' in answer.content.decode()
    assert second_step.number_of_codes(member) == 10


def test_form_sent_twice_counts_once_and_asks_to_sign_in(member, codes):
    browser = Client()
    assert browser.post(RECOVER, choice(codes[0])).status_code == 302
    hashed = passphrase_of(member)
    answer = browser.post(RECOVER, choice(codes[0]))
    assert "sign in with your new passphrase" in answer.context["form"].errors["paper"][0]
    assert NEW in answer.content.decode()
    assert passphrase_of(member) == hashed
    assert second_step.number_of_codes(member) == 9
    assert Notice.objects.filter(user=member).count() == 1


def turns(monkeypatch) -> list[bool]:
    """Return a list that notes of each try whether it had to wait for its turn."""
    noted: list[bool] = []
    place = line.place

    def watched(*, turn: str = ""):
        noted.append(bool(turn))
        return place(turn=turn)

    monkeypatch.setattr(line, "place", watched)
    return noted


def test_guesses_at_one_account_from_one_network_are_slowed_down(member, codes, world, monkeypatch):
    noted = turns(monkeypatch)
    here = "203.0.113.77"
    names = [
        member.pseudonym,
        " zqa LEADER",
        member.login_code,
        member.login_code_in_groups,
        "zqa leader",
    ]
    for name in [*names, member.pseudonym, member.login_code]:
        Client().post(RECOVER, typed("1234 " * 5, name), REMOTE_ADDR=here)
    assert noted == [False] * 5 + [True] * 2
    # Neither others of the network nor the member elsewhere wait, and the member is let in here.
    Client().post(RECOVER, typed("1 ", world.a.leader2.pseudonym), REMOTE_ADDR=here)
    Client().post(RECOVER, typed("1 ", member.pseudonym), REMOTE_ADDR="198.51.100.12")
    assert noted[-2:] == [False, False]
    assert Client().post(RECOVER, choice(codes[0]), REMOTE_ADDR=here).status_code == 302


def test_unknown_name_is_slowed_down_alike(db, monkeypatch):
    noted = turns(monkeypatch)
    for _guess in range(6):
        Client().post(RECOVER, typed("1", "Nobody 77"))
    assert noted == [False] * 5 + [True]


def test_one_network_is_slowed_down(db):
    statuses = [Client().post(RECOVER, typed("1", f"No {n}")).status_code for n in range(121)]
    assert statuses == [200] * 120 + [429]


@pytest.mark.django_db(transaction=True)
def test_fifty_uses_of_one_code_at_once_make_one_change():
    member = factories.world().a.leader
    code = factories.give_paper(member)[0]

    def attempt(number: int) -> None:
        recovery.come_back(pseudonym=member.pseudonym, code=code, passphrase=f"{NEW}-{number}")

    outcomes = successes(attempt, range(50), refused=recovery.PaperCodeUnusable)
    assert sum(outcomes) == 1
    assert User.objects.get(pk=member.pk).check_password(f"{NEW}-{outcomes.index(True)}")
    assert second_step.number_of_codes(member) == 9
    assert Event.objects.filter(kind="come_back").count() == 1
    assert Notice.objects.filter(user=member).count() == 1


# --- Texts -----------------------------------------------------------------------------------


def test_sheet_says_what_the_codes_are_for(member, codes, proven):
    page = proven(member).get(reverse("people:codes")).content.decode()
    assert "to choose a new passphrase if you have lost yours" in page
    assert "Anyone who finds this paper and knows your pseudonym" in page


def test_safety_page_says_so_to_everyone(client, db):
    page = client.get("/en/safety/").content.decode()
    assert "Only members who set up a second step have codes." in page
    assert "Anyone who finds that paper and knows your pseudonym" in page


def test_ids_on_the_page_are_unique(client, db):
    ids = re.findall(r'\bid="([^"]+)"', client.get(RECOVER).content.decode())
    assert len(ids) == len(set(ids))
