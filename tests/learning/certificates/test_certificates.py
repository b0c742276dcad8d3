"""The certificate, its number, and what the check says."""

import re
import zlib
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from learning.certificates import actions as certificates
from learning.models import Certificate, CoursePage, Enrolment
from learning.progress import completion
from people.models import CountryRisk, Organisation
from tests import factories
from tests.pages import one_line
from tests.spellings import SPELLINGS

GLYPH = rb"<([0-9A-F]{4})> <([0-9A-F]{4})>"
ESCAPES = {b"r": b"\r", b"n": b"\n"}


def text_of(sheet: bytes) -> str:
    """Return the text of a sheet, through each font's table from glyphs back to letters."""
    streams = [_plain(raw) for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", sheet, re.S)]
    fonts = [
        {glyph: chr(int(letter, 16)) for glyph, letter in re.findall(GLYPH, stream)}
        for stream in streams
        if b"beginbfchar" in stream
    ]
    [page] = [stream for stream in streams if b" Tf" in stream]
    lines, font = [], fonts[0]
    for number, raw in re.findall(rb"/F(\d) [\d.]+ Tf|\((.*?)(?<!\\)\) Tj", page, re.S):
        if number:
            font = fonts[int(number) - 1]
            continue
        glyphs = re.sub(rb"\\([()\\rn])", lambda hit: ESCAPES.get(hit[1], hit[1]), raw)
        pairs = (glyphs[at : at + 2] for at in range(0, len(glyphs), 2))
        lines.append("".join(font.get(pair.hex().upper().encode(), "?") for pair in pairs))
    return "\n".join(lines)


def _plain(stream: bytes) -> bytes:
    """Return a stream unpacked. Its last byte may be missing, as it may look like a line end."""
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def download(walk, name="Aïcha Mɔ̃", lang="en"):
    return walk.client.post(walk.address("certificate", lang=lang), {"name": name})


def test_number_has_four_groups_of_unmistakable_letters(completed):
    number = Certificate.objects.get().number
    assert re.fullmatch(r"([23456789CDFHJKMNPQRTVWXY]{4}-){3}[23456789CDFHJKMNPQRTVWXY]{4}", number)


def test_month_is_the_first_of_a_month(completed):
    assert Certificate.objects.get().month == timezone.now().date().replace(day=1)


def test_completing_twice_gives_one_certificate(completed):
    number = Certificate.objects.get().number
    assert completion.complete_when_done(enrolment=completed.enrolment) is False
    stale = completed.enrolment
    stale.completed_at = None
    assert completion.complete_when_done(enrolment=stale) is False
    assert certificates.issue(enrolment=stale, on=timezone.now().date()).number == number
    assert Certificate.objects.count() == 1


def test_sheet_is_a_pdf_with_a_neutral_name(completed):
    response = download(completed)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert len(response.content) < 60_000


def test_sheet_names_course_name_number_and_address(completed):
    text = text_of(download(completed, "Aïcha Kouassi").content)
    certificate = Certificate.objects.get()
    assert "Aïcha Kouassi" in text
    assert "A course" in text
    assert certificate.number in text
    assert reverse("certificate-check", args=[certificate.number]) in text


def test_sheet_in_french_names_the_french_title(completed, french):
    text = text_of(download(completed, "Awa", lang="fr").content)
    assert "A course (fr)" in text
    assert "/fr/check/" in text


def test_sheet_tells_neither_program_nor_person_nor_minute(completed):
    sheet = download(completed, "Aïcha Kouassi").content
    for word in (b"/Producer", b"/Creator", b"/Author", b"fpdf", completed.user.pseudonym.encode()):
        assert word not in sheet
    month = Certificate.objects.get().month
    [date] = re.findall(rb"/CreationDate \((.*?)\)", sheet)
    assert date.startswith(f"D:{month:%Y%m}01000000".encode())


def test_name_is_kept_nowhere(completed):
    download(completed, "Aïcha Kouassi")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "Aïcha Kouassi" not in str(cursor.fetchall())


@pytest.mark.parametrize(
    ("name", "letters"),
    [("名前", "名 前"), ("Awa 🌺", "🌺"), ("عائشة", "ع ا ئ ش ة")],
)
def test_name_that_cannot_be_printed_says_which_letters(completed, name, letters):
    response = download(completed, name)
    assert response.status_code == 200
    [error] = response.context["form"].errors["name"]
    assert f": {letters}." in error
    assert name in response.content.decode()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b", "Aw\u202ea"])
def test_name_that_is_none_says_so_beside_the_field(completed, name):
    response = download(completed, name)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["name"]


@pytest.mark.parametrize("name", ["Ọlá Ẹ̀bùn", "Наталья", "Łucja Nguyễn", "W" * 80])
def test_name_in_letters_of_the_movement_is_printed(completed, name):
    assert download(completed, name).content.startswith(b"%PDF-")


@pytest.mark.parametrize("typed", ["E\u0301toile  N\u0303andu", "\u200eÉtoile Ñandu "])
def test_name_is_printed_in_one_form_however_it_is_typed(completed, typed):
    assert download(completed, typed).content == download(completed, "Étoile Ñandu").content


def test_certificate_before_completion_leads_to_the_course(walk):
    response = walk.client.get(walk.address("certificate"))
    assert response.url == walk.address("course")


def test_revoked_certificate_is_not_downloaded(completed):
    Certificate.objects.update(revoked_at=timezone.now())
    assert download(completed).url == completed.address("course")


def test_check_shows_course_month_and_validity_and_nothing_else(completed):
    certificate = Certificate.objects.get()
    response = Client().get(reverse("certificate-check", args=[certificate.number]))
    page = response.content.decode()
    assert response.status_code == 200
    assert "This certificate is valid" in page
    assert "A course" in page
    assert f"{certificate.month:%B %Y}" in page
    for canary in ("ZQA", "ZQB", str(completed.user.code)):
        assert canary not in page


def test_check_of_a_revoked_certificate_says_so(completed):
    Certificate.objects.update(revoked_at=timezone.now())
    number = Certificate.objects.get().number
    page = Client().get(reverse("certificate-check", args=[number])).content.decode()
    assert "no longer valid" in page
    assert "is valid" not in page


def test_check_outlives_the_course(completed):
    number = Certificate.objects.get().number
    completed.page.unpublish()
    address = reverse("certificate-check", args=[number])
    assert "A course" in Client().get(address).content.decode()
    Enrolment.objects.update(course_key=uuid4())
    assert "no longer offered" in Client().get(address).content.decode()


def test_check_in_another_language_says_in_which_the_course_is(completed):
    number = Certificate.objects.get().number
    with translation.override("fr"):
        address = reverse("certificate-check", args=[number])
    page = one_line(Client().get(address).content.decode())
    assert '<h2 lang="en">A course</h2>' in page
    assert "Seulement en anglais pour l’instant." in page
    # A translation that was only started has the text of its source.
    french = factories.home_page("fr").locale
    draft = completed.page.copy_for_translation(french, copy_parents=True)
    assert one_line(Client().get(address).content.decode()) == page
    draft.delete()
    factories.in_french(completed.page)
    page = one_line(Client().get(address).content.decode())
    assert "<h2>A course (fr)</h2>" in page
    assert "Seulement en" not in page


def test_typed_number_leads_to_its_page_however_it_is_typed(completed):
    number = Certificate.objects.get().number
    address = reverse("certificate-check", args=[number])
    for name, spelling in SPELLINGS.items():
        cache.clear()  # Of the limit on guesses.
        response = Client().get(reverse("certificate-check"), {"number": spelling(number)})
        assert (name, response.status_code, response.url) == (name, 302, address)


@pytest.mark.parametrize("typed", ["", "2222-2222-2222-2222", "é", "x" * 41, "a\x00b"])
def test_unknown_number_says_so_beside_the_field(db, typed):
    response = Client().get(reverse("certificate-check"), {"number": typed})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["number"]
    assert typed.replace("\x00", "") in response.content.decode().replace("\x00", "")


def test_unknown_number_in_an_address_is_not_found(db):
    response = Client().get(reverse("certificate-check", args=["2222-2222-2222-2222"]))
    assert response.status_code == 404
    assert "No certificate has this number" in response.content.decode()


def test_check_costs_few_queries(completed, django_assert_max_num_queries):
    address = reverse("certificate-check", args=[Certificate.objects.get().number])
    Client().get(address)
    with django_assert_max_num_queries(3):
        Client().get(address)


def test_where_it_is_dangerous_no_name_is_asked_and_none_is_printed(completed):
    walk = completed
    Organisation.objects.filter(pk=walk.user.organisation_id).update(country="UG")
    CountryRisk.objects.create(country="UG")
    page = walk.client.get(walk.address("certificate"))
    assert list(page.context["form"].fields) == []
    text = text_of(download(walk, "Aïcha Kouassi").content)
    assert "Aïcha" not in text
    assert "This certifies that" not in text
    assert "The holder of this number has completed the course" in text
    assert Certificate.objects.get().number in text
    CountryRisk.objects.update(level=CountryRisk.Level.USUAL)
    assert "Aïcha Kouassi" in text_of(download(walk, "Aïcha Kouassi").content)


@pytest.mark.parametrize("gone", ["taken down", "taken down in French", "deleted"])
def test_certificate_stays_when_its_course_is_gone(completed, french, gone):
    """What an editor does to a course takes no certificate from the member who has it."""
    address = {lang: completed.address("certificate", lang=lang) for lang in ("en", "fr")}
    course = {lang: completed.address("course", lang=lang) for lang in ("en", "fr")}
    pages = CoursePage.objects.filter(translation_key=completed.page.translation_key)
    for page in pages.filter(locale__language_code="fr") if "French" in gone else pages:
        page.delete() if gone == "deleted" else page.unpublish()
    shown = completed.client.get(address["fr"])
    assert shown.status_code == 200
    assert shown.context["course"] is None
    says = '<p class="row">A course (fr)</p>' in one_line(shown.content.decode())
    assert says is (gone != "deleted")
    printed = completed.client.post(address["fr"], {"name": "Awa"})
    assert printed.content.startswith(b"%PDF-")
    answered = completed.client.get(course["fr"])
    assert (answered.status_code, answered.get("Location")) == (302, address["fr"])
    if gone == "taken down in French":
        assert completed.client.get(course["en"]).status_code == 200


def test_revoked_certificate_is_not_shown_when_its_course_is_gone(completed):
    address, course = completed.address("certificate"), completed.address("course")
    Certificate.objects.update(revoked_at=timezone.now())
    completed.page.unpublish()
    assert completed.client.get(address).status_code == 404
    assert completed.client.get(course).status_code == 404
