"""A member tells what worked; an editor edits it, and it appears only with a yes."""

import gzip
import threading
from datetime import timedelta
from time import sleep
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from learning import notices
from learning.models import CoursePage, PublishedStory, Story, SubjectPage
from learning.stories import actions
from learning.stories.permissions import stories_editable_by
from learning.stories.queries import PAGE
from people.hiding import actions as hiding
from people.models import AccessRecord, Event, Network, Notice, RoleGrant, User
from people.privacy import access_log, erasure, export
from people.roles.table import Role
from tests import canaries, factories, racing
from tests.responses import errors, messages, text_of
from tests.unwritable import unwritable_access_log
from web.codes import encode
from web.errors import Closed, NotAllowed, Refused

pytestmark = pytest.mark.servers

WRITE = reverse("learning:write-story")
MINE = reverse("learning:my-stories")
QUEUE = reverse("learning:waiting-stories")
ALL = reverse("learning:stories")
NAME = "ZQA leader"


def form(text: str = "ZQ beans", **more) -> dict:
    said = {name: f"{text} {name}" for name in ("worked", "why", "effects", "learned")}
    return {"key": str(uuid4()), "language": "en", "subject": ""} | said | more


def edited(text: str = "ZQ edited") -> dict:
    said = {name: f"{text} {name}" for name in ("worked", "why", "effects", "learned")}
    return {"title": f"{text} title"} | said


def at(name: str, code) -> str:
    return reverse(f"learning:{name}", args=[code])


@pytest.fixture
def editor(world):
    return factories.loaded(factories.in_studio(pseudonym="ZQA editor"))


@pytest.fixture
def story(world) -> Story:
    """Sent by region A's leader."""
    return factories.tell_story(world.a.leader, "ZQ beans")


@pytest.fixture
def published(world, editor):
    """Publish a story of region A's leader."""

    def publish(text: str = "ZQ beans", **more) -> PublishedStory:
        return factories.published_story(world.a.leader, text, by=editor, **more)

    return publish


# --- Telling ---------------------------------------------------------------------------------


def test_story_is_sealed_and_its_author_reads_it(world, sign_in):
    factories.course()
    subject = SubjectPage.objects.get().translation_key
    sent = form(subject=encode(subject), may_stay="on")
    page = sign_in(world.a.leader).post(WRITE, sent, follow=True)

    [kept] = Story.objects.all()
    assert kept.written == factories.told("ZQ beans")
    assert (kept.user, kept.state, kept.subject_key) == (world.a.leader, "waiting", subject)
    assert (kept.language, kept.shows_name, kept.may_stay) == ("en", False, True)
    assert canaries.hits("ZQ beans") == []
    assert messages(page) == ["Your story has been sent."]
    assert page.request["PATH_INFO"] == MINE
    assert "Waiting for an editor" in text_of(page)
    own = text_of(sign_in(world.a.leader).get(at("my-story", kept.code)))
    for part in ("worked", "why", "effects", "learned"):
        assert f"ZQ beans {part}" in own
    assert Event.objects.filter(kind="send_story", actor=world.a.leader.code).count() == 1
    # Nothing is published, and no one is told.
    assert not PublishedStory.objects.exists()
    assert not Notice.objects.exists()


def test_page_says_before_sending_who_reads_it_and_what_comes_next(world, sign_in):
    shown = sign_in(world.a.leader).get(WRITE)
    page = " ".join(text_of(shown).split())
    assert "editors of your region, your network or the whole site can read it." in page
    assert "Without your yes, nothing appears." in page
    assert "Write no names, no places, and no case by which someone could be recognised" in page
    assert not shown.context["form"]["shows_name"].value()
    assert not shown.context["form"]["may_stay"].value()


def test_same_form_twice_sends_once(world, sign_in):
    browser, sent = sign_in(world.a.leader), form()
    for _ in range(2):
        assert browser.post(WRITE, sent).status_code == 302
    assert Story.objects.count() == 1


