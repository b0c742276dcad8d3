"""Removing what the studio keeps about a person who worked in it.

Wagtail copies names and numbers of accounts into places that no foreign key reaches. These were
found with a marker in every field: see `tests/people/privacy/test_leaving.py`.
"""

import json
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex, Revision, UploadedFile
from wagtail.users.models import UserProfile
from wagtail_localize.models import TranslationSource

# Fields with the number of an account in copies of a page (revisions, translators' sources).
ACCOUNTS_IN_COPIES = ("owner", "locked_by")


@transaction.atomic
def forget(user: models.Model) -> None:
    """Remove `user` from logs, copies of pages and histories; delete their picture and files."""
    _forget_logs(user)
    _forget_in_copies(user)
    _forget_in_histories(user)
    kind = ContentType.objects.get_for_model(user)
    ReferenceIndex.objects.filter(to_content_type=kind, to_object_id=str(user.pk)).delete()
    ReferenceIndex.objects.filter(content_type=kind, object_id=str(user.pk)).delete()
    for profile in UserProfile.objects.filter(user=user):
        _delete_file(profile.avatar)
    for upload in UploadedFile.objects.filter(uploaded_by_user=user):
        _delete_file(upload.file)
        upload.delete()


def _forget_logs(user: models.Model) -> None:
    kind = ContentType.objects.get_for_model(user)
    # A log entry about a member has their pseudonym as its label.
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).delete()
    for log in (ModelLogEntry, PageLogEntry):
        log.objects.filter(user_id=user.pk).update(user=None)


def _forget_in_copies(user: models.Model) -> None:
    for name in ACCOUNTS_IN_COPIES:
        for revision in Revision.objects.filter(**{f"content__{name}": user.pk}).iterator():
            revision.content[name] = None
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    for source in TranslationSource.objects.filter(content_json__contains=user.pk).iterator():
        content = json.loads(source.content_json)
        theirs = {name: None for name in ACCOUNTS_IN_COPIES if content.get(name) == user.pk}
        copy = json.dumps(content | theirs)
        TranslationSource.objects.filter(pk=source.pk).update(content_json=copy)


def _forget_in_histories(user: models.Model) -> None:
    for model in apps.get_models():
        history: Any = getattr(model, "history", None)
        if history is not None:
            history.filter(history_user=user).update(history_user=None)


def _delete_file(file: Any) -> None:
    """Delete the file once the transaction that deletes the row has committed."""
    if file:
        transaction.on_commit(lambda: file.storage.delete(file.name))
