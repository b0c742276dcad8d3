"""Names, passphrases and codes: set in one spelling, asked for in another."""

from base64 import b64decode
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from people.accounts import passphrases, pseudonyms
from people.accounts.login_codes import grouped
from people.accounts.models import TWIN
from people.invitations import actions as invitations
from people.models import MemberSession, User
from people.sessions.stepup import is_fresh
from tests import factories
from web.reading import names

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

# How a member wrote their name, and how they write it elsewhere.
SAME_NAME = [
    ("Étoile 77", "étoile 77"),
    ("Étoile 77", "éTOILE 77"),
    ("Étoile 77", "E\u0301toile 77"),
    ("Étoile 77", "  Étoile\u00a0\u00a077 "),
    ("Étoile 77", "\u200eÉtoile 77\u200f"),
    ("Straße 12", "STRASSE 12"),
    ("İstanbul 5", "istanbul 5"),
    ("Işık 31", "IŞIK 31"),
    ("Baobab 274", "ＢＡＯＢＡＢ ２７４"),
    ("Baobab 274", "baobab ٢٧٤"),
    ("Σοφός 8", "ΣΟΦΌΣ 8"),
    ("D’Or-Marie", "d'or‑marie"),
    ("O´Brien 3", "o'brien 3"),
    ("O'Neil 4", "O´Neil 4"),
    ("Надежда 7", "НАДЕЖДА 7"),
    ("می\u200cآید ۷", "میآید 7"),
    ("ကျော်", " ကျော် "),
    ("Ñandú 4", "n\u0303ANDU\u0301 4"),
]


@pytest.mark.parametrize(("written", "typed"), SAME_NAME)
def test_member_signs_in_with_any_spelling_of_their_name(client, written, typed):
    user = factories.UserFactory(pseudonym=names.tidy(written))
    user.set_password(factories.PASSPHRASE)
    user.save()
    answer = client.post(
        reverse("account_login"), {"login": typed, "password": factories.PASSPHRASE}
    )
    assert answer.status_code == 302
    assert MemberSession.objects.get().user == user


@pytest.mark.parametrize(("written", "typed"), SAME_NAME)
def test_no_second_member_has_the_name_in_another_spelling(written, typed):
    factories.UserFactory(pseudonym=names.tidy(written))
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.UserFactory(pseudonym=names.tidy(typed))
    with pytest.raises(ValidationError) as refused:
        User(pseudonym=names.tidy(typed), password="!").full_clean()
    assert "pseudonym" in refused.value.message_dict


@pytest.mark.parametrize(
    ("one", "other"),
    [("Étoile 77", "Etoile 78"), ("Baobab 274", "Baobab 247"), ("Mango 3", "Mango 31")],
)
def test_different_names_are_of_different_people(one, other):
    factories.UserFactory(pseudonym=one)
    assert not User.objects.called(other).exists()
    assert not User.objects.looks_taken(other)


@given(st.text(max_size=40))
def test_a_key_is_its_own_key_and_that_of_the_tidied_name(text):
    key = names.key(text)
    assert names.key(key) == key
    assert names.key(names.tidy(text)) == key
    assert names.likeness(key) == names.likeness(text)
    assert len(names.key(names.tidy(text)[:40])) <= 200


def test_two_members_whose_names_became_one_keep_their_own_spelling():
    """SQLite let in both before there were keys; the migration gave the second a key of its own."""
    first = factories.UserFactory(pseudonym="Étoile 77")
    second = factories.UserFactory(pseudonym="Another 1")
    key = names.key(first.pseudonym)
    User.objects.filter(pk=second.pk).update(
        pseudonym="éTOILE 77", name_key=f"{key}{TWIN}{second.pk}"
    )
    assert User.objects.behind("Étoile 77").first() == first
    assert User.objects.behind("éTOILE 77").first() == second
    assert User.objects.behind("étoile 77").first() == first
    second.refresh_from_db()
    second.save()
    assert User.objects.behind("éTOILE 77").first() == second