def test_same_form_with_another_text_changes_what_waits(world, sign_in):
    browser, sent = sign_in(world.a.leader), form()
    browser.post(WRITE, sent)
    before = Story.objects.get().sent_at
    assert browser.post(WRITE, form("ZQ more") | {"key": sent["key"]}).status_code == 302
    [kept] = Story.objects.select_related("user__key")
    assert (kept.written, kept.sent_at) == (factories.told("ZQ more"), before)
    # Another choice counts as another text.
    more = form("ZQ more", may_stay="on") | {"key": sent["key"]}
    assert browser.post(WRITE, more).status_code == 302
    assert Story.objects.get().may_stay


def test_same_form_with_another_text_is_refused_after_an_answer(world, editor, sign_in):
    browser, typed = sign_in(world.a.leader), form()
    browser.post(WRITE, typed)
    sent = Story.objects.select_related("user__key").get()
    actions.propose(
        story=sent, by=editor, mark=sent.text_mark, parts=factories.told("ZQ edited", "T")
    )
    page = browser.post(WRITE, form("ZQ more") | {"key": typed["key"]})
    assert errors(page) == {"__all__": [str(actions.WasSent())]}
    assert "ZQ more worked" in text_of(page)
    # The same text once more is no news.
    assert browser.post(WRITE, typed).status_code == 302
    kept = Story.objects.select_related("user__key").get()
    assert (kept.state, kept.written) == (Story.State.PROPOSED, factories.told("ZQ beans"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \r\n", "Write at least one sentence here."),
        ("\u202e\u200b", "Write at least one sentence here."),
        ("...", "Write at least one sentence here."),
        ("é" * 801, "Your text has 801 characters; the limit is 800. Please shorten it a little."),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field_and_stays(world, sign_in, text, said):
    page = sign_in(world.a.leader).post(WRITE, form(why=text))
    assert errors(page) == {"why": [said]}
    assert "ZQ beans worked" in text_of(page)
    assert text.strip() in text_of(page)
    assert not Story.objects.exists()


def test_five_wait_at_most(world, editor, sign_in):
    for number in range(actions.MOST_WAITING):
        factories.tell_story(world.a.leader, f"Story {number}")
    page = sign_in(world.a.leader).post(WRITE, form())
    assert errors(page) == {"__all__": [str(actions.TooManyStories())]}
    assert "ZQ beans worked" in text_of(page)
    # Another member has their own, and one that is answered does not wait.
    factories.tell_story(world.a.leader2, "Another")
    answered = Story.objects.filter(user=world.a.leader).first()
    actions.send_back(story=answered, by=editor, mark=answered.text_mark, reply="Tell more")
    assert sign_in(world.a.leader).post(WRITE, form()).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_at_once_pass_no_limit(world):
    for number in range(actions.MOST_WAITING - 1):
        factories.tell_story(world.a.leader, f"Story {number}")

    def tell(text: str) -> None:
        factories.tell_story(world.a.leader, text)

    done = racing.successes(tell, ["one", "two", "three"], refused=actions.TooManyStories)
    assert sorted(done) == [False, False, True]


# --- Editing ---------------------------------------------------------------------------------


def test_queue_shows_the_oldest_first_and_nothing_of_them(world, editor, story, sign_in):
    older = factories.tell_story(world.b.leader, "ZQ rice")
    Story.objects.filter(pk=older.pk).update(sent_at=timezone.now() - timedelta(days=9))
    page = sign_in(editor).get(QUEUE)
    assert [one for one, _subject in page.context["lines"]] == [older, story]
    for hidden in ("ZQ beans", "ZQ rice", NAME):
        assert hidden not in text_of(page)
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.EDITOR)])
def test_no_other_role_reads_any(world, story, role, sign_in):
    reader = world.a.leader2
    if role == Role.LEAD:
        reader = factories.lead_of(world.a.organisation)
    elif role:
        reader = factories.with_role(reader, role)
    reader = factories.loaded(reader)
    assert not stories_editable_by(reader).exists()
    browser = sign_in(reader)
    assert browser.get(QUEUE).status_code == 404
    assert browser.get(at("edit-story", story.code)).status_code == 404
    assert browser.get(at("my-story", story.code)).status_code == 404
    with pytest.raises(actions.StoryNoLongerWaits):
        actions.propose(story=story, by=reader, mark=story.text_mark, parts=factories.told("No"))


