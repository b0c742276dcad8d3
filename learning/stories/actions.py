"""Sending in a practice story, deciding on it, and taking it back."""

from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning import notices
from learning.models import PublishedStory, Story
from learning.stories.parts import Parts
from learning.stories.permissions import can_edit_stories, stories_editable_by, stories_of
from people.changes import code_from
from people.models import AccessRecord, User
from people.notices.actions import take_back, tell
from people.privacy import access_log, events
from web.errors import Closed, Gone, NotAllowed, TooMany

# Of one member, at the same time: the queue stays short for all.
MOST_WAITING = 5

State = Story.State


class TooManyStories(TooMany):
    """The member waits for an answer to as many stories as allowed."""

    sentence = _(
        "Five of your stories are waiting for an editor. Take one back, or send this one later."
    )


class WasSent(Closed):
    """The form was sent before with another text, and that story no longer waits."""

    sentence = _(
        "You have sent this form before, and that story no longer waits. Your text was not sent: "
        "copy it, and change the story at “My stories”."
    )


class IsPublished(Closed):
    """What is published is not changed under its readers."""

    sentence = _("Your story is published now. To change it, take it back and send it again.")


class IsGone(Gone):
    """The author took the story back."""

    sentence = _("This story is no longer here: it was taken back.")


class NotWhatWasRead(Closed):
    """The author says yes to a text that has changed, or that is no longer proposed."""

    sentence = _("The text has changed meanwhile. Read it once more.")


class IsTakenDown(Closed):
    """The author says yes to a text that an editor has taken off the list."""

    sentence = _("An editor has taken your story off the list.")


class TextHasChanged(Closed):
    """The author has changed the story after an editor read it."""

    sentence = _("The member has changed the story meanwhile. Read it once more.")


class StoryNoLongerWaits(Closed):
    """Someone else has decided on the story, or its author has changed it or taken it back."""

    sentence = _(
        "This story is no longer waiting: someone has answered it, or it was taken back. Your text "
        "was not sent."
    )


@transaction.atomic
def send(
    *,
    user: User,
    key: UUID,
    language: str,
    subject_key: UUID | None,
    parts: Parts,
    shows_name: bool = False,
    may_stay: bool = False,
) -> Story:
    """Send a story to the editors. `key` is the form's own: the same form sent twice sends once,
    and with another text it changes the story as long as that waits.

    Raises `TooManyStories` and `WasSent`.
    """
    # Locked, so that two at once count as two.
    User.objects.select_for_update().get(pk=user.pk)
    code = code_from(user, key)
    now = _Told(language, subject_key, parts, shows_name, may_stay)
    if sent := stories_of(user).select_for_update(of=("self",)).filter(code=code).first():
        if _told(sent) != now:
            if sent.state != State.WAITING:
                raise WasSent
            _change(sent, now)
        return sent
    _check_waiting(user)
    sent = Story.objects.create(
        code=code,
        user=user,
        language=language,
        subject_key=subject_key,
        text=parts.as_kept,
        shows_name=shows_name,
        may_stay=may_stay,
    )
    events.record("send_story", actor=user, subject=sent)
    return sent


@transaction.atomic
def change(
    *,
    user: User,
    code: UUID,
    language: str,
    subject_key: UUID | None,
    parts: Parts,
    shows_name: bool = False,
    may_stay: bool = False,
) -> Story:
    """Change a story of `user` that is not published, and send it to the editors again. What an
    editor made of it goes. The same once more changes nothing.

    Raises `IsGone`, `IsPublished` and `TooManyStories`.
    """
    # Locked, so that two at once count as two.
    User.objects.select_for_update().get(pk=user.pk)
    kept = _locked(user, code)
    if kept.state == State.PUBLISHED:
        raise IsPublished
    now = _Told(language, subject_key, parts, shows_name, may_stay)
    if _told(kept) == now and kept.state != State.RETURNED:
        return kept
    if kept.state != State.WAITING:
        _check_waiting(user)
        kept.sent_at = timezone.now()
    _change(kept, now)
    return kept


@transaction.atomic
def take_back_story(*, user: User, code: UUID) -> bool:
    """Delete a story of `user` and what was published of it; False when there is none, or no
    longer."""
    kept = stories_of(user).select_for_update(of=("self",)).filter(code=code).first()
    if kept is None:
        return False
    events.record("take_back_story", actor=user, subject=kept)
    take_back(None, kinds=[notices.STORY_ANSWERED], code=code)
    PublishedStory.objects.filter(story=kept).delete()
    kept.delete()
    return True


@transaction.atomic
def agree(*, user: User, code: UUID, mark: str) -> Story:
    """Publish the text that an editor made of a story of `user`. `mark` says which text they read.
    The same yes twice publishes once.

    Raises `IsGone`, `IsTakenDown` and `NotWhatWasRead`.
    """
    kept = _locked(user, code)
    if kept.is_taken_down:
        raise IsTakenDown
    proposal = kept.proposal
    if proposal is None or mark != kept.mark:
        raise NotWhatWasRead
    if kept.state == State.PUBLISHED:
        return kept
    if kept.state != State.PROPOSED:
        raise NotWhatWasRead
    PublishedStory.objects.create(
        story=kept,
        language=kept.language,
        subject_key=kept.subject_key,
        title=proposal.title,
        worked=proposal.worked,
        why=proposal.why,
        effects=proposal.effects,
        learned=proposal.learned,
    )
    kept.state = State.PUBLISHED
    kept.save(update_fields=["state"])
    take_back(None, kinds=[notices.STORY_ANSWERED], code=code)
    events.record("agree_to_story", actor=user, subject=kept)
    return kept


