"""A drawing that is opened alone fills the screen, and would run nothing if it held something."""

from pathlib import Path

from tests.browser.conftest import PHONE, Phone, Site
from tests.files import own

# What no list lets through, put on the disk all the same.
HOSTILE = own.drawing(
    b"<script>document.documentElement.setAttribute('data-ran', 'yes'); fetch('/en/home/')</script>"
    b"<style>text { fill: rgb(1, 2, 3) }</style>"
    b'<image href="/files/other.webp" width="9" height="9" onerror="document.title = \'ran\'"/>'
    b'<foreignObject width="99" height="99"><form xmlns="http://www.w3.org/1999/xhtml" '
    b'action="/en/leave/"><input type="submit"/></form></foreignObject>',
    more=b"onclick=\"document.documentElement.setAttribute('data-ran', 'yes')\" id=\"words\"",
)
SIZE = "root => [root.clientWidth, root.clientHeight, root.getAttribute('data-ran'), self.origin]"


def opened(phone, site: Site, data: bytes) -> Phone:
    """Return the phone of a member who opened this drawing alone."""
    images = Path(site.env["DATA_DIR"]) / "files" / "images"
    images.mkdir(parents=True, exist_ok=True)
    (images / "day.svg").write_bytes(data)
    someone: Phone = phone()
    someone.sign_in("leader")
    someone.open("/files/images/day.svg")
    return someone


PICTURED = """
from learning.models import LessonPage
from django.urls import reverse
for lesson in LessonPage.objects.live().filter(locale__language_code="en"):
    if any(block.block_type == "picture" for block in lesson.body):
        course = lesson.get_parent()
        print(reverse("learning:lesson", args=[course.translation_key, lesson.translation_key]))
        break
"""
# The smallest text of a drawing, which is 360 wide, is of 14: so it has 12 pixels.
WIDE_ENOUGH = 360 * 12 / 14


def test_words_of_a_drawing_can_be_read_in_a_lesson(phone, site: Site) -> None:
    someone: Phone = phone()
    someone.sign_in("leader")
    page = someone.open(site.shell(PICTURED))
    assert page.locator("figure").first.evaluate("it => it.clientWidth") >= WIDE_ENOUGH


def test_drawing_alone_fills_the_screen(phone, site: Site) -> None:
    page = opened(phone, site, own.DRAWING).page
    root = page.locator("svg").first
    assert root.evaluate(SIZE) == [*PHONE.values(), None, "null"]
    assert (
        page.locator("text").first.evaluate("words => getComputedStyle(words).fontSize") == "14px"
    )


def test_drawing_alone_runs_and_loads_nothing(phone, site: Site) -> None:
    someone = opened(phone, site, HOSTILE)
    arrived: list[str] = []
    someone.page.on("requestfinished", lambda request: arrived.append(request.url))
    someone.page.reload()
    someone.page.locator("#words").click(force=True)
    someone.page.wait_for_timeout(500)
    assert arrived == [f"{site.url}/files/images/day.svg"]
    assert any("img-src" in told for told in someone.complaints)
    assert someone.page.locator("svg").first.evaluate(SIZE)[2:] == [None, "null"]
    words = someone.page.locator("#words")
    assert words.evaluate("words => getComputedStyle(words).fill") == "rgb(0, 0, 0)"