def test_editors_read_those_of_their_region_or_network(world, story):
    above, other = (
        Network.objects.create(name=name, short_name=name, level="national", region=world.a.region)
        for name in ("above", "other")
    )
    below = Network.objects.create(
        name="below", short_name="below", level="national", region=world.a.region, parent=above
    )
    world.a.organisation.networks.add(below)
    found = []
    for place in (
        {},
        {"region": world.a.region},
        {"network": above},
        {"region": world.b.region},
        {"network": other},
    ):
        reader = factories.UserFactory()
        RoleGrant.objects.create(user=reader, role=Role.EDITOR, **place)
        found.append(list(stories_editable_by(factories.loaded(reader))))
    assert found == [[story], [story], [story], [], []]


def test_story_of_a_member_without_organisation_waits_for_editors_everywhere(world, editor):
    own = factories.tell_story(factories.UserFactory(organisation=None), "ZQ beans")
    assert list(stories_editable_by(editor)) == [own]
    near = factories.UserFactory()
    RoleGrant.objects.create(user=near, role=Role.EDITOR, region=world.a.region)
    assert list(stories_editable_by(factories.loaded(near))) == []


def test_no_one_edits_their_own_and_who_is_suspended_waits(world, editor, story):
    own = factories.tell_story(editor, "Mine")
    assert list(stories_editable_by(editor)) == [story]
    with pytest.raises(actions.StoryNoLongerWaits):
        actions.propose(story=own, by=editor, mark=own.text_mark, parts=factories.told("No", "No"))
    hiding.hide(user=world.a.leader)
    assert list(stories_editable_by(editor)) == []


def test_reading_is_a_look_and_shows_no_name(world, editor, story, sign_in):
    browser = sign_in(editor)
    for _ in range(2):
        page = text_of(browser.get(at("edit-story", story.code)))
    assert "ZQ beans worked" in page
    assert NAME not in page
    [seen] = access_log.seen(user=world.a.leader)
    assert (seen.what, str(seen.by)) == ("a practice story that you sent in", "an editor")


def test_form_of_an_editor_does_not_ask_what_it_asks_the_author(editor, story, sign_in):
    page = sign_in(editor).get(reverse("learning:edit-story", args=[story.code]))
    assert [field.help_text for field in page.context["form"].visible_fields()] == [""] * 5


def test_nothing_is_shown_that_cannot_be_recorded(editor, story, sign_in):
    browser = sign_in(editor)
    with unwritable_access_log(), pytest.raises(DatabaseError):
        browser.get(at("edit-story", story.code))


def test_proposal_is_sealed_told_once_and_not_published(world, editor, story, sign_in):
    browser = sign_in(editor)
    for _ in range(2):
        typed = edited() | {"mark": story.text_mark}
        page = browser.post(at("edit-story", story.code), typed, follow=True)
        assert messages(page) == ["Your answer has been sent."]
        assert page.request["PATH_INFO"] == QUEUE
    assert canaries.hits("ZQ edited") == []
    [told] = Notice.objects.filter(kind=notices.STORY_ANSWERED.name)
    assert (told.user, told.subject_code) == (world.a.leader, story.code)
    assert Event.objects.filter(kind="propose_story", actor=editor.code).count() == 1
    own = text_of(sign_in(world.a.leader).get(at("my-story", story.code)))
    assert "ZQ edited title" in own
    assert "ZQA editor" not in own
    assert not PublishedStory.objects.exists()
    # Who proposed it reads nothing of it any more.
    assert browser.get(at("edit-story", story.code)).status_code == 404


@pytest.mark.parametrize("name", ["edit-story", "send-back-story"])
def test_second_answer_finds_the_first_and_keeps_its_text(world, editor, story, sign_in, name):
    second = factories.in_studio()
    actions.send_back(story=story, by=editor, mark=story.text_mark, reply="Tell more")
    page = sign_in(second).post(at(name, story.code), edited("ZQ late") | {"reply": "ZQ late"})
    assert page.status_code == 404
    assert errors(page) == {"__all__": [str(actions.StoryNoLongerWaits())]}
    assert "ZQ late" in text_of(page)
    assert "ZQ beans" not in text_of(page)
    assert Story.objects.select_related("user__key").get().reply == "Tell more"


