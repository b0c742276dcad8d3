"""The studio: editors write, no one manages people there, and nothing leads outside."""

import re
import tempfile

import polib
import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from modelsearch import index as search_index
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.editors import ensure_editors_group
from cms.models import HomePage
from learning.models import LessonPage
from people.models import RoleGrant
from tests.factories import UserFactory, course, in_french, in_studio
from tests.matrix.studio_forms import ACCOUNT
from tests.proving import prove

pytestmark = pytest.mark.servers

STUDIO = "/studio/"


@pytest.fixture
def lesson(db) -> LessonPage:
    page = LessonPage.objects.child_of(course()).first()
    in_french(page)
    return page


@pytest.fixture
def editor(lesson):
    return in_studio(pseudonym="Baobab")


@pytest.fixture
def admin(lesson):
    return UserFactory(pseudonym="Chief", is_superuser=True)


def screens(lesson: LessonPage) -> list[str]:
    """Return every screen that an editor uses."""
    of_page = [
        *("edit", "history", "move", "copy", "delete", "unpublish", "usage", "privacy"),
        "workflow_history",
    ]
    parent = lesson.get_parent()
    return [
        STUDIO,
        f"{STUDIO}account/",
        f"{STUDIO}pages/",
        f"{STUDIO}pages/search/?q=lesson",
        reverse("wagtailadmin_explore", args=[parent.pk]),
        reverse("wagtailadmin_pages:add", args=["learning", "lessonpage", parent.pk]),
        *(
            reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk])
            for name in of_page
            if name not in ("privacy", "workflow_history")
        ),
        f"{STUDIO}changes/learning/lessonpage/{lesson.pk}/",
        f"{STUDIO}localize/submit/page/{parent.pk}/",
        f"{STUDIO}images/",
        f"{STUDIO}images/add/",
        f"{STUDIO}documents/",
        f"{STUDIO}media/",
        f"{STUDIO}media/audio/add/",
        f"{STUDIO}reports/aging-pages/",
    ]


def outside(html: str) -> list[str]:
    """Return the addresses outside this site that a browser would fetch, send to or open."""
    addresses = re.findall(
        r"""\b(?:src|href|action|data|poster|srcset)=["']?((?:https?:)?//[^"'\s>]+)""", html
    )
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)
    addresses += [
        found for script in scripts for found in re.findall(r"https?://[^\"'\s\\]+", script)
    ]
    own = ("http://testserver", "http://localhost", "http://www.w3.org/")
    return sorted({address for address in addresses if not address.startswith(own)})


def test_editor_and_admin_open_every_screen(editor, admin, lesson, sign_in):
    for user in (editor, admin):
        client = sign_in(user)
        closed = {
            screen: status
            for screen in screens(lesson)
            if (status := client.get(screen).status_code) != 200
        }
        assert closed == {}


def test_no_screen_leads_outside(editor, admin, lesson, sign_in):
    for user in (editor, admin):
        client = sign_in(user)
        found = {screen: outside(client.get(screen).content.decode()) for screen in screens(lesson)}
        assert {screen: addresses for screen, addresses in found.items() if addresses} == {}


def test_detector_of_outside_addresses_finds_them():
    html = """<img src="https://a.example/x.png"><a href="//b.example/">b</a>
    <script>fetch("https://c.example/")</script><script src=http://d.example/s.js></script>"""
    assert outside(html) == [
        "//b.example/",
        "http://d.example/s.js",
        "https://a.example/x.png",
        "https://c.example/",
    ]


PEOPLE = ["users/", "groups/", "groups/new/", "reports/site-history/"]


@pytest.mark.parametrize("screen", PEOPLE)
def test_screens_about_people_do_not_exist_for_an_editor(screen, editor, sign_in):
    assert sign_in(editor).get(STUDIO + screen).status_code == 404


@pytest.mark.parametrize("screen", PEOPLE)
def test_screens_about_people_are_open_to_a_superuser(screen, admin, sign_in):
    assert prove(sign_in(admin)).get(STUDIO + screen).status_code == 200


def test_single_member_is_out_of_an_editors_reach(editor, admin, sign_in):
    victim = UserFactory(pseudonym="ZQB canary")
    client = sign_in(editor)
    for address in (
        f"users/edit/{victim.pk}/",
        f"users/delete/{victim.pk}/",
        f"users/history/{victim.pk}/",
    ):
        assert client.get(STUDIO + address).status_code == 404
        assert prove(sign_in(admin)).get(STUDIO + address).status_code == 200


