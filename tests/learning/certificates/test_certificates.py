"""The certificate, its number, and what the check says."""

import re
import zlib
from collections import Counter
from uuid import uuid4

import pytest
import uharfbuzz
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from learning.certificates import actions as certificates
from learning.certificates import letters
from learning.models import Certificate, CoursePage, Enrolment, LessonPage
from learning.progress import completion
from learning.progress.actions import enrol
from people.models import CountryRisk, Event, Organisation
from tests import factories
from tests.pages import one_line
from tests.spellings import SPELLINGS
from web.reading.qr import picture
from web.templatetags.ui import minutes

GLYPH = rb"<([0-9A-F]{4})> <([0-9A-F]{4})>"
ESCAPES = {b"r": b"\r", b"n": b"\n"}


def kinds() -> Counter:
    """How often a certificate was withdrawn or renewed."""
    names = Event.objects.filter(kind__endswith="_certificate").values_list("kind", flat=True)
    return Counter(names)


def check(number: str) -> str:
    page = Client().get(reverse("certificate-check", args=[number]))
    return one_line(page.content.decode())


def page_of(sheet: bytes) -> bytes:
    """Return what is drawn on the page of a sheet."""
    [page] = [stream for stream in streams_of(sheet) if b" Tf" in stream]
    return page