@pytest.mark.parametrize("name", ["edit-story", "send-back-story"])
def test_answer_to_a_text_that_has_changed_is_refused_and_stays(
    world, editor, story, sign_in, name
):
    typed = edited("ZQ late") | {"reply": "ZQ late reply", "mark": story.text_mark}
    actions.change(
        user=world.a.leader,
        code=story.code,
        language="en",
        subject_key=None,
        parts=factories.told("ZQ changed"),
    )
    browser = sign_in(editor)
    page = browser.post(at(name, story.code), typed)
    assert errors(page) == {"__all__": [str(actions.TextHasChanged())]}
    assert "ZQ late" in text_of(page)
    assert "ZQ changed worked" in text_of(page)
    now = Story.objects.select_related("user__key").get()
    assert (now.state, now.edited, now.reply) == (Story.State.WAITING, None, None)
    assert not Notice.objects.exists()
    # Sent again, it is to the text that the page shows now.
    again = typed | {"mark": page.context["form"]["mark"].value()}
    assert browser.post(at(name, story.code), again).status_code == 302
    assert Story.objects.get().state != Story.State.WAITING


def test_editor_answers_with_words(editor, story, sign_in):
    unseen = {"title": "\u200b", "worked": "\u202e", "reply": "\u200b", "mark": story.text_mark}
    browser = sign_in(editor)
    page = browser.post(at("edit-story", story.code), edited() | unseen)
    assert errors(page) == {
        "title": ["Give it a title."],
        "worked": ["Write at least one sentence here."],
    }
    page = browser.post(at("send-back-story", story.code), unseen)
    assert errors(page) == {"reply": ["Write at least one sentence here."]}
    assert Story.objects.get().state == Story.State.WAITING


def test_editor_reads_the_subject(editor, world, sign_in):
    factories.course()
    key = SubjectPage.objects.get().translation_key
    sent = factories.tell_story(world.a.leader, "ZQ beans", subject_key=key)
    other = factories.tell_story(world.a.leader, "ZQ rice")
    browser = sign_in(editor)
    for name in ("edit-story", "send-back-story"):
        assert "Money" in text_of(browser.get(at(name, sent.code)))
        assert "Another subject" in text_of(browser.get(at(name, other.code)))


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_the_first(world):
    sent = factories.tell_story(world.a.leader, "ZQ beans")
    editors = [factories.loaded(factories.in_studio()) for _ in range(3)]

    def answer(user) -> None:
        actions.send_back(story=sent, by=user, mark=sent.text_mark, reply=f"Answer of {user.pk}")

    done = racing.successes(answer, editors, refused=Closed)
    assert sorted(done) == [False, False, True]
    winner = editors[done.index(True)]
    kept = Story.objects.select_related("user__key").get()
    assert (kept.decided_by, kept.reply) == (winner, f"Answer of {winner.pk}")
    assert Notice.objects.filter(kind=notices.STORY_ANSWERED.name).count() == 1


def test_reason_reaches_the_author_who_changes_it_and_sends_it_again(world, editor, story, sign_in):
    typed = {"reply": "ZQ tell more", "mark": story.text_mark}
    sign_in(editor).post(at("send-back-story", story.code), typed)
    assert canaries.hits("ZQ tell more") == []
    browser = sign_in(world.a.leader)
    own = text_of(browser.get(at("my-story", story.code)))
    assert "Not published" in own
    assert "ZQ tell more" in own
    shown = browser.get(at("change-story", story.code)).context["form"]
    assert shown["worked"].value() == "ZQ beans worked"
    page = browser.post(at("change-story", story.code), form("ZQ more"), follow=True)
    assert messages(page) == ["Your story has been sent."]
    [waiting] = stories_editable_by(editor).select_related("user__key")
    assert (waiting.written, waiting.reply) == (factories.told("ZQ more"), None)
    assert not Notice.objects.exists()
    # Answered again, it is news again.
    actions.send_back(story=waiting, by=editor, mark=waiting.text_mark, reply="And more")
    assert Notice.objects.count() == 1


