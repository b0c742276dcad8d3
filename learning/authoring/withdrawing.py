"""Taking one part of a lesson down: in all languages, in one act.

A block that an editor deletes goes from one language; readers of a translation keep theirs until
that is published again. What must not be read any more cannot wait for that.
"""

import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page, Revision

from cms.history import block_text
from cms.translations import actions as translations
from cms.translations.queries import all_made, ruling, states_of
from learning.models import LessonPage
from web.errors import Closed


class OnlyBlock(Closed):
    """Nothing would be left of the lesson in some language."""

    sentence = _("The lesson has no other part. Take the whole lesson down instead.")


def block_of(lesson: LessonPage, block: UUID) -> StreamValue.StreamChild | None:
    """Return the block that readers of `lesson` have."""
    return next((one for one in lesson.body if one.id == str(block)), None)


def first_words(block: StreamValue.StreamChild) -> str:
    """Return the beginning of what stands in a block."""
    return Truncator(" ".join(strip_tags(block_text(block)).split())).chars(80)


@transaction.atomic
def withdraw(*, lesson: LessonPage, block: UUID, user: Any) -> None:
    """Take the block out of what readers have of `lesson`, of its last draft and of what waits for
    its hour, in every language. Sent twice, it changes nothing. Raises `OnlyBlock`."""
    key = lesson.translation_key
    locked = Page.objects.select_for_update().filter(translation_key=key, alias_of=None)
    source = ruling(lesson)
    made = states_of(all_made().filter(source__object_id=key))
    behind = {one.translation.target_locale_id for one in made if one.is_behind}
    # A translation that was made from an older text is published before its source, and the others
    # after it, so that each goes on saying whether its source has changed.
    for one in sorted(locked, key=lambda page: (page.locale_id not in behind, page.pk)):
        _take_out(one.specific, str(block), user)
        if source and one.pk == source.pk:
            translations.take_over(page=LessonPage.objects.get(pk=one.pk))


def _take_out(page: LessonPage, block: str, user: Any) -> None:
    kept = [held for held in page.body.raw_data if held["id"] != block]
    drafts = _drafts(page)
    for draft in drafts.values():
        _cut(draft, block)
    if len(kept) == len(page.body.raw_data):
        return
    if not kept:
        raise OnlyBlock
    page.body = page.body.stream_block.to_python(kept)
    if not page.live:
        page.save(clean=False, update_fields=["body"])
        return
    planned = {pk: one.approved_go_live_at for pk, one in drafts.items()}
    page.go_live_at = None
    page.save_revision(user=user, clean=False, log_action=True).publish(
        user=user, skip_permission_checks=True
    )
    _bring_back(page, drafts, planned)


def _drafts(page: LessonPage) -> dict[int, Revision]:
    """Return the versions of `page` that readers may get later: the last draft, the planned one."""
    found = page.revisions.exclude(pk=page.live_revision_id)
    return {
        one.pk: one
        for one in found
        if one.pk == page.latest_revision_id or one.approved_go_live_at is not None
    }


def _cut(draft: Revision, block: str) -> None:
    held = json.loads(draft.content["body"])
    draft.content["body"] = json.dumps([one for one in held if one.get("id") != block])
    Revision.objects.filter(pk=draft.pk).update(content=draft.content)


def _bring_back(page: LessonPage, drafts: dict[int, Revision], planned: dict[int, Any]) -> None:
    """Let the draft be the newest version again, and what was planned keep its hour."""
    for pk, hour in planned.items():
        Revision.objects.filter(pk=pk).update(approved_go_live_at=hour)
    last = max(drafts, default=None)
    if last is not None:
        Revision.objects.filter(pk=last).update(created_at=timezone.now())
        Page.objects.filter(pk=page.pk).update(latest_revision=last, has_unpublished_changes=True)