def streams_of(sheet: bytes) -> list[bytes]:
    return [_plain(raw) for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", sheet, re.S)]


def text_of(sheet: bytes) -> str:
    """Return the text of a sheet, through each font's table from glyphs back to letters."""
    fonts = letters_of_fonts(sheet)
    lines, font = [], fonts[0]
    drawn = re.findall(rb"/F(\d) [\d.]+ Tf|\((.*?)(?<!\\)\) Tj", page_of(sheet), re.S)
    for number, raw in drawn:
        if number:
            font = fonts[int(number) - 1]
            continue
        lines.append("".join(font.get(glyph, "?") for glyph in glyphs_in(raw)))
    return "\n".join(lines)


def glyphs_of_name(sheet: bytes) -> list[str]:
    """Return the numbers of the glyphs that the name is drawn with, from left to right."""
    drawn = page_of(sheet).partition(b" 24.00 Tf")[2].partition(b"/F1 12.00 Tf ET")[0]
    written = re.findall(rb"\((.*?)(?<!\\)\) Tj", drawn, re.S)
    return [glyph for raw in written for glyph in glyphs_in(raw)]


def glyphs_in(raw: bytes) -> list[str]:
    """Return the numbers of the glyphs in a text of the file, in hexadecimal digits."""
    glyphs = re.sub(rb"\\([()\\rn])", lambda hit: ESCAPES.get(hit[1], hit[1]), raw)
    return [glyphs[at : at + 2].hex().upper() for at in range(0, len(glyphs), 2)]


def letters_of_fonts(sheet: bytes) -> list[dict[str, str]]:
    """Return which letter each glyph of each font is, in the order of the fonts."""
    return [
        {glyph.decode(): chr(int(letter, 16)) for glyph, letter in re.findall(GLYPH, stream)}
        for stream in streams_of(sheet)
        if b"beginbfchar" in stream
    ]


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
    [
        *(("민수", "민 수"), ("Awa 🌺", "🌺"), ("عائشة 🌺", "🌺")),
        # The name changes its font there, and the letters would not join.
        ("Awa ශ්\u200dරී", "\u200d"),
    ],
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


SCRIPTS = {
    "Arabic": "عائشة",
    "Arabic with vowel signs": "مُحمّد",
    "Bengali": "রহিমা",
    "Burmese": "မြမြ",
    "Chinese": "王小明",
    "Chinese of Taiwan": "陳麗華",
    "Devanagari": "श्रेष्ठ",
    "Ethiopic": "አበበች",
    "Georgian": "ნინო",
    "Hebrew": "שרה",
    "Khmer": "សុភា",
    "Persian": "می\u200cخواهم",
    "Sinhala": "ශ්\u200dරී",
    "Tamil": "மீனா",
    "Thai": "สมหญิง",
}


def shaped(name: str) -> list[int]:
    """Return the glyphs that the shaping engine itself makes of a whole name."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(name)
    buffer.guess_segment_properties()
    file = letters.font_for(name) or letters.BOLD
    uharfbuzz.shape(uharfbuzz.Font(uharfbuzz.Face(file.read_bytes())), buffer)
    return [info.codepoint for info in buffer.glyph_infos]


@pytest.mark.parametrize("name", SCRIPTS.values(), ids=SCRIPTS)
def test_name_in_each_script_is_printed_as_one(completed, name):
    """Not cut anywhere, so that its letters join, and with a glyph for each."""
    sheet = download(completed, name).content
    glyphs = glyphs_of_name(sheet)
    # The file has numbers of its own for glyphs, the same number for the same glyph.
    wanted = shaped(name)
    assert [glyphs.index(one) for one in glyphs] == [wanted.index(one) for one in wanted]
    assert "0000" not in glyphs
    assert 0 not in wanted
    assert len(sheet) < 60_000


def test_letters_that_join_have_the_form_of_their_place(completed):
    """Of three equal letters, the first, the middle and the last one look different."""
    assert len(set(glyphs_of_name(download(completed, "ببب").content))) == 3
    assert len(set(glyphs_of_name(download(completed, "bbb").content))) == 1


def test_name_from_right_to_left_begins_at_the_right(completed):
    sheet = download(completed, "אבג").content
    bold = letters_of_fonts(sheet)[1]
    assert [bold[glyph] for glyph in glyphs_of_name(sheet)] == ["ג", "ב", "א"]


def test_title_leaves_out_letters_that_no_font_has(completed):
    page = completed.page.lessons()[0]
    page.title = "Budget 🌺"
    page.save_revision().publish()
    assert "1. Budget · 2. Lesson 2" in text_of(download(completed, "Awa").content).splitlines()


def test_title_that_joins_has_a_line_of_its_own(completed):
    for page, title in zip(completed.page.lessons(), ("Budget", "אבג"), strict=True):
        page.title = title
        page.save_revision().publish()
    assert "1. Budget" in text_of(download(completed, "Awa").content).splitlines()


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("À qui est cet argent\u202f?", "À qui est cet argent\u202f?"),
        ("5\u00a0000 francs", "5\u00a0000 francs"),
        ("個人預算的問題", "個人預算的問題"),
        ("مُحمّد", "مُحمّد"),
        (" 🌺 ", ""),
    ],
)
def test_title_keeps_what_can_be_printed(title, printed):
    assert letters.printable(title) == printed


def test_fonts_weigh_little():
    assert sum(font.stat().st_size for font in letters.FONTS.glob("*.ttf")) < 6_000_000


@pytest.mark.parametrize("typed", ["E\u0301toile  N\u0303andu", "\u200eÉtoile Ñandu "])
def test_name_is_printed_in_one_form_however_it_is_typed(completed, typed):
    assert download(completed, typed).content == download(completed, "Étoile Ñandu").content


def test_certificate_before_completion_leads_to_the_course(walk):
    response = walk.client.get(walk.address("certificate"))
    assert response.url == walk.address("course")


def test_sheet_names_length_lessons_and_issuer(completed):
    for page, length in zip(completed.page.lessons(), (100, 110), strict=True):
        page.minutes = length
        page.save_revision().publish()
    month = Certificate.objects.get().month
    lines = text_of(download(completed, "Awa").content).splitlines()
    assert f"{minutes(210)} · {month:%B %Y}" in lines
    assert "1. Lesson 1 · 2. Lesson 2" in lines
    assert "Issued by Ensemble" in lines


def test_sheet_leaves_out_lessons_that_do_not_fit_and_says_how_many(completed):
    for page in completed.page.lessons():
        page.title = "W" * 250
        page.save_revision().publish()
    for number in range(3, 12):
        title = f"{number} {'w' * 240}"
        lesson = LessonPage(title=title, slug=f"lesson-{number}", locale=completed.page.locale)
        completed.page.add_child(instance=lesson)
    lines = text_of(download(completed, "Awa").content).splitlines()
    first = lines.index("1. " + "W" * 250)
    assert lines[first + 4] == "and 7 more"
    assert lines[first + 5] == "Issued by Ensemble"


def test_picture_on_the_sheet_is_the_address_of_the_check(completed, settings):
    certificate = Certificate.objects.get()
    address = reverse("certificate-check", args=[certificate.number])
    wanted = picture(settings.WAGTAILADMIN_BASE_URL + address)
    page = page_of(download(completed, "Awa").content)
    squares = [
        tuple(float(one) for one in found)
        for found in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) -([\d.]+) re f", page)
    ]
    # The first two are the paper and the white ground of the picture.
    (left, top, width, _), *dark = squares[1:]
    side = width / wanted.side
    runs = [
        (round((x - left) / side), round((top - y) / side), round(wide / side))
        for x, y, wide, _ in dark
    ]
    assert runs == list(wanted.runs)


def test_course_without_a_length_says_none(completed):
    LessonPage.objects.update(minutes=0)
    month = Certificate.objects.get().month
    assert f"{month:%B %Y}" in text_of(download(completed, "Awa").content).splitlines()


def withdraw(walk, number=None, *, name="withdraw-certificate"):
    number = number or Certificate.objects.latest("pk").number
    return walk.client.post(walk.address(name), {"number": number})


def test_withdrawing_says_before_what_happens_and_changes_nothing(completed):
    page = completed.client.get(completed.address("withdraw-certificate"))
    text = one_line(page.content.decode())
    assert "The check says that this number is no longer valid." in text
    assert "The course stays completed." in text
    assert Certificate.objects.get().revoked_at is None


def test_withdrawn_certificate_is_invalid_and_the_course_stays_completed(completed):
    number = Certificate.objects.get().number
    assert withdraw(completed).url == completed.address("certificate")
    first = Certificate.objects.get().revoked_at
    assert first is not None
    assert withdraw(completed).url == completed.address("certificate")
    assert Certificate.objects.get().revoked_at == first
    assert Enrolment.objects.get().completed_at is not None
    assert kinds() == {"withdraw_certificate": 1}
    page = completed.client.get(completed.address("certificate")).content.decode()
    assert "You withdrew this certificate" in page
    assert number in page
    course = completed.client.get(completed.address("course")).content.decode()
    assert "You have completed this course" in course
    assert number not in course
    assert completed.client.get(completed.address("withdraw-certificate")).status_code == 302


def test_withdrawn_certificate_is_not_downloaded(completed):
    withdraw(completed)
    response = download(completed)
    assert response["Content-Type"].startswith("text/html")
    assert "You withdrew this certificate" in response.content.decode()


@pytest.mark.servers
def test_new_number_takes_the_place_of_the_old_one_once(completed):
    old = Certificate.objects.get()
    assert withdraw(completed, name="renew-certificate").status_code == 302
    assert [*Certificate.objects.all()] == [old]
    withdraw(completed)
    for _time in range(2):
        answer = withdraw(completed, old.number, name="renew-certificate")
        assert answer.url == completed.address("certificate")
    new = Certificate.objects.get(revoked_at=None)
    assert Certificate.objects.count() == 2
    assert (new.month, new.enrolment_id) == (old.month, old.enrolment_id)
    assert new.number in completed.client.get(completed.address("course")).content.decode()
    assert "no longer valid" in check(old.number)
    assert "is valid" in check(new.number)
    assert kinds() == {"withdraw_certificate": 1, "renew_certificate": 1}
    # The first form comes late, from a bad line: the new number stays.
    withdraw(completed, old.number)
    assert Certificate.objects.get(pk=new.pk).revoked_at is None
    # And the second one, after the new number was withdrawn, too.
    withdraw(completed, new.number)
    withdraw(completed, old.number, name="renew-certificate")
    assert Certificate.objects.filter(revoked_at=None).count() == 0


@pytest.mark.servers
def test_one_enrolment_has_one_valid_certificate(completed):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            enrolment=completed.enrolment, number="2222-2222-2222-2222", month=timezone.localdate()
        )


@pytest.mark.parametrize("name", ["withdraw-certificate", "renew-certificate"])
@pytest.mark.parametrize("who", ["leader2", "coordinator", "mentor"])
def test_certificate_of_someone_else_is_not_found(completed, world, sign_in, name, who):
    other = sign_in(getattr(world.a, who))
    number = Certificate.objects.get().number
    assert other.post(completed.address(name), {"number": number}).status_code == 404
    if name == "withdraw-certificate":
        assert other.get(completed.address(name)).status_code == 404
    assert Certificate.objects.get().revoked_at is None


def test_number_of_someone_else_is_not_withdrawn_beside_one_s_own(completed, world):
    enrol(user=world.b.leader, course_key=completed.page.translation_key)
    other = Enrolment.objects.get(user=world.b.leader)
    theirs = certificates.issue(enrolment=other, on=timezone.localdate())
    for number in (theirs.number, "", "a\x00b"):
        answer = completed.client.post(
            completed.address("withdraw-certificate"), {"number": number}
        )
        assert answer.url == completed.address("certificate")
    assert Certificate.objects.exclude(revoked_at=None).count() == 0


@pytest.mark.parametrize("name", ["withdraw-certificate", "renew-certificate"])
def test_withdrawing_without_signing_in_leads_to_the_sign_in(completed, name):
    number = Certificate.objects.get().number
    answer = Client().post(completed.address(name), {"number": number})
    assert (answer.status_code, "sign-in" in answer.url) == (302, True)
    assert Certificate.objects.get().revoked_at is None


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


def test_check_of_a_withdrawn_certificate_says_so_and_no_longer_what_it_was_for(completed):
    withdraw(completed)
    certificate = Certificate.objects.get()
    page = check(certificate.number)
    assert "no longer valid" in page
    for word in ("is valid", "A course", "Lesson 1", f"{certificate.month:%B %Y}"):
        assert word not in page


def test_check_names_length_lessons_and_issuer(completed, french):
    for page in LessonPage.objects.all():
        page.minutes = 40
        page.save_revision().publish()
    [_, last] = LessonPage.objects.filter(locale__language_code="fr").order_by("path")
    last.delete()
    number = Certificate.objects.get().number
    with translation.override("fr"):
        page = check(number)
    assert f"<dd>{minutes(80)}</dd>" in page
    assert "<dd>Ensemble</dd>" in page
    # Each lesson is in the language of the reader, or says in which it is.
    assert '<li>Lesson 1 (fr)</li><li lang="en">Lesson 2</li>' in page


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


def test_withdrawn_certificate_can_be_renewed_when_its_course_is_gone(completed):
    withdraw(completed)
    completed.page.unpublish()
    assert completed.client.get(completed.address("course")).url == completed.address("certificate")
    page = completed.client.get(completed.address("certificate")).content.decode()
    assert "Get a new number" in page
    withdraw(completed, name="renew-certificate")
    assert Certificate.objects.filter(revoked_at=None).count() == 1