# --- Look-alikes -----------------------------------------------------------------------------


@pytest.fixture
def code(world):
    return invitations.invite(
        key=uuid4(), by=world.a.coordinator, organisation=world.a.organisation
    )


def join(code: str, pseudonym: str):
    typed = {
        "code": code,
        "pseudonym": pseudonym,
        "passphrase": factories.PASSPHRASE,
        "adult": "on",
        "written_down": "on",
    }
    return Client().post(reverse("people:join"), typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("Вaobab 274", "Baobab-274", "Baobab274", "Baοbab 274", "Baobab  274", "Bàobab 274"),
        *("BA0BAB 274", "Ｂaobab 274", "Baobab 27４", "Baobаb 274"),
    ],
)
def test_name_that_looks_like_a_members_is_refused(code, typed):
    factories.UserFactory(pseudonym="Baobab 274")
    answer = join(code, typed)
    assert list(answer.context["form"].errors) == ["pseudonym"]
    assert "taken" in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        *("Admin", "аdmin 2", "Safety officer", "rnentor", "Mentor 7", "The Coordinator"),
        *("Administration", "Responsable de la sécurité", "Ensemble", "Support 24", "COORDINATION"),
        *("Администратор", "مشرف", "管理员", "Facilitatеur"),
    ],
)
def test_name_that_looks_official_is_refused(code, typed):
    answer = join(code, typed)
    assert list(answer.context["form"].errors) == ["pseudonym"]
    assert "you run this site" in answer.content.decode()


def test_every_offered_name_may_be_taken():
    for word in pseudonyms.WORDS:
        pseudonyms.validate_pseudonym(f"{word} 123")
        pseudonyms.refuse_official(f"{word} 123")


@pytest.mark.parametrize(
    "typed",
    [
        *("ကျော်", "ကျော်စွာလင်းထွန်း", "希望", "수진", "می\u200cآید", "ශ\u0dca\u200dරී", "བསྒྲུབས", "ណារ៉ុង"),
        *("สมหญิง", "תָּמָר", "Ọ̀ṣun", "كَريمَة", "l·luna", "O’Brien", "ሰላም", "Đỗ Thị"),
    ],
)
def test_name_of_any_script_is_welcome(code, typed):
    assert join(code, typed).status_code == 302
    assert User.objects.called(typed).exists()


@pytest.mark.parametrize(
    "typed",
    ["水", "le\u200dader", "a" + "\u0301" * 5, "က" + "\u103b" * 7, "Baobab\u200d 27", "~~~"],
)
def test_name_that_hides_something_is_refused(code, typed):
    assert list(join(code, typed).context["form"].errors) == ["pseudonym"]


# --- Passphrases -----------------------------------------------------------------------------

SIX = "scrutin-scoop-faible-famine-moulins-docteur"
OWN = "Jaime bien l’été à la plage"
SAME_PASSPHRASE = [
    (SIX, "scrutin scoop faible famine moulins docteur"),
    (SIX, "Scrutin-scoop-faible-famine-moulins-docteur"),
    (SIX, "scrutin-scoop-faible-famine-moulins-docteur "),
    (SIX, " SCRUTIN SCOOP FAIBLE FAMINE MOULINS DOCTEUR"),
    (SIX, "scrutin – scoop – faible – famine – moulins – docteur"),
    (SIX, "scrutin\u00a0scoop  faible. famine, moulins docteur"),
    (SIX, "scrutin‑scoop‑faible‑famine‑moulins‑docteur"),
    (SIX, "scrutin_scoop_faible_famine_moulins_docteur"),
    (SIX, "ｓcrutin-scoop-faible-famine-moulins-docteur"),
    (SIX, "scrutin-scoop\nfaible-famine\nmoulins-docteur\n"),
    (SIX, "scrutin-scoop-fai\u200bble-famine-mou\u00adlins-docteur"),
    (SIX, "scrutin\u00adscoop\u00adfaible\u00adfamine\u00admoulins\u00addocteur"),
    (SIX, "1. scrutin\n2. scoop\n3. faible\n4. famine\n5. moulins\n6. docteur"),
    (SIX, "١) scrutin ٢) scoop ٣) faible ٤) famine ٥) moulins ٦) docteur"),
    (SIX, "scrutın-scoop-faıble-famıne-moulıns-docteur"),
    ("scrutin scoop Faible famine moulins docteur", SIX),
    (f"{OWN} ", OWN),
    (OWN, f"\u200b {OWN}\t"),
    (OWN, OWN.replace("é", "e\u0301").replace("à", "a\u0300")),
    (OWN.replace("é", "e\u0301"), OWN),
    (OWN.replace(" ", "\u00a0"), OWN),
]


