"""A lesson for a group around one phone: every screen from the first to the end."""

import gzip
import re
from collections.abc import Collection
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents.models import Document
from wagtailmedia.models import Media

from learning.catalogue.blocks import LessonBody
from learning.groups import screens
from learning.models import (
    Answer,
    CoursePage,
    Enrolment,
    FirstAnswer,
    LessonPage,
    LessonProgress,
    Recall,
)
from learning.progress.actions import enrol
from learning.questions.kinds import registry
from people.models import Event, Notice
from tests import factories
from tests.files import corpus
from tests.learning.questions.publishing import drawing, illustrated
from tests.learning.walking import Walk
from tests.pages import one_line
from web.codes import encode

WORD = re.compile(r"\w+")
HEAVIEST, MOST_QUERIES = 12_000, 6
# Neither is for the screen of a group: one is work of a member, the other for who leads.
NOT_SHOWN = {"exercise", "facilitator_sheet"}


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def opened(walk: Walk, address: str) -> str:
    answer = walk.client.get(address)
    assert answer.status_code == 200, address
    return one_line(answer.content.decode())


def on_from(page: str, seen: Collection[str] = ()) -> str:
    """Return where a screen leads on. A group decides in a scene what it has not decided yet."""
    links = re.findall(r'<a *class="(?:choice|button)" *href="([^"]+)"', main(page))
    assert links, main(page)
    return next((one for one in links if one not in seen), links[-1])


def walked(walk: Walk, number: int = 1, lang: str = "en") -> list[tuple[str, str]]:
    """Return address and page of each screen, from the first to the end."""
    found, address = [], walk.address("group", number, lang=lang)
    while not found or not found[-1][0].endswith("/group/end/"):
        page = opened(walk, address)
        found.append((address, page))
        assert len(found) < 100
        if not address.endswith("/group/end/"):
            address = on_from(page, [one for one, _page in found])
    return found


def rewritten(walk: Walk, *body: tuple[str, object]) -> Walk:
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = list(body)
    page.save_revision().publish()
    return walk


def texts(walk: Walk) -> list[str]:
    """Return what stands on each screen, without tags."""
    found = screens.of(walk.lesson(1)).all
    return [" ".join(re.sub(r"<[^>]+>", " ", one.html).split()) for one in found]


def test_group_goes_through_the_lesson_and_back(visit):
    found = walked(visit)
    assert [re.search(r"<h1[^>]*>([^<]*)", page)[1] for _, page in found] == [
        "Lesson 1",
        *(f"Screen {number} of 6" for number in range(1, 7)),
        "That is the whole lesson",
    ]
    for (before, _page), (_address, page) in pairwise(found):
        assert f'<a class="button quiet" href="{before}"' in main(page)


def test_question_shows_its_answer_on_the_screen_after_it(visit):
    pages = [main(page) for _address, page in walked(visit)]
    asked, answered = pages[3:5]
    for sign, text in zip("ABC", ("First", "Second", "Third"), strict=True):
        assert f"<b>{sign}</b><span>{text}</span>" in asked
        assert f"<b>{sign}</b><span>{text}</span>" in answered
    told = ("Look at the idea again.", "Because two people saw it.", "Think of the receipt.")
    assert [said in asked for said in told] == [False] * 3
    assert [said in answered for said in told] == [True] * 3
    assert answered.count('<p class="state good">') == 1
    assert "Show the answer" in asked