def test_change_once_more_changes_nothing(world, editor, story):
    given = {"user": world.a.leader, "code": story.code, "language": "en", "subject_key": None}
    for _ in range(2):
        changed = actions.change(**given, parts=factories.told("ZQ more"))
    assert Event.objects.filter(kind="change_story").count() == 1
    actions.propose(
        story=story, by=editor, mark=changed.text_mark, parts=factories.told("ZQ edited", "T")
    )
    # Sent once more by the browser, it does not throw the proposal away.
    actions.change(**given, parts=factories.told("ZQ more"))
    assert Story.objects.get().state == Story.State.PROPOSED


def test_change_counts_what_waits_and_keeps_the_place_in_the_queue(world, editor, story, sign_in):
    actions.send_back(story=story, by=editor, mark=story.text_mark, reply="Tell more")
    for number in range(actions.MOST_WAITING):
        last = factories.tell_story(world.a.leader, f"Story {number}")
    browser = sign_in(world.a.leader)
    page = browser.post(at("change-story", story.code), form("ZQ more"))
    assert errors(page) == {"__all__": [str(actions.TooManyStories())]}
    assert "ZQ more worked" in text_of(page)
    assert Story.objects.get(pk=story.pk).state == Story.State.RETURNED
    # What waits already may be changed, and has waited as long as before.
    assert browser.post(at("change-story", last.code), form("ZQ more")).status_code == 302
    now = Story.objects.select_related("user__key").get(pk=last.pk)
    assert (now.written, now.sent_at) == (factories.told("ZQ more"), last.sent_at)
    # Sent again after an answer, it is as new.
    actions.take_back_story(user=world.a.leader, code=last.code)
    assert browser.post(at("change-story", story.code), form("ZQ more")).status_code == 302
    assert Story.objects.get(pk=story.pk).sent_at > last.sent_at


def test_change_of_what_was_taken_back_keeps_what_was_typed(world, story, sign_in):
    actions.take_back_story(user=world.a.leader, code=story.code)
    browser = sign_in(world.a.leader)
    page = browser.post(at("change-story", story.code), form("ZQ more"))
    assert page.status_code == 404
    assert errors(page) == {"__all__": [str(actions.IsGone())]}
    assert "ZQ more worked" in text_of(page)
    assert browser.get(at("change-story", story.code)).status_code == 404
    assert not Story.objects.exists()


# --- The yes ---------------------------------------------------------------------------------


def agree(browser, story: Story, mark: str):
    return browser.post(at("agree-to-story", story.code), {"mark": mark}, follow=True)


def test_yes_publishes_the_text_that_was_read_once(world, editor, sign_in):
    sent = factories.proposed_story(world.a.leader, "ZQ beans", by=editor)
    browser = sign_in(world.a.leader)
    for _ in range(2):
        page = agree(browser, sent, sent.mark)
        assert messages(page) == ["Your story is published."]
    [found] = PublishedStory.objects.all()
    assert (found.title, found.worked) == ("ZQ beans title", "ZQ beans edited worked")
    assert found.code != sent.code
    assert not Notice.objects.exists()
    reading = text_of(sign_in(world.b.leader).get(at("story", found.code)))
    assert "ZQ beans edited effects" in reading


def test_yes_to_another_text_publishes_nothing(world, editor, sign_in):
    sent = factories.proposed_story(world.a.leader, "ZQ beans", by=editor)
    browser = sign_in(world.a.leader)
    for mark in ("", "0" * 32):
        assert messages(agree(browser, sent, mark)) == [str(actions.NotWhatWasRead())]
    actions.change(
        user=world.a.leader,
        code=sent.code,
        language="en",
        subject_key=None,
        parts=factories.told("ZQ more"),
    )
    assert messages(agree(browser, sent, sent.mark)) == [str(actions.NotWhatWasRead())]
    assert not PublishedStory.objects.exists()


def test_no_one_else_says_yes_or_takes_it_back(world, editor, sign_in):
    sent = factories.proposed_story(world.a.leader, "ZQ beans", by=editor)
    for other in (world.a.leader2, editor):
        browser = sign_in(other)
        assert messages(agree(browser, sent, sent.mark)) == [str(actions.IsGone())]
        page = browser.post(at("take-back-story", sent.code), follow=True)
        assert messages(page) == []
        assert browser.get(at("change-story", sent.code)).status_code == 404
    assert Story.objects.get().state == Story.State.PROPOSED