def member_with(passphrase: str) -> User:
    user = factories.UserFactory(pseudonym="Baobab 274")
    user.password = passphrases.hashed(passphrase)
    user.save()
    return user


def sign_in(client: Client, typed: str):
    return client.post(reverse("account_login"), {"login": "Baobab 274", "password": typed})


@pytest.mark.parametrize(("written", "typed"), SAME_PASSPHRASE)
def test_passphrase_opens_in_each_spelling_wherever_it_is_asked_for(client, written, typed):
    member_with(written)
    assert sign_in(client, typed).status_code == 302
    session = client.session
    session["proven_at"] = 0
    session.save()
    answer = client.post(reverse("people:again"), {"passphrase": typed})
    assert answer.status_code == 302
    answer.wsgi_request.session = client.session
    assert is_fresh(answer.wsgi_request)
    changed = {"passphrase": typed, "new_passphrase": written, "written": "on"}
    assert client.post(reverse("people:passphrase"), changed).status_code == 302
    assert sign_in(Client(), typed).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        *("jaime bien l’été à la plage", "Jaime bien l’ete a la plage", "Jaimebienl’étéàlaplage"),
        *("Jaime-bien-l’été-à-la-plage", "Jaime  bien l’été à la plage"),
    ],
)
def test_capitals_accents_and_blanks_count_in_a_passphrase_of_ones_own(client, typed):
    member_with(OWN)
    assert sign_in(client, typed).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        *(SIX.replace("scoop", "scope"), SIX[:-8], SIX.replace("-", ""), f"{SIX}-ananas"),
        *(f"{SIX}-7", "2 scrutin 1 scoop 3 faible 4 famine 5 moulins 6 docteur"),
    ],
)
def test_other_words_open_nothing(client, typed):
    member_with(SIX)
    assert sign_in(client, typed).status_code == 200


@pytest.mark.parametrize(
    "older", ["Scrutin Scoop faible famine moulins docteur", OWN.replace("é", "e\u0301"), SIX]
)
def test_hashes_that_are_older_than_this_reading_still_open(client, older):
    user = factories.UserFactory(pseudonym="Baobab 274")
    user.password = passphrases.make_password(older)
    user.save()
    assert sign_in(client, older).status_code == 302


@pytest.mark.parametrize("language", ["en", "fr"])
def test_offered_passphrases_are_in_the_form_that_is_hashed(language):
    for _time in range(50):
        offered = passphrases.offer(language)
        assert passphrases.one_form(offered) == offered
        assert passphrases.one_form(offered.replace("-", " ").title()) == offered


@given(st.text(max_size=60))
def test_one_form_stays_as_it_is(text):
    assert passphrases.one_form(passphrases.one_form(text)) == passphrases.one_form(text)


def test_very_long_text_is_not_normalised():
    heap = "a" + "\u0301" * 50_000 + "\u0323" * 40_000
    assert passphrases.one_form(heap) == heap


def test_show_button_needs_a_script_and_is_beside_each_passphrase(client, world):
    page = client.get(reverse("account_login")).content.decode()
    assert 'hidden data-show="id_password"' in page
    client.force_login(world.a.leader)
    for name in ("people:again", "people:passphrase", "people:export", "people:erase"):
        page = client.get(reverse(name), follow=True).content.decode()
        assert 'hidden data-show="id_passphrase"' in page, name