@transaction.atomic
def take_name_away(*, user: User, code: UUID) -> Story:
    """Show the pseudonym of `user` below their story no longer. Twice, it changes nothing more.

    Raises `IsGone`.
    """
    return _less(user, code, "shows_name", event="take_name_from_story")


@transaction.atomic
def keep_no_longer(*, user: User, code: UUID) -> Story:
    """Let what is published of a story of `user` go when their account is erased. Twice, it changes
    nothing more.

    Raises `IsGone`.
    """
    return _less(user, code, "may_stay", event="let_story_leave")


def propose(*, story: Story, by: User, parts: Parts, mark: str) -> Story:
    """Propose to its author how a story is published, and tell them. `mark` says which text was
    read (`Story.text_mark`). The same text sent twice is kept once.

    Raises `StoryNoLongerWaits` unless the story waits for `by` (`stories_editable_by`), and
    `TextHasChanged`.
    """
    return _decide(story, by, mark, State.PROPOSED, edited=parts.as_kept)


def send_back(*, story: Story, by: User, reply: str, mark: str) -> Story:
    """Say why a story is not published as it is, and tell its author, who may change it. Sent
    twice, it is kept once; raises as `propose` does."""
    return _decide(story, by, mark, State.RETURNED, reply=reply)


@transaction.atomic
def take_down(*, code: UUID, by: User) -> bool:
    """Take a published story off the list, such as where someone can be recognised, and tell its
    author; False when there is none, or no longer. Raises `NotAllowed`."""
    if not can_edit_stories(by):
        raise NotAllowed
    found = PublishedStory.objects.filter(code=code).first()
    if found is None:
        return False
    # Locked in the order of the others: first the author, then their story.
    User.objects.select_for_update(of=("self",)).filter(stories__published=found).first()
    kept = Story.objects.select_for_update(of=("self",)).filter(published=found).first()
    deleted, _rows = PublishedStory.objects.filter(pk=found.pk).delete()
    if not deleted:
        return False
    events.record("take_down_story", actor=by, subject=found)
    if kept:
        kept.state, kept.decided_at, kept.decided_by = State.RETURNED, timezone.now(), by
        kept.save(update_fields=["state", "decided_at", "decided_by"])
        _tell(kept)
    return True


def note_reading(*, story: Story, reader: User) -> None:
    """Record that `reader` reads the story, before they do. Raises DatabaseError when it cannot be
    recorded."""
    access_log.record(actor=reader, subjects=[story.user], what=AccessRecord.What.STORY)


def let_go(user: User) -> None:
    """Take what was published of the stories of `user` off the list before they are erased, except
    where they said that it may stay.

    A yes that is under way is waited for, and one that comes later finds no story.
    """
    list(Story.objects.select_for_update().filter(user=user).order_by("pk").values_list("pk"))
    PublishedStory.objects.filter(story__user=user, story__may_stay=False).delete()


class _Told(NamedTuple):
    """What the author of a story decides about it."""

    language: str
    subject_key: UUID | None
    parts: Parts
    shows_name: bool
    may_stay: bool


def _told(kept: Story) -> _Told:
    return _Told(kept.language, kept.subject_key, kept.written, kept.shows_name, kept.may_stay)


def _check_waiting(user: User) -> None:
    if user.stories.filter(state=State.WAITING).count() >= MOST_WAITING:
        raise TooManyStories


def _change(kept: Story, now: _Told) -> None:
    kept.language, kept.subject_key, kept.text = now.language, now.subject_key, now.parts.as_kept
    kept.shows_name, kept.may_stay = now.shows_name, now.may_stay
    kept.state = State.WAITING
    kept.edited = kept.reply = kept.decided_at = kept.decided_by = None
    kept.save()
    take_back(None, kinds=[notices.STORY_ANSWERED], code=kept.code)
    events.record("change_story", actor=kept.user, subject=kept)


def _less(user: User, code: UUID, choice: str, *, event: str) -> Story:
    kept = _locked(user, code)
    if getattr(kept, choice):
        setattr(kept, choice, False)
        kept.save(update_fields=[choice])
        events.record(event, actor=user, subject=kept)
    return kept


def _locked(user: User, code: UUID) -> Story:
    found = stories_of(user).select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise IsGone
    return found


@transaction.atomic
def _decide(story: Story, by: User, mark: str, state: State, **texts: str) -> Story:
    # Locked before it is asked whether it waits: of two answers, the second waits here for the
    # first. An erasure locks the author, whom a notice needs, before their stories.
    User.objects.select_for_update().filter(pk=story.user_id).first()
    if not Story.objects.select_for_update().filter(pk=story.pk).exists():
        raise StoryNoLongerWaits
    kept = Story.objects.select_related("user__key").get(pk=story.pk)
    is_same = all(getattr(kept, name) == text for name, text in texts.items())
    if kept.decided_by_id == by.pk and kept.state == state and is_same:
        return kept
    if not stories_editable_by(by).filter(pk=kept.pk).exists():
        raise StoryNoLongerWaits
    if mark != kept.text_mark:
        raise TextHasChanged
    for name, text in texts.items():
        setattr(kept, name, text)
    kept.state, kept.decided_at, kept.decided_by = state, timezone.now(), by
    kept.save(update_fields=["state", "decided_at", "decided_by", *texts])
    is_proposal = state == State.PROPOSED
    events.record("propose_story" if is_proposal else "send_back_story", actor=by, subject=kept)
    _tell(kept)
    return kept


def _tell(story: Story) -> None:
    # Answered again, it is news again.
    key = f"{story.code}@{story.decided_at:%Y%m%d%H%M%S%f}"
    tell(story.user, kind=notices.STORY_ANSWERED, key=key, subject_code=story.code)