def test_published_story_is_not_changed_under_its_readers(world, published, sign_in):
    sent = published().story
    browser = sign_in(world.a.leader)
    own = at("my-story", sent.code)
    assert browser.get(at("change-story", sent.code)).headers["Location"] == own
    page = browser.post(at("change-story", sent.code), form("ZQ more"))
    assert errors(page) == {"__all__": [str(actions.IsPublished())]}
    assert "ZQ more worked" in text_of(page)
    assert Story.objects.get().state == Story.State.PUBLISHED


# --- Reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize("shows_name", [False, True])
def test_name_stands_there_only_if_its_author_wants_it(world, published, sign_in, shows_name):
    found = published(shows_name=shows_name)
    browser = sign_in(world.b.leader)
    for address in (at("story", found.code), ALL):
        page = text_of(browser.get(address))
        assert str(world.a.leader.code) not in page
        assert encode(world.a.leader.code) not in page
        assert encode(found.story.code) not in page
    assert (NAME in text_of(browser.get(at("story", found.code)))) is shows_name
    assert "ZQA editor" not in text_of(browser.get(at("story", found.code)))


def test_hidden_or_suspended_account_shows_no_name(world, published, sign_in):
    found = published(shows_name=True)
    hiding.hide(user=world.a.leader)
    page = text_of(sign_in(world.b.leader).get(at("story", found.code)))
    assert "ZQ beans edited worked" in page
    assert NAME not in page


def test_newcomer_reads_the_story_without_the_name(world, published, sign_in):
    found = published(shows_name=True)
    newcomer = factories.quarantined(world.b.leader)
    page = text_of(sign_in(newcomer).get(at("story", found.code)))
    assert "ZQ beans edited worked" in page
    assert NAME not in page


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, ["Rice title", "Beans title", "Pois title"]),
        ({"name": "beans"}, ["Beans title"]),
        ({"name": "edited learned pois"}, ["Pois title"]),
        ({"name": "nothing"}, []),
        ({"language": "fr"}, ["Pois title"]),
        ({"subject": True}, ["Rice title", "Beans title"]),
        ({"subject": True, "language": "fr"}, []),
    ],
)
def test_list_is_found_by_words_subject_and_language(world, published, sign_in, sent, expected):
    factories.course()
    key = SubjectPage.objects.get().translation_key
    factories.guide("A guide", subject="Another")
    other = SubjectPage.objects.get(title="Another").translation_key
    published("Beans", subject_key=key)
    published("Rice", subject_key=key)
    published("Pois", subject_key=other, language="fr")
    if "subject" in sent:
        sent = sent | {"subject": encode(key)}
    browser = sign_in(world.a.leader2)
    page = browser.post(ALL, sent) if sent else browser.get(ALL)
    assert not page.context["form"].errors
    assert [one.title for one in page.context["page"]] == expected


def test_story_in_another_language_says_so(world, published, sign_in):
    found = published("Pois", language="fr")
    page = text_of(sign_in(world.a.leader).get(at("story", found.code)))
    assert '<h1 lang="fr">Pois title</h1>' in page
    assert '<p class="written" lang="fr">Pois edited why</p>' in page


def test_subject_that_is_gone_leaves_the_story(world, published, sign_in):
    factories.course()
    published("Beans", subject_key=SubjectPage.objects.get().translation_key)
    CoursePage.objects.get().unpublish()
    SubjectPage.objects.get().unpublish()
    page = sign_in(world.a.leader2).get(ALL)
    assert [(one.title, one.subject) for one in page.context["page"]] == [("Beans title", None)]