def test_no_one_changes_many_accounts_at_once(editor, admin, sign_in):
    victim = UserFactory()
    for user in (editor, admin):
        browser = prove(sign_in(user))
        for action in ("delete", "assign_role", "set_active_state"):
            address = f"{STUDIO}bulk/people/user/{action}/?id={victim.pk}"
            assert browser.get(address).status_code == 404


def test_menu_shows_people_only_to_a_superuser(editor, admin, sign_in):
    users = reverse("wagtailusers_users:index")
    assert users not in sign_in(editor).get(STUDIO).content.decode()
    assert users in sign_in(admin).get(STUDIO).content.decode()


def test_no_member_is_named_to_an_editor(editor, lesson, sign_in):
    UserFactory(pseudonym="ZQB canary")
    client = sign_in(editor)
    assert [
        screen for screen in screens(lesson) if "ZQB " in client.get(screen).content.decode()
    ] == []


def test_account_page_asks_for_no_name_no_address_and_no_picture(editor, sign_in):
    html = sign_in(editor).get(f"{STUDIO}account/").content.decode()
    fields = set(re.findall(r'name="([a-z_]+-[a-z_0-9]+)"', html))
    assert {name for name in fields if name.startswith(("name", "avatar", "password"))} == set()
    assert "locale-preferred_language" in fields
    assert "file" not in re.findall(r'type="([a-z]+)"', html)


def test_account_page_keeps_a_choice(editor, sign_in):
    client = sign_in(editor)
    answer = client.post(f"{STUDIO}account/", ACCOUNT)
    assert answer.status_code == 302
    editor.refresh_from_db()
    assert editor.wagtail_userprofile.preferred_language == "fr"


def test_studio_is_closed_to_a_member_and_to_a_stranger(client, lesson, sign_in):
    member = UserFactory()
    for screen in screens(lesson):
        assert sign_in(member).get(screen).status_code == 404
        assert client.get(screen).status_code == 302


def test_wagtails_own_password_screens_are_closed(db, client, editor, sign_in):
    address = f"{STUDIO}password_reset/"
    assert client.get(address)["Location"] == f"/en/sign-in/?next={address}"
    assert sign_in(editor).get(address).status_code == 404


def test_wagtails_own_sign_in_leads_to_that_of_the_site(db, client, editor, sign_in):
    assert client.get(f"{STUDIO}login/")["Location"] == "/en/sign-in/"
    assert client.post(f"{STUDIO}login/", {"username": "a", "password": "b"}).status_code == 405
    answered = sign_in(editor).post(f"{STUDIO}logout/", follow=True)
    assert [address for address, _ in answered.redirect_chain] == ["/en/sign-in/"]


def test_editors_have_the_homes_of_all_languages_and_not_the_root(editor):
    group = Group.objects.get(name="Editors")
    assert {grant.page.specific for grant in group.page_permissions.all()} == set(
        HomePage.objects.all()
    )


def test_editors_group_made_twice_is_the_same(editor):
    group = Group.objects.get(name="Editors")

    def rights() -> tuple:
        return (
            sorted(group.permissions.values_list("codename", flat=True)),
            sorted(group.page_permissions.values_list("page", "permission__codename")),
            sorted(group.collection_permissions.values_list("permission__codename", flat=True)),
        )

    before = rights()
    assert before[0] == ["access_admin", "submit_translation"]
    assert ensure_editors_group() == group
    assert rights() == before


def test_editors_may_not_change_people_languages_or_the_branding(editor):
    assert [
        permission
        for permission in editor.get_all_permissions()
        if permission.startswith(("people.", "auth.", "cms.", "wagtailcore.add_locale"))
    ] == []


def test_no_one_chooses_a_passphrase_for_another_member(admin, editor, sign_in):
    browser = prove(sign_in(admin))
    page = browser.get(reverse("wagtailusers_users:edit", args=[editor.pk])).content.decode()
    assert 'name="pseudonym"' in page
    assert 'type="password"' not in page


# --- What a library would permit ------------------------------------------------------------
@pytest.fixture
def french(lesson) -> LessonPage:
    """The lesson in French, as a translation that is online."""
    source, _ = TranslationSource.get_or_create_from_instance(lesson)
    locale = Locale.objects.get(language_code="fr")
    Translation.objects.create(source=source, target_locale=locale)
    return lesson.get_translation(locale)


