"""The studio in a real browser: it works under its policy, and fetches nothing from elsewhere."""

import json
import re
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import go

LESSON_OF = """
from learning.models import LessonPage
print(LessonPage.objects.filter(locale__language_code="en").order_by("path").first().pk)
"""
COURSE_OF = """
from learning.models import CoursePage
print(CoursePage.objects.filter(locale__language_code="en").order_by("path").last().pk)
"""
TITLE_OF = """
from learning.models import LessonPage
print(LessonPage.objects.get(pk={pk}).title)
"""
# A draft with one block of every kind.
OF_ALL_BLOCKS = """
from learning.models import LessonPage
lesson = LessonPage.objects.filter(locale__language_code="en").order_by("path").last()
blocks = lesson.body.stream_block.child_blocks.items()
lesson.body = [(name, block.get_preview_value()) for name, block in blocks]
lesson.save_revision()
print(lesson.pk)
"""
SIGNED_OUT = "You are signed out. Save the page: you sign in, and your text is still here."
LINKS = """
() => Array.from(document.querySelectorAll("a[href]:not([download])"), (a) => a.href)
"""
NUMBER = re.compile(r"\d+|(?<=/pages/)[a-z_]+/[a-z]+page(?=/)")
LAPTOP = {"width": 1280, "height": 900}


# Every control that is on the screen and lies, at least in part, on the strip with the way out.
UNDER_THE_WAY_OUT = """
() => {
  if (document.documentElement.scrollHeight > innerHeight) return ["It scrolls away."];
  const strip = document.querySelector(".strip").getBoundingClientRect();
  return Array.from(document.querySelectorAll("a, button, input, select, textarea"))
    .filter((one) => !one.closest(".strip") && getComputedStyle(one).visibility !== "hidden")
    .filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && box.height && box.bottom > strip.top + 1 && box.top < strip.bottom - 1;
    })
    .map((one) => one.outerHTML);
}
"""


# What is written outside of the smallest phone, in a title of a narrow column, or too small.
CRAMPED = """
() => Array.from(document.querySelectorAll("main *, .wrapper .content *"))
  .filter((one) => Array.from(one.childNodes).some((in_it) => in_it.data?.trim()))
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest(".w-sr-only"))
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const title = one.closest("td.title")?.getBoundingClientRect();
    const isSmall = parseFloat(getComputedStyle(one).fontSize) < 14;
    return box.width > 2 && (box.right > innerWidth + 1 || title?.width < 180 || isSmall);
  })
  .map((one) => one.outerHTML.slice(0, 200))
"""

# Text with a contrast below 7:1 to what is behind it. Wagtail fades what cannot be chosen.
FAINT = """
() => {
  const parts = (color) => {
    const found = color.match(/[\\d.]+/g).map(Number);
    const whole = color.startsWith("color(") ? found.slice(-4).map((one) => one * 255) : found;
    return [...whole.slice(0, 3), found.length > 3 ? found[3] : 1];
  };
  const light = (color) => {
    const [red, green, blue] = color.map((one) => one / 255)
      .map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const over = (color, below) => {
    return [0, 1, 2].map((n) => color[n] * color[3] + below[n] * (1 - color[3]));
  };
  const around = (one) => one ? [one, ...around(one.parentElement)] : [];
  const contrast = (one) => {
    const styles = around(one).map((each) => getComputedStyle(each));
    const grounds = styles.map((style) => parts(style.backgroundColor));
    const opaque = grounds.findIndex((ground) => ground[3] === 1);
    const layers = grounds.slice(0, opaque < 0 ? undefined : opaque + 1).reverse();
    const ground = layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
    const ink = parts(styles[0].color);
    ink[3] *= styles.reduce((product, style) => product * Number(style.opacity), 1);
    const [dark, bright] = [light(over(ink, ground)), light(ground)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  return Array.from(document.querySelectorAll("body *"))
    .filter((one) => Array.from(one.childNodes).some((in_it) => in_it.data?.trim()))
    .filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .filter((one) => !one.closest(".w-sr-only, .text-replace, [aria-hidden=true], :disabled"))
    .filter((one) => one.getBoundingClientRect().width > 2 && contrast(one) < 6.95)
    .map((one) => `${contrast(one).toFixed(1)} ${one.outerHTML.slice(0, 200)}`);
}
"""

# What still fades in or changes its colour is faint for a moment.
AT_REST = """
() => Promise.allSettled(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
  .map((one) => one.finished))
"""


@pytest.fixture
def laptop(phone):
    """The laptop of an editor who is signed in."""
    device = phone()
    device.page.set_viewport_size(LAPTOP)
    device.sign_in("editor")
    return device


def test_editor_previews_at_phone_width_and_publishes(laptop, site):
    pk = site.shell(LESSON_OF)
    page = laptop.open(f"/studio/pages/{pk}/edit/")
    page.wait_for_load_state("networkidle")
    page.click('button[aria-label="Toggle preview"]')
    frame = page.frame_locator("#w-preview-iframe")
    frame.locator("h1").wait_for()
    assert frame.locator("html").evaluate("html => html.clientWidth") == 360
    # Typed key by key: the panel misses text that comes while it still draws.
    page.fill("#id_title", "")
    page.locator("#id_title").press_sequentially("Whose money is this?", delay=150)
    frame.locator("h1", has_text="Whose money is this?").wait_for()
    page.get_by_role("button", name="More actions").click()
    page.locator("[name=action-publish]").click()
    page.get_by_text("published", exact=False).first.wait_for()
    assert site.shell(TITLE_OF.format(pk=pk)) == "Whose money is this?"
    assert laptop.complaints == []
    assert laptop.asked_elsewhere == []