# --- Codes -----------------------------------------------------------------------------------

SCRIPTS = {
    "arabic": 0x660,
    "persian": 0x6F0,
    "devanagari": 0x966,
    "bengali": 0x9E6,
    "tamil": 0xBE6,
    "thai": 0xE50,
    "burmese": 0x1040,
    "khmer": 0x17E0,
    "full width": 0xFF10,
    "nko": 0x7C0,
}


def in_script(code: str, zero: int) -> str:
    return code.translate({0x30 + one: zero + one for one in range(10)})


def app_code(secret: str, at: int) -> str:
    return format_hotp_value(hotp_value(secret, at))


@pytest.mark.parametrize("zero", SCRIPTS.values(), ids=SCRIPTS)
def test_app_is_set_up_with_digits_of_any_script(client, world, zero, time_machine):
    time_machine.move_to("2026-03-01T12:00:00Z", tick=False)
    client.force_login(world.a.leader)
    session = client.session
    session["proven_at"] = 1772366400
    session.save()
    page = client.get(reverse("people:app"))
    secret = page.context["secret"].replace(" ", "")
    typed = in_script(app_code(secret, 1772366400 // 30), zero)
    answer = client.post(reverse("people:app"), {"code": f"\u200f{typed[:3]}\u00a0{typed[3:]}"})
    assert answer.status_code == 302


def test_seed_that_waits_for_its_first_code_lies_sealed(client, world, time_machine):
    time_machine.move_to("2026-03-01T12:00:00Z", tick=False)
    client.force_login(world.a.leader)
    session = client.session
    session["proven_at"] = 1772366400
    session.save()
    secret = client.get(reverse("people:app")).context["secret"].replace(" ", "")
    kept = client.session["mfa.totp.secret"]
    assert secret not in repr(dict(client.session))
    assert secret.encode() not in b64decode(kept)
    wrong = client.post(reverse("people:app"), {"code": "000000"})
    assert wrong.context["secret"].replace(" ", "") == secret
    session = client.session
    session["mfa.totp.secret"] = "damaged"
    session.save()
    again = client.post(reverse("people:app"), {"code": "000000"}).context["secret"]
    assert again.replace(" ", "") != secret
    code = app_code(again.replace(" ", ""), 1772366400 // 30)
    assert client.post(reverse("people:app"), {"code": code}).status_code == 302


@pytest.mark.parametrize("zero", SCRIPTS.values(), ids=SCRIPTS)
def test_code_on_paper_is_typed_in_digits_of_any_script(client, world, zero):
    code = factories.give_paper(world.a.leader)[0]
    typed = {"pseudonym": world.a.leader.pseudonym.upper(), "paper": in_script(code, zero)}
    answer = client.post(reverse("people:recover"), typed)
    assert "people/recovery/recover_choose.html" in {one.name for one in answer.templates}
    client.post(
        reverse("account_login"),
        {"login": world.a.leader.pseudonym, "password": factories.PASSPHRASE},
    )
    answer = client.post(reverse("mfa_authenticate"), {"code": in_script(code, zero)})
    assert answer.status_code == 302
    assert answer.url == reverse("home")


@pytest.mark.parametrize("gap", ["\u00a0", "\u202f", " - ", "‑", "."])
def test_login_code_is_typed_with_any_gaps(gap):
    user = factories.UserFactory()
    typed = gap.join(grouped(user.login_code).split())
    assert User.objects.behind(f" {typed}\u200e").get() == user


def test_no_statement_leaves_the_comparison_of_names_to_the_database(django_assert_max_num_queries):
    with django_assert_max_num_queries(1) as asked:
        list(User.objects.behind("Étoile 77"))
    assert "upper" not in asked.captured_queries[0]["sql"].lower()
    assert connection.vendor in ("sqlite", "postgresql")