@pytest.fixture
def translator(lesson):
    return in_studio(RoleGrant.Role.TRANSLATOR, pseudonym="Iroko")


@pytest.mark.parametrize("live", [True, False])
def test_translator_cannot_put_the_original_in_place_of_its_translation(
    translator, editor, french, sign_in, live
):
    """An alias shows its original, and is online as soon as that is."""
    LessonPage.objects.filter(pk=french.pk).update(live=live)
    address = f"{STUDIO}localize/page/{french.pk}/convert_to_alias/"
    sign_in(translator).post(address)
    french.refresh_from_db()
    assert (french.title, french.live, french.alias_of) == ("Lesson 1 (fr)", live, None)
    sign_in(editor).post(address)
    french.refresh_from_db()
    assert (french.title, french.live, french.alias_of_id is None) == ("Lesson 1", True, False)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("screen", ["users/", "reports/site-history/", "reports/aging-pages/"])
def test_nothing_leaves_the_studio_as_a_table(editor, admin, sign_in, screen, kind):
    for user in (editor, admin):
        assert prove(sign_in(user)).get(f"{STUDIO}{screen}?export={kind}").status_code == 404
    assert prove(sign_in(admin)).get(STUDIO + screen).status_code == 200


@pytest.mark.parametrize("screen", ["failwhale/", "test404/"])
def test_wagtails_test_pages_do_not_exist(editor, admin, sign_in, screen):
    for user in (editor, admin):
        assert sign_in(user).get(STUDIO + screen).status_code == 404


def sentences(translation: Translation, key: str) -> SimpleUploadedFile:
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "X-WagtailLocalize-TranslationID": key,
    }
    for segment in translation.source.stringsegment_set.filter(string__data="Lesson 1"):
        path = segment.context.path
        catalogue.append(polib.POEntry(msgid="Lesson 1", msgctxt=path, msgstr="Première leçon"))
    return SimpleUploadedFile("fr.po", str(catalogue).encode())


def test_translated_sentences_are_imported_and_leave_nothing_behind(
    translator, french, sign_in, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    translation = Translation.objects.get()
    address = f"{STUDIO}localize/translate/{translation.pk}/pofile/upload/"
    browser = sign_in(translator)
    others = [
        {},
        {"file": sentences(translation, "another")},
        *(
            {"file": SimpleUploadedFile("fr.po", contents)}
            for contents in (b"\xff\xfe%PDF", b"/etc/passwd", b'msgid "a"\n', b"msgid\nmsgid", b"x")
        ),
    ]
    for sent in others:
        answered = browser.post(address, sent, follow=True)
        assert [str(message).strip() for message in answered.context["messages"]] == [
            (
                "This file contains no translation of this page. Use the file that you downloaded "
                "from this page."
            )
        ]
    assert StringTranslation.objects.count() == 0
    browser.post(address, {"file": sentences(translation, str(translation.uuid))})
    assert StringTranslation.objects.get().data == "Première leçon"
    assert list(tmp_path.iterdir()) == []
    assert sign_in(UserFactory()).post(address).status_code == 404


def picture(title: str) -> Image:
    return Image.objects.create(title=title, width=1, height=1, file="images/one.png")


def document(title: str) -> Document:
    return Document.objects.create(title=title, file="documents/one.pdf")


@pytest.mark.parametrize(("screen", "make"), [("images", picture), ("documents", document)])
def test_a_list_is_searched_and_filtered_by_use_at_once(editor, sign_in, screen, make):
    kept = [make("Cash book"), make("Cash box"), make("Scales")]
    for one in kept:
        search_index.insert_or_update_object(one)
    browser = sign_in(editor)
    for sent, shown in (
        ({"q": "cash"}, kept[:2]),
        ({"q": "cash", "usage_count_min": 0, "usage_count_max": 3}, kept[:2]),
        ({"q": "cash", "usage_count_min": 1}, []),
        ({"usage_count_max": 0}, kept),
        ({"q": "cash", "ordering": "-file_size"}, kept[:2]),
    ):
        for address in (f"{STUDIO}{screen}/", f"{STUDIO}{screen}/results/"):
            answered = browser.get(address, sent)
            titles = sorted(one.title for one in answered.context["object_list"])
            assert titles == [one.title for one in shown]
