"""What practice stories hold about people; `learning.personal_data` declares it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.models import Story
from learning.stories.parts import Parts
from people.privacy.register import Eraser, Record, kinds


def _told(row: Story) -> str:
    return row.written.as_text


def _edited(row: Story) -> str:
    return row.proposal.as_text if row.proposal else ""


def _reply_of(row: Story) -> str:
    return row.reply or ""


STORY = ["language", "shows_name", "may_stay", "state", "sent_at", "decided_at"]
PUBLISHED = ["title", *(name for name in Parts.__dataclass_fields__ if name != "title")]

RECORDS = [
    Record(
        model="learning.Story",
        title=_("Practice stories that you sent in"),
        purpose=_("so that editors can publish what members learn from each other"),
        retention=_("until you take it back, or your account is erased"),
        eraser=Eraser.CASCADE,
        owners=["user"],
        unlinked=["decided_by"],
        exported=["text", "edited", "reply", *STORY],
        openers={"text": _told, "edited": _edited, "reply": _reply_of},
        words={
            "user": _("whose story"),
            "code": _("a code for the story"),
            "language": _("language"),
            "subject_key": _("subject"),
            "text": _("what you sent"),
            "edited": _("what an editor proposed"),
            "reply": _("what an editor told you"),
            "shows_name": _("your pseudonym may stand below it"),
            "may_stay": _("it may stay, without a name, when your account is erased"),
            "sent_at": pgettext_lazy("of a story", "sent"),
            "decided_at": _("answered"),
            # Translators: Label: who decided whether a story is published.
            "decided_by": _("who decided"),
        },
        fields=kinds(
            pseudonymous=["code", "user", "subject_key", "decided_by", *STORY],
            sealed=["text", "edited", "reply"],
        ),
    ),
    Record(
        model="learning.PublishedStory",
        title=_("What is published of your stories"),
        purpose=_("so that all members can read it"),
        retention=_(
            "until you take it back, or your account is erased; if you agreed to it, longer, "
            "without a name"
        ),
        eraser=Eraser.UNLINKED,
        # Emptied with the story; until then, it is its author's.
        owners=["story__user"],
        exported=[*PUBLISHED, "published_on"],
        words={
            "story": _("which of your stories"),
            "title": _("title"),
            "worked": _("what worked"),
            "why": _("why it worked"),
            "effects": _("what changed"),
            "learned": _("what we learned"),
            "published_on": _("published"),
        },
        fields=kinds(
            # The text of an editor, for all to read.
            public=["code", "language", "subject_key", *PUBLISHED, "published_on"],
            pseudonymous=["story"],
        ),
    ),
]

ACTS = {
    "send_story": _("practice story sent in"),
    "change_story": _("practice story changed"),
    "take_back_story": _("practice story taken back"),
    "agree_to_story": _("text of a practice story agreed to"),
    "take_name_from_story": _("pseudonym taken away from a practice story"),
    "let_story_leave": _("practice story made to leave with the account"),
    "propose_story": _("text of a practice story proposed"),
    "send_back_story": _("practice story sent back with a reason"),
    "take_down_story": _("practice story taken off the list"),
}