@pytest.mark.parametrize("number", [1, 45])
def test_pages_cost_six_queries_and_twelve_kilobytes(
    world, editor, sign_in, number, django_assert_max_num_queries
):
    factories.course()
    key = SubjectPage.objects.get().translation_key
    long = "Two of us count, and both of us sign. " * 19
    for one in range(number):
        found = factories.published_story(
            world.a.leader, f"{one} {long}"[:700], by=editor, subject_key=key
        )
        PublishedStory.objects.filter(pk=found.pk).update(title=f"{uuid4()} {one}" * 2)
    waiting = factories.tell_story(world.a.leader, "Waiting")
    browser = sign_in(world.a.leader)
    own = [WRITE, MINE, at("my-story", found.story.code), at("change-story", waiting.code)]
    for address in [ALL, at("story", found.code), *own]:
        browser.get(address)
        with django_assert_max_num_queries(6):
            page = browser.get(address)
        assert page.status_code == 200
        assert len(gzip.compress(page.content)) < 12_000
    assert len(browser.get(ALL).context["page"]) == min(number, PAGE)


# --- Taking back, taking down, leaving -------------------------------------------------------


def test_author_takes_it_back_at_any_time(world, editor, published, sign_in):
    found = published()
    proposed = factories.proposed_story(world.a.leader, "ZQ rice", by=editor)
    browser = sign_in(world.a.leader)
    for code in (found.story.code, proposed.code):
        page = browser.post(at("take-back-story", code), follow=True)
        assert messages(page) == ["Your story is deleted. No one reads it any more."]
    assert not Story.objects.exists()
    assert not PublishedStory.objects.exists()
    assert not Notice.objects.exists()
    reader = sign_in(world.b.leader)
    assert reader.get(at("story", found.code)).status_code == 404
    assert list(reader.post(ALL, {"name": "beans"}).context["page"]) == []
    # A second tap changes nothing.
    page = browser.post(at("take-back-story", found.story.code), follow=True)
    assert messages(page) == []


def test_author_takes_their_name_away_and_lets_it_leave(world, published, sign_in):
    found = published(shows_name=True, may_stay=True)
    own = at("my-story", found.story.code)
    browser = sign_in(world.a.leader)
    for name, said in (
        ("take-name-from-story", "No name stands below your story."),
        ("let-story-leave", "When your account is erased, what is published goes with it."),
    ):
        address = at(name, found.story.code)
        assert address in text_of(browser.get(own))
        for _ in range(2):
            page = browser.post(address, follow=True)
            assert messages(page) == [said]
        assert address not in text_of(page)
    assert NAME not in text_of(sign_in(world.b.leader).get(at("story", found.code)))
    kinds = ["take_name_from_story", "let_story_leave"]
    assert Event.objects.filter(kind__in=kinds, actor=world.a.leader.code).count() == 2
    assert Story.objects.get().state == Story.State.PUBLISHED
    erasure.erase(user=world.a.leader)
    assert not PublishedStory.objects.exists()


@pytest.mark.parametrize("name", ["take-name-from-story", "let-story-leave"])
def test_no_one_else_takes_name_or_story_away(world, editor, published, sign_in, name):
    found = published(shows_name=True, may_stay=True)
    for other in (world.a.leader2, editor):
        page = sign_in(other).post(at(name, found.story.code), follow=True)
        assert messages(page) == [str(actions.IsGone())]
    kept = Story.objects.get()
    assert (kept.shows_name, kept.may_stay) == (True, True)


def test_page_of_erasure_says_which_stories_stay(world, sign_in):
    page = text_of(sign_in(world.a.leader).get(reverse("people:erase")))
    assert "published practice stories for which you agreed to this, without a name," in page


def test_editor_takes_it_down_and_the_author_is_told(world, editor, published, sign_in):
    found = published()
    with pytest.raises(NotAllowed):
        actions.take_down(code=found.code, by=factories.loaded(world.a.leader2))
    assert "take-down" not in text_of(sign_in(world.b.leader).get(at("story", found.code)))
    browser = sign_in(editor)
    assert "take-down" in text_of(browser.get(at("story", found.code)))
    for said in (["The story is no longer published."], []):
        page = browser.post(at("take-down-story", found.code), follow=True)
        assert messages(page) == said
    assert not PublishedStory.objects.exists()
    [told] = Notice.objects.filter(kind=notices.STORY_ANSWERED.name)
    assert (told.user, told.subject_code) == (world.a.leader, found.story.code)
    own = text_of(sign_in(world.a.leader).get(at("my-story", found.story.code)))
    assert "An editor has taken your story off the list." in own
    # A late yes, from a page that was open, puts it back on no list.
    page = agree(sign_in(world.a.leader), found.story, found.story.mark)
    assert messages(page) == [str(actions.IsTakenDown())]
    assert not PublishedStory.objects.exists()


