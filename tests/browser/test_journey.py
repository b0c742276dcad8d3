"""The whole journey as one person's story: clicked, at 360×640, in both languages, with and
without JavaScript.

A newcomer takes all seven steps; their coordinator and their mentor are people of the demo.
Selectors are names, addresses and roles, which both languages share. The four stories run side by
side up to the webinar, whose reminder takes up to a minute.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from demo.members import SIGN_INS
from tests.browser.conftest import SUBMIT, Phone, Site, go, stand_in_for

pytestmark = pytest.mark.servers

# Of the starter course.
LESSONS = 5
ORGANISATION = "Ekibiina ky’Akasozi"
# Of the same group; the coordinator, who invites, cannot vouch.
VOUCHER = "safety"
MEMBER_ZONE = ZoneInfo("Africa/Kampala")
OTHER = {"en": "fr", "fr": "en"}
# Typed at download and kept nowhere: no other text of the site contains it.
NAME_ON_PAPER = "Zoé Quatorze-Novembre"
ALIAS = "Petite Lune"
GOAL = "Count the cash box with somebody every Friday"
MEETING = "We read the first page together"
# Beat of the site ticks once a minute; the second minute is for a busy machine.
REMINDED_WITHIN = 120
HOME, MEET, MENTOR = (f".places a >> nth={place}" for place in (0, 2, 3))
# The one large card: what comes next.
NEXT = ".card.next a.button"

# The form of a question.
ASKED = "main form[id]:has(button.button)"

# The right answers, by the code of their question and the names of their fields.
RIGHT = """
import json
from learning.catalogue import contents, outline
from learning.models import CoursePage
from web.codes import encode
forms = {{
    encode(one.id): one.form(None, one.right_answer)
    for course in outline.courses(CoursePage.objects.live(), {language!r})
    for content in contents.of_all(course.lessons).values()
    for one in content.questions
}}
fields = {{
    code: {{name: form[name].value() for name in form.fields}} for code, form in forms.items()
}}
print(json.dumps(fields))
"""

# What is kept of the newcomer: the texts of every table, and the reminders.
KEPT = """
import json
from django.apps import apps
from people.models import Notice
from webinars.notices import SOON
texts = [
    str(row)
    for model in apps.get_models(include_auto_created=True)
    for row in model._base_manager.values_list()
]
reminders = Notice.objects.filter(user__pseudonym={pseudonym!r}, kind=SOON.name)
print(json.dumps({{
    "rows": len(texts),
    "pseudonym": any({pseudonym!r} in text for text in texts),
    "name": any({name!r} in text for text in texts),
    "reminders": reminders.count(),
}}))
"""


@dataclass
class Story:
    """Who takes part, and what one step passes to the next."""

    language: str
    newcomer: Phone
    coordinator: Phone
    mentor: Phone
    voucher: Phone
    stranger: Phone
    pseudonym: str = ""
    course_title: str = ""

    def at(self, path: str) -> str:
        return f"/{self.language}{path}"


@pytest.fixture
def stories(chromium, site) -> Iterator[list[Story]]:
    """All four, up to the hour before the webinar: they wait for its reminder together."""
    with ExitStack() as phones:
        begun = []
        for language, javascript in product(("en", "fr"), (True, False)):
            five = (Phone(chromium, site, javascript=javascript) for _ in range(5))
            story = Story(language, *(phones.enter_context(closing(each)) for each in five))
            learn_until_reviewed(story)
            register(story, plan_webinar(story))
            begun.append(story)
        yield begun


def learn_until_reviewed(story: Story) -> None:
    create_account(story, invite(story))
    be_vouched_for(story)
    learn(story)
    hand_in(story)
    be_matched(story)
    be_reviewed(story)
    check(story, receive_certificate(story))


def test_one_members_journey(stories, site):
    """In both languages, with JavaScript and without: one test, so that one process walks them."""
    for story in stories:
        add_goal_and_meeting(story)
        be_reminded(story)
        join(story)
        see(story)
        leave(story)
        assert kept(site, story) == {"pseudonym": True, "name": False, "reminders": 1}
        people = (story.newcomer, story.coordinator, story.mentor, story.voucher, story.stranger)
        for each in people:
            assert each.complaints == []
            assert each.asked_elsewhere == []


def invite(story: Story) -> str:
    """Let the coordinator make an invitation; return the address for the newcomer."""
    page = story.coordinator.sign_in("coordinator", story.language)
    go(page, f".entries a[href$='{story.at('/invitations/')}']")
    # Behind its name stands who could vouch there.
    option = page.locator("[name=organisation] option", has_text=ORGANISATION)
    page.select_option("[name=organisation]", option.get_attribute("value"))
    go(page, "main form:has([name=organisation]) button")
    code, address = page.locator("code.secret").all_inner_texts()
    assert address.endswith(story.at(f"/join/{code}/"))
    return address


def create_account(story: Story, address: str) -> None:
    """Create the account with the pseudonym and passphrase that the page offers."""
    page = story.newcomer.page
    page.goto(address)
    fields = page.locator("main :is(input, select, textarea):not([type=hidden])")
    assert [field.get_attribute("name") for field in fields.all()] == [
        *("pseudonym", "passphrase", "adult", "written_down")
    ]
    story.pseudonym = page.input_value("[name=pseudonym]")
    assert len(re.split(r"[ -]", page.input_value("[name=passphrase]"))) == 6
    # All six words are visible: the newcomer writes them down from here.
    assert page.locator("[name=passphrase]").evaluate("it => it.scrollHeight <= it.clientHeight")
    page.check("[name=adult]")
    page.check("[name=written_down]")
    go(page, SUBMIT)
    page.wait_for_url(f"**{story.at('/waiting/')}")
    expect(page.locator("h1")).to_contain_text(story.pseudonym)
    page.goto(address)  # used once; and the newcomer is signed in already
    page.wait_for_url(f"**{story.at('/waiting/')}")
    expect(page.locator(".places")).to_have_count(0)


def be_vouched_for(story: Story) -> None:
    """The newcomer reads the code to a member of the group, who vouches; home opens."""
    page = story.newcomer.page
    code = page.inner_text("code.secret")
    theirs = story.voucher.sign_in(VOUCHER, story.language)
    theirs.goto(story.voucher.site.url + story.at("/me/"))
    go(theirs, f"main a[href='{story.at('/vouch/')}']")
    theirs.fill("[name=code]", code.lower())
    theirs.check("[name=sure]")
    go(theirs, "main form:has([name=code]) button")
    expect(theirs.locator("main .say.success")).to_be_visible()
    go(page, NEXT)
    page.wait_for_url(f"**{story.at('/home/')}")
    expect(page.locator("h1")).to_contain_text(story.pseudonym)


def learn(story: Story) -> None:
    """Take the course that home leads to, and do every lesson of it."""
    page = story.newcomer.page
    right = json.loads(story.newcomer.site.shell(RIGHT.format(language=story.language)))
    go(page, NEXT)
    story.course_title = page.inner_text("h1")
    lessons = page.locator("section ul.lined > li > a:not([href*='/runs/'])").count()
    go(page, "form[action$='/enrol/'] button")
    first = page.url
    switch_language_in_the_middle(story, first)
    wrong = 0
    for number in range(1, lessons + 1):
        expect(page.locator("main .row .soft").first).to_contain_text(str(number))
        go(page, "main a.button")
        wrong += answer_all(page, right)
        if number < lessons:
            go_on(story)
    assert wrong >= lessons


def switch_language_in_the_middle(story: Story, lesson: str) -> None:
    """Read the same lesson in the other language; home leads back to it."""
    page = story.newcomer.page
    heading = page.inner_text("h1")
    go(page, f"a.pill[hreflang={OTHER[story.language]}]")
    assert page.url == lesson.replace(f"/{story.language}/", f"/{OTHER[story.language]}/")
    assert page.inner_text("h1") != heading
    go(page, HOME)
    go(page, f"a.pill[hreflang={story.language}]")
    go(page, NEXT)
    assert page.url == lesson
    assert page.inner_text("h1") == heading


def answer_all(page: Page, right: dict[str, dict[str, str | list[str]]]) -> int:
    """Answer every question: single choices from the first on until one is right, others as
    `right` says. Count the wrong answers."""
    wrong = 0
    while "/result/" not in page.url:
        if not page.locator("[name=choice]").count():
            fill(page, right)
        for at in range(page.locator("[name=choice]").count()):
            page.locator("[name=choice]").nth(at).check()
            go(page, "main form:has([name=choice]) button")
            if not page.locator(".say.again").count():
                break
            wrong += 1
        expect(page.locator("main .say:not(.again)[role=status]")).to_be_visible()
        # The next question stands below a right answer.
        if not page.locator(ASKED).count():
            go(page, page.locator("main a.button").last)
    share = page.locator("section progress").first
    assert share.get_attribute("value") == share.get_attribute("max")
    return wrong


def fill(page: Page, right: dict[str, dict[str, str | list[str]]]) -> None:
    """Fill in the question of the page, scene by scene if it is a story."""
    address = page.locator(ASKED).get_attribute("action") or ""
    code = address.rstrip("/").rpartition("/")[2]
    while page.locator(f"{ASKED}[action='{address}']").count():
        for name, values in right[code].items():
            for value in values if isinstance(values, list) else [values]:
                give(page, name, value)
        go(page, f"{ASKED} button.button")


def give(page: Page, name: str, value: str) -> None:
    """Give this value to a field, if the page has it."""
    fields = page.locator(f"main [name='{name}']")
    if not fields.count():
        return
    if fields.first.evaluate("it => it.localName") == "select":
        fields.select_option(value)
    elif fields.first.get_attribute("type") in ("radio", "checkbox"):
        page.check(f"main [name='{name}'][value='{value}']")
    else:
        fields.fill(value)


def go_on(story: Story) -> None:
    """Go from the result to the next lesson; leave an exercise for the end."""
    page = story.newcomer.page
    go(page, page.locator(NEXT).last)
    if "/exercise/" in page.url:
        go(page, HOME)
        go(page, NEXT)


def hand_in(story: Story) -> None:
    """Write the exercise: first a draft, then the work."""
    page = story.newcomer.page
    go(page, page.locator(NEXT).last)
    page.fill("[name=text]", "Income: 100 000.")
    go(page, "main [name=save][value='1']")
    assert page.input_value("[name=text]") == "Income: 100 000."
    page.fill("[name=text]", "Income: 100 000. Workshop: 60 000. Left: 40 000.")
    go(page, "[name=send]")
    expect(page.locator(".written")).to_have_text(
        "Income: 100 000. Workshop: 60 000. Left: 40 000."
    )
    expect(page.locator("[name=text]")).to_have_count(0)


def be_matched(story: Story) -> None:
    """Fill in the profile, get an approved proposal; both say yes."""
    page = story.newcomer.page
    page.goto(story.newcomer.site.url + story.at("/mentoring/"))
    go(page, "a[href$='/mentoring/profile/']")
    page.check("[name=wants_mentor]")
    page.select_option("[name=need_1]", "money")
    page.select_option("[name=language_1]", story.language)
    page.check("[name=free_time][value=weekday_evening]")
    page.check("[name=free_time][value=weekend_morning]")
    go(page, "main form:has([name=need_1]) button")
    page.wait_for_url(f"**{story.at('/mentoring/')}")
    mentor = approve(story)
    page.goto(story.newcomer.site.url + story.at("/home/"))
    go(page, NEXT)
    pair = re.sub(r"^https?://[^/]+", "", page.url)
    expect(page.locator("h2").first).to_have_text(SIGN_INS[mentor])
    go(page, "[name=answer][value=yes]")
    theirs = story.mentor.sign_in(mentor, story.language)
    go(theirs, MENTOR)
    go(theirs, f"main a.button[href='{pair}']")
    go(theirs, "[name=answer][value=yes]")
    theirs.wait_for_url(f"**{pair}")
    expect(theirs.locator("h1")).to_have_text(story.pseudonym)


def approve(story: Story) -> str:
    """Run the matching, read the reasons, approve the proposal; return the mentor of it."""
    page = story.coordinator.open(story.at("/mentoring/programmes/"))
    go(page, "td a")
    go(page, "form[action$='/run/'] button")
    draft = page.locator("article", has_text=story.pseudonym)
    assert draft.locator("> ul > li").count() >= 2
    heading = draft.locator("h3").inner_text()
    go(page, draft.locator("[name=approve]"))
    expect(page.locator("article", has_text=story.pseudonym)).to_have_count(0)
    expect(page.locator("tr", has_text=story.pseudonym)).to_have_count(1)
    return next(name for name in ("mentor", "mentor2") if SIGN_INS[name] in heading)


def be_reviewed(story: Story) -> None:
    """The mentor asks for changes, the newcomer makes them, the mentor accepts."""
    page = story.newcomer.page
    answer_work(story, "improve", "The sum is clear. Who counts with you?")
    page.goto(story.newcomer.site.url + story.at("/home/"))
    go(page, NEXT)
    expect(page.locator("main")).to_contain_text("Who counts with you?")
    text = page.input_value("[name=text]")
    page.fill("[name=text]", f"{text} Two of us count.")
    go(page, "[name=send]")
    expect(page.locator(".written").last).to_contain_text("Two of us count.")
    answer_work(story, "accept", "Well done.")
    go(page, HOME)
    assert page.locator("main a[href$='/certificate/']").count() == 1


def answer_work(story: Story, verdict: str, text: str) -> None:
    page = story.mentor.open(story.at("/mentoring/"))
    go(page, page.locator("a[href*='/reviews/']", has_text=story.pseudonym))
    page.fill("[name=text]", text)
    go(page, f"[name=verdict][value={verdict}]")


def receive_certificate(story: Story) -> str:
    """Type a name, receive a PDF; return the number on it."""
    page = story.newcomer.page
    go(page, "main a[href$='/certificate/']")
    number = page.inner_text("code.secret")
    page.fill("[name=name]", NAME_ON_PAPER)
    with page.expect_download() as download:
        page.click("main form:has([name=name]) button")
    assert download.value.suggested_filename == "certificate.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    return number


def check(story: Story, number: str) -> None:
    """A stranger with the number reads that it is valid, what for and since when, and nothing
    else."""
    page = story.stranger.open(story.at("/check/"))
    page.fill("[name=number]", number.replace("-", " "))
    go(page, SUBMIT)
    said = page.locator("main :is(h1, h2, .state, dt, dd, li, a)").all_inner_texts()
    assert "".join(page.inner_text("main").split()) == "".join("".join(said).split())
    with translation.override(story.language):
        this_month = date_format(datetime.now(UTC), "F Y")
    month, _length, issuer = page.locator("main dd").all_inner_texts()
    shown = [page.inner_text(place).strip() for place in ("main .state", "main h2 >> nth=0")]
    assert (*shown, month, issuer) == (number, story.course_title, this_month, "Ensemble")
    assert page.locator("main li").count() == LESSONS


def plan_webinar(story: Story) -> datetime:
    """Let the coordinator plan a webinar that begins in five minutes; return its start."""
    page = story.coordinator.open(story.at("/webinars/"))
    go(page, "main a[href$='/webinars/new/']")
    start = (datetime.now(UTC) + timedelta(minutes=5)).replace(second=0, microsecond=0)
    page.fill("[name=title]", title_of(story))
    page.fill("[name=day]", f"{start:%Y-%m-%d}")
    page.fill("[name=clock]", f"{start:%H:%M}")
    for folded in page.locator(".folds > details > summary").all():
        folded.click()
    page.select_option("[name=time_zone]", "UTC")
    page.check("[name=languages][value=fr]")
    page.check("[name=languages][value=en]")
    page.fill("[name=seats]", "12")
    go(page, "main form:has([name=seats]) button")
    expect(page.locator("h1")).to_have_text(title_of(story))
    return start


def title_of(story: Story) -> str:
    return f"Questions of {story.pseudonym}"


def register(story: Story, start: datetime) -> None:
    """Take a place under another name, and download the calendar file."""
    page = story.newcomer.page
    go(page, MEET)
    go(page, page.get_by_role("link", name=title_of(story)))
    page.fill("[name=alias]", ALIAS)
    go(page, "form[action$='/register/'] button")
    expect(page.locator("main")).to_contain_text(f"{start.astimezone(MEMBER_ZONE):%H:%M}")
    with page.expect_download() as download:
        page.click("a[href$='/calendar.ics']")
    lines = download.value.path().read_text().splitlines()
    fields = {name: value for name, _, value in (line.partition(":") for line in lines)}
    assert set(fields) == {
        *("BEGIN", "END", "VERSION", "PRODID", "CLASS"),
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "METHOD", "SEQUENCE", "STATUS"),
    }
    assert fields["SUMMARY"] == {"en": "Appointment", "fr": "Rendez-vous"}[story.language]
    assert fields["DTSTART"] == f"{start:%Y%m%dT%H%M%SZ}"


def add_goal_and_meeting(story: Story) -> None:
    """Add a goal and a meeting on the page of the pair."""
    page = story.newcomer.page
    go(page, MENTOR)
    go(page, NEXT)
    form = page.locator("form:has([name=form][value=goal])")
    form.locator("[name=text]").fill(GOAL)
    go(page, form.locator("button.button"))
    expect(page.locator("#goal-1")).to_have_text(GOAL)
    form = page.locator("form:has([name=form][value=meeting])")
    form.locator("[name=line]").fill(MEETING)
    go(page, form.locator("button.button"))
    expect(page.locator("main")).to_contain_text(MEETING)


def be_reminded(story: Story) -> None:
    """Beat and worker send the reminder: it is in the list to which a line on each page leads."""
    page = story.newcomer.page
    until = time.monotonic() + REMINDED_WITHIN
    reminder = page.locator(".notice", has=page.locator("a[href*='/webinars/']"))
    go(page, HOME)
    go(page, ".news")
    while not reminder.count() and time.monotonic() < until:
        page.wait_for_timeout(1000)
        page.reload()
    go(page, reminder.locator("a"))
    expect(page.locator("h1")).to_have_text(title_of(story))
    go(page, ".news")
    go(page, reminder.locator("button"))
    expect(reminder).to_have_count(0)


def join(story: Story) -> None:
    """Enter the practice room: it says who would enter."""
    page = story.newcomer.page
    go(page, MEET)
    go(page, page.get_by_role("link", name=title_of(story)))
    go(page, "form[action$='/join/'] button")
    page.wait_for_url("**/webinars/practice/**")
    expect(page.locator("dd").first).to_have_text(ALIAS)
    expect(page.locator("main")).not_to_contain_text(story.pseudonym)


def see(story: Story) -> None:
    """See courses, webinars and goals; the mentor sees the mentee, the coordinator the region."""
    page = story.newcomer.page
    go(page, HOME)
    shown = page.locator("main")
    for text in (story.course_title, title_of(story), GOAL):
        expect(shown).to_contain_text(text)
    theirs = story.mentor.open(story.at("/mentoring/"))
    mentee = theirs.locator("section li", has=theirs.get_by_role("link", name=story.pseudonym))
    expect(mentee).to_contain_text(GOAL)
    region = story.coordinator.open(story.at("/home/"))
    go(region, ".entries a[href$='/region/']")
    expect(region.locator("svg.chart")).to_be_visible()
    expect(region.locator("main")).to_contain_text(story.course_title)
    expect(region.locator("main")).to_contain_text(title_of(story))
    expect(region.locator("main")).not_to_contain_text(GOAL)


def leave(story: Story) -> None:
    """Leave for an ordinary site; the old session opens nothing, and going back shows nothing."""
    page, context = story.newcomer.page, story.newcomer.context
    exit_url = page.get_attribute("form[data-leave]", "data-leave") or ""
    arrived = stand_in_for(page, exit_url)
    old_cookies = context.cookies()
    page.click("form[data-leave] button")
    page.wait_for_url(exit_url)
    assert arrived == [exit_url]
    story.newcomer.asked = [url for url in story.newcomer.asked if url != exit_url]
    page.go_back()
    page.wait_for_url("**/sign-in/**")
    assert story.pseudonym not in page.content()
    story.stranger.context.add_cookies(old_cookies)
    again = story.stranger.open(story.at("/home/"))
    again.wait_for_url("**/sign-in/**")
    assert story.pseudonym not in again.content()


def kept(site: Site, story: Story) -> dict[str, object]:
    """Return what the database holds: pseudonym, name on paper, number of reminders."""
    answer = json.loads(site.shell(KEPT.format(pseudonym=story.pseudonym, name=NAME_ON_PAPER)))
    assert answer.pop("rows") > 100
    return answer