def test_nothing_is_written_while_a_group_goes_through_a_lesson(walk, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    walk.client.force_login(walk.user)
    models = (Answer, Enrolment, FirstAnswer, LessonProgress, Recall, Event, Notice)
    before = [list(model.objects.values()) for model in models]
    walked(walk)
    with CaptureQueriesContext(connection) as queries:
        walked(walk)
    assert [list(model.objects.values()) for model in models] == before
    reads = ("SELECT", "(SELECT", "SAVEPOINT", "RELEASE")
    assert [one["sql"] for one in queries if not one["sql"].startswith(reads)] == []


def test_pages_show_nothing_of_the_member_who_holds_the_phone(walk):
    Notice.objects.create(user=walk.user, kind="much_read", key="x")
    for address, page in walked(walk):
        assert walk.user.pseudonym not in page
        assert [part for part in ('id="menu"', 'class="news"', "with-menu") if part in page] == []
        assert re.search(r"<title>([^<]*)", page)[1].startswith("Lesson · "), address


def test_address_has_no_title_and_no_word_of_the_lesson(visit):
    code = "[A-Za-z0-9_-]{22}"
    place = f"/en/learn/{code}/{code}/group/"
    shape = re.compile(f"{place}(end/|{code}/[0-9]+/)?")
    assert [address for address, _page in walked(visit) if not shape.fullmatch(address)] == []


def test_screen_stays_the_same_in_another_language(french, visit):
    english = [address for address, _page in walked(visit)]
    pages = walked(visit, lang="fr")
    assert [address for address, _page in pages] == [
        address.replace("/en/", "/fr/") for address in english
    ]
    for here, (_address, page) in zip(english, pages, strict=True):
        assert f'<a class="pill" href="{here}"' in page
    assert '<h1 class="soft">Écran 3 sur 6</h1>' in pages[3][1]


def test_part_that_another_language_does_not_have_leads_to_the_last_one(french, visit):
    rewritten(visit, ("story", f"<p>{'one ' * 100}</p><p>{'two ' * 100}</p>"))
    long = LessonPage.objects.get(title="Lesson 1")
    short = LessonPage.objects.get(title="Lesson 1 (fr)")
    [block] = long.body.get_prep_value()
    short.body = short.body.stream_block.to_python([{**block, "value": "<p>un</p>"}])
    short.save_revision().publish()
    [_start, first, second, _end] = [address for address, _page in walked(visit)]
    answer = visit.client.get(second.replace("/en/", "/fr/"))
    assert (answer.status_code, answer.url) == (302, first.replace("/en/", "/fr/"))


def test_translation_that_does_not_fit_is_asked_in_the_words_of_the_source(french, visit):
    page = LessonPage.objects.get(title="Lesson 1 (fr)")
    kept = [one for one in page.body.get_prep_value() if one["type"] != "single_choice"]
    page.body = page.body.stream_block.to_python(kept)
    page.save_revision().publish()
    asked = main(walked(visit, lang="fr")[3][1])
    assert '<div class="stack" lang="en"><h2>Question 1?</h2>' in asked
    assert "Seulement en anglais" in asked


def test_long_story_is_split_between_paragraphs(visit):
    story = "".join(f"<p>{f'word{number} ' * 50}</p>" for number in range(5))
    rewritten(visit, ("story", story))
    found = screens.of(visit.lesson(1)).all
    assert [len(WORD.findall(text)) for text in texts(visit)] == [100, 100, 50]
    assert all(one.html.startswith('<div class="story"><p>word') for one in found)


def test_heading_stands_above_each_part_of_a_long_text(visit):
    items = "".join(f"<li>{f'w{number} ' * 30}</li>" for number in range(6))
    rewritten(visit, ("text", {"heading": "Rules", "text": f"<p>Read.</p><ol>{items}</ol>"}))
    found = screens.of(visit.lesson(1)).all
    assert [one.html.count("<h2>Rules</h2>") for one in found] == [1, 1]
    assert [one.html.count("<li>") for one in found] == [3, 3]
    assert re.findall(r"<ol[^>]*>", found[1].html)[0] == '<ol start="4">'


def test_practice_has_its_minutes_first_and_then_one_step_on_each_screen(visit):
    text = "<p>Sit down.</p><ol><li>Draw.</li><li>Talk.</li></ol><p>Thank each other.</p>"
    value = {"heading": "Try", "text": text, "minutes": 30, "needs": "Beans"}
    rewritten(visit, ("practice", value))
    assert [text.replace("\xa0", " ") for text in texts(visit)] == [
        "Try 30 minutes · Beans Sit down.",
        "Try Draw.",
        "Try Talk. Thank each other.",
    ]
    start = opened(visit, visit.address("group", 1))
    assert "<h2>What you need</h2><ul><li>Beans</li></ul>" in start


def test_word_is_explained_without_opening_it(visit):
    rewritten(visit, ("glossary", {"word": "Host", "meaning": "It receives money."}))
    [one] = screens.of(visit.lesson(1)).all
    assert one.html.startswith('<details class="card" open="">')


@pytest.mark.parametrize("name", sorted(LessonBody().child_blocks))
def test_every_block_and_every_kind_of_question_has_its_screens(visit, name, settings, tmp_path):
    """A block that is added later is here by itself: it has a screen, or says why not."""
    settings.MEDIA_ROOT = tmp_path
    block = LessonBody().child_blocks[name]
    value = illustrated(sample(name, block))
    rewritten(visit, ("story", "<p>Once.</p>"), (name, value), ("idea", IDEA))
    pages = walked(visit)
    found = [one for one in screens.of(visit.lesson(1)).all if one.html or one.turn]
    own = [one for one in found[1:] if "Last of all." not in one.html]
    printed = screens.to_print(visit.content(1))
    assert bool(own) == (name not in NOT_SHOWN and not printed)
    assert "Last of all." in pages[-2][1]
    for one in own:
        assert one.turn or "<" in one.html
    for part in printed:
        assert one_line(part.html) in pages[0][1]


IDEA = {"heading": "", "text": "<p>Last of all.</p>"}


def sample(name: str, block) -> object:
    match name:
        case "picture":
            return {"image": drawing(), "alt": "A book"}
        case "audio":
            sound = ContentFile(corpus.SOUND, "story.mp3")
            audio = Media.objects.create(title="S", type="audio", duration=1, file=sound)
            return {"heading": "Hear", "audio": audio}
        case "download":
            paper = ContentFile(corpus.finished(corpus.paper()), "book.pdf")
            document = Document.objects.create(title="B", file=paper)
            return {"heading": "A page to print", "document": document}
        case _ if name in registry.BY_NAME:
            return block.normalize({**block.get_default(), **illustrated(block.sample())})
    return block.get_preview_value()


def test_sheet_is_for_who_leads_and_the_exercise_for_members(course, visit):
    rewritten(visit, ("story", "<p>Once.</p>"), *factories.papers(), factories.exercise())
    pages = " ".join(main(page) for _address, page in walked(visit))
    assert [words in pages for words in ("Tell the story.", "Make a budget.")] == [False, False]
    # Its words in short are the last screen, and what it needs stands at the beginning.
    assert "Two people count." in texts(visit)[-1]
    assert visit.address("teach-lesson", 1) in pages
    assert "<li>Beans</li>" in pages


def test_lesson_with_nothing_for_a_group_says_so(visit):
    rewritten(visit, factories.exercise())
    start = opened(visit, visit.address("group", 1))
    assert "This lesson has nothing to show to a group." in start
    assert opened(visit, visit.address("group-end", 1)).count("group/end") == 1


def test_lesson_leads_to_its_screens(visit):
    assert f'<a href="{visit.address("group", 1)}">' in opened(visit, visit.address("lesson", 1))


def test_part_that_was_taken_down_leads_back_to_the_beginning(visit):
    found = walked(visit)
    page = LessonPage.objects.get(title="Lesson 1")
    page.body = page.body.stream_block.to_python(page.body.get_prep_value()[1:])
    page.save_revision().publish()
    answer = visit.client.get(found[1][0])
    assert (answer.status_code, answer.url) == (302, visit.address("group", 1))
    assert "This part of the lesson is no longer here." in opened(visit, answer.url)
    assert len(walked(visit)) == len(found) - 1
    # Who was on the screen before it goes on to the one after it.
    assert on_from(opened(visit, visit.address("group", 1))) == found[2][0]


@pytest.mark.parametrize("part", [0, 3, 2**31, 10**30])
def test_number_that_no_screen_has_leads_to_the_last_of_its_block(visit, part):
    [_, _, _, question, answer, *_] = [address for address, _page in walked(visit)]
    found = visit.client.get(question.removesuffix("1/") + f"{part}/")
    assert (found.status_code, found.url) == (302, answer)


def test_pages_are_for_those_who_may_read_the_course(visit):
    stranger = Client()
    addresses = [address for address, _page in walked(visit)]
    for address in addresses:
        answer = stranger.get(address)
        assert (answer.status_code, "sign-in" in answer.url) == (302, True)
        assert visit.client.post(address).status_code == 405
    CoursePage.objects.update(access=CoursePage.Access.OPEN)
    pages = [stranger.get(address) for address in addresses]
    assert [page.status_code for page in pages] == [200] * len(addresses)
    assert "hold" not in main(one_line(pages[-1].content.decode()))
    CoursePage.objects.get().unpublish()
    for address in addresses:
        assert visit.client.get(address).status_code == 404
        assert stranger.get(address).status_code == 302


def test_lesson_that_is_taken_down_or_a_draft_is_not_found(visit):
    addresses = [address for address, _page in walked(visit)]
    LessonPage.objects.get(title="Lesson 1").unpublish()
    assert [visit.client.get(address).status_code for address in addresses] == [404] * len(
        addresses
    )


def test_lesson_that_is_not_open_yet_leads_to_its_page(walk):
    CoursePage.objects.update(sequence=CoursePage.Sequence.ORDERED)
    last = screens.of(walk.lesson(2)).all[-1]
    addresses = [
        walk.address("group", 2),
        walk.address("group-end", 2),
        f"{walk.address('group', 2)}{encode(last.block)}/{last.part}/",
    ]
    found = [walk.client.get(address) for address in addresses]
    assert [one.url for one in found] == [walk.address("lesson", 2)] * 3
    walk.finish(1)
    assert [walk.client.get(one).status_code for one in addresses] == [200] * 3


def test_every_screen_costs_little(walk):
    addresses = [address for address, _page in walked(walk)]
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            page = walk.client.get(address)
        assert len(queries) <= MOST_QUERIES, address
        assert len(gzip.compress(page.content)) < HEAVIEST, address


def test_who_takes_the_course_is_led_to_write_down_that_it_was_held(visit):
    end = visit.address("group-end", 1)
    held = visit.address("held", 1)
    page = opened(visit, end)
    assert (held in page, "Those who take this course can write down" in page) == (False, True)
    enrol(user=visit.user, course_key=visit.page.translation_key)
    assert f'<a class="button" href="{held}">' in opened(visit, end)
    assert visit.address("group", 2) in opened(visit, end)
    assert "Next lesson" not in opened(visit, visit.address("group-end", 2))