@pytest.mark.parametrize("may_stay", [False, True])
@pytest.mark.parametrize("shows_name", [False, True])
def test_erased_author_leaves_only_what_may_stay(
    world, editor, published, sign_in, may_stay, shows_name
):
    found = published(may_stay=may_stay, shows_name=shows_name)
    factories.tell_story(world.a.leader, "ZQ rice", may_stay=True)
    erasure.erase(user=world.a.leader)
    assert not Story.objects.exists()
    assert PublishedStory.objects.filter(story=None).exists() is may_stay
    page = sign_in(world.b.leader).get(at("story", found.code))
    assert page.status_code == (200 if may_stay else 404)
    assert NAME not in text_of(page)
    # An editor can still take it down.
    assert actions.take_down(code=found.code, by=editor) is may_stay


@pytest.mark.django_db(transaction=True)
def test_yes_during_an_erasure_leaves_nothing_without_consent(world):
    author, by = world.a.leader, factories.loaded(factories.in_studio())
    sent = factories.proposed_story(author, "ZQ beans", by=by)

    is_agreeing = threading.Event()

    def agree_to() -> None:
        with transaction.atomic():
            actions.agree(user=author, code=sent.code, mark=sent.mark)
            is_agreeing.set()
            # Long enough for the erasure to come to the stories.
            sleep(0.5)

    def leave() -> None:
        is_agreeing.wait(timeout=racing.PATIENCE)
        erasure.erase(user=User.objects.get(pk=author.pk))

    racing.successes(lambda act: act(), [agree_to, leave], refused=Refused)
    assert not Story.objects.exists()
    assert not PublishedStory.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_answer_during_an_erasure_ends_and_leaves_nothing(world):
    author, by = world.a.leader, factories.loaded(factories.in_studio())
    sent = factories.tell_story(author, "ZQ beans")

    def answer() -> None:
        actions.send_back(story=sent, by=by, mark=sent.text_mark, reply="Tell more")

    def leave() -> None:
        erasure.erase(user=User.objects.get(pk=author.pk))

    racing.successes(lambda act: act(), [answer, leave], refused=Refused)
    assert not Story.objects.exists()
    assert not Notice.objects.exists()


def test_erased_editor_leaves_what_they_edited(world, editor, published):
    published()
    erasure.erase(user=editor)
    assert Story.objects.get().decided_by is None
    assert PublishedStory.objects.count() == 1


def test_copy_of_its_author_has_all_of_it_and_that_of_its_editor_nothing(world, editor, published):
    published()
    sent = factories.tell_story(world.a.leader, "ZQ rice")
    actions.send_back(story=sent, by=editor, mark=sent.text_mark, reply="ZQ tell more")

    def copied(user) -> str:
        models = ("learning.Story", "learning.PublishedStory")
        found = [one for one in export.gather(user) if one.model in models]
        return "\n".join(str(entry.value) for one in found for row in one.rows for entry in row)

    mine = copied(world.a.leader)
    for text in ("ZQ beans worked", "ZQ beans edited why", "ZQ rice learned", "ZQ tell more"):
        assert text in mine
    assert copied(editor) == ""


def test_french_words_agree_with_the_story(world, story, sign_in):
    with translation.override("fr"):
        address = at("my-story", story.code)
        [found] = [one for one in export.gather(world.a.leader) if one.model == "learning.Story"]
        labels = [str(entry.label) for row in found.rows for entry in row]
    page = text_of(sign_in(world.a.leader).get(address))
    assert "<title>Récits · " in page
    assert "Histoire" not in page
    assert ("envoyé" in labels, "envoyée" in labels) == (True, False)


def test_home_counts_what_waits_for_editors(world, editor, story, sign_in):
    heading = "1 practice story is waiting for an editor"
    home = reverse("home")
    assert heading in text_of(sign_in(editor).get(home))
    assert heading not in text_of(sign_in(world.a.leader).get(home))