def test_editor_tries_a_question_and_has_the_text_checked(laptop, site):
    pk = site.shell(LESSON_OF)
    page = laptop.open(f"/studio/pages/{pk}/edit/")
    page.wait_for_load_state("networkidle")
    page.click('button[aria-label="Toggle preview"]')
    asked = page.frame_locator("#w-preview-iframe").locator("#question-1")
    asked.locator("input[type=radio]").first.check()
    asked.get_by_role("button", name="Check my answer").click()
    asked.locator("[role=status]").wait_for()
    page.click('button[aria-label="Toggle checks"]')
    words = page.locator("[data-content-word-count]")
    words.filter(has_text=re.compile(r"^\s*[1-9]\d+\s*$")).wait_for()
    assert laptop.complaints == []
    assert laptop.asked_elsewhere == []


def test_editor_whose_session_ended_reads_it_while_typing_and_loses_nothing(laptop, site):
    pk = site.shell(LESSON_OF)
    page = laptop.open(f"/studio/pages/{pk}/edit/")
    page.wait_for_load_state("networkidle")
    laptop.context.clear_cookies(name="sessionid")
    said = page.get_by_text(SIGNED_OUT).locator("visible=true")
    # The page saves nothing that is typed while it still draws.
    for _try in range(20):
        page.locator("#id_title").press_sequentially("Late ")
        page.wait_for_timeout(1_000)
        if said.count():
            break
    assert said.count() == 1
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/sign-in/**")
    laptop.enter("editor")
    go(page, page.get_by_role("button", name="Save what I wrote"))
    assert "Late" in page.locator("#id_title").input_value()


def test_screens_of_the_studio_open_without_a_complaint(laptop, site):
    pk = site.shell(LESSON_OF)
    whole = site.shell(OF_ALL_BLOCKS)
    for screen in (
        *("/studio/", "/studio/pages/", "/studio/account/", "/studio/images/add/"),
        *("/studio/documents/", "/studio/media/", f"/studio/pages/{pk}/history/"),
        f"/studio/changes/learning/lessonpage/{pk}/",
        f"/studio/localize/submit/page/{pk}/",
        f"/studio/pages/{whole}/edit/",
    ):
        laptop.open(screen).wait_for_load_state("networkidle")
    assert json.dumps(laptop.complaints) == "[]"
    assert laptop.asked_elsewhere == []
    laptop.page.set_viewport_size({"width": 320, "height": 640})
    for screen in (
        "/studio/",
        "/studio/pages/",
        "/studio/documents/",
        "/studio/documents/multiple/add/",
        "/studio/account/",
        f"/studio/pages/{pk}/history/",
        f"/studio/pages/{pk}/delete/",
        f"/studio/pages/{whole}/edit/",
    ):
        laptop.open(screen).wait_for_load_state("networkidle")
        assert laptop.page.evaluate(CRAMPED) == [], screen


def faint_in_each_scheme(page):
    faint = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(AT_REST)
        faint += [f"{scheme} {one}" for one in page.evaluate(FAINT)]
    return faint


def test_words_in_the_studio_stand_out_from_what_is_behind_them(laptop, site):
    page = laptop.page
    page.set_viewport_size({"width": 360, "height": 640})
    pk = site.shell(LESSON_OF)
    for screen in (
        "/studio/",
        "/studio/pages/",
        "/studio/packages/",
        "/studio/localize/reports/translations/",
        f"/studio/pages/{pk}/",
        f"/studio/pages/{pk}/history/",
        f"/studio/pages/{pk}/unpublish/",
        f"/studio/pages/{pk}/blocks/",
    ):
        laptop.open(screen)
        assert faint_in_each_scheme(page) == [], screen
    page.set_viewport_size(LAPTOP)
    laptop.open(f"/studio/pages/{site.shell(COURSE_OF)}/edit/")
    before = page.locator("[data-contentpath=before]")
    before.locator("button.c-sf-add-button:visible").first.click()
    before.get_by_role("button", name="Choose a course").first.click()
    page.locator(".listing.chooser tr.disabled").first.wait_for()
    faint = faint_in_each_scheme(page)
    assert [one for one in faint if "<td" in one or "title-wrapper" in one] == []


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768), (360, 640)])
def test_the_way_out_covers_no_control(laptop, site, size):
    page = laptop.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    pk = site.shell(LESSON_OF)
    laptop.open(f"/studio/pages/{pk}/edit/").wait_for_load_state("networkidle")
    assert page.evaluate(UNDER_THE_WAY_OUT) == []
    page.fill("#id_title", "")
    page.get_by_role("button", name="More actions").click()
    page.locator("[name=action-publish]").click()
    page.get_by_text("Go to the first error").wait_for()
    assert page.evaluate(UNDER_THE_WAY_OUT) == []
    page.get_by_text("Go to the first error").click()
    assert page.locator(".strip button").is_visible()
    laptop.open(f"/studio/pages/{pk}/").wait_for_load_state("networkidle")
    assert page.evaluate(UNDER_THE_WAY_OUT) == []


def test_no_linked_screen_fetches_from_elsewhere(phone, site):
    """As a superuser, who sees all screens; one of those that differ only in a number."""
    device = phone()
    device.page.set_viewport_size(LAPTOP)
    device.sign_in("admin")
    waiting, known = [f"{site.url}/studio/"], set()
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        shape = NUMBER.sub("*", path)
        if shape in known or not address.startswith(f"{site.url}/studio/"):
            continue
        known.add(shape)
        device.open(path)
        waiting += device.page.evaluate(LINKS)
    assert known >= {"/studio/", "/studio/pages/*/", "/studio/pages/*/edit/", "/studio/users/"}
    assert len(known) > 40, sorted(known)
    assert device.asked_elsewhere == []
