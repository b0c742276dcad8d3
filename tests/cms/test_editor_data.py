"""What Wagtail and its packages copy whole points at accounts only where an erasure searches."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField, OneToOneField
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import Comment, CommentReply, Page, RevisionMixin
from wagtail.snippets.models import get_snippet_models

from cms import editor_data
from people.models import User

pytestmark = pytest.mark.servers


def copied_whole() -> list[type]:
    """Return every model whose rows are kept in revisions, and what is kept inside them."""
    found = [
        model
        for model in apps.get_models()
        if issubclass(model, (RevisionMixin, ClusterableModel)) or model in get_snippet_models()
    ]
    parts = [one.related_model for model in found for one in get_all_child_relations(model)]
    return [*found, *parts]


def test_pages_point_at_members_only_where_an_erasure_searches():
    """No page, no snippet and nothing with revisions has another field that leads to a member."""
    pointing = {
        (model, field.name)
        for model in copied_whole()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if isinstance(field, (ForeignKey, OneToOneField, ManyToManyField))
        and field.related_model is User
    }
    # Comments are switched off, so a copy of a page holds none.
    comments = {(Comment, "user"), (Comment, "resolved_by"), (CommentReply, "user")}
    assert pointing - comments == {(Page, name) for name in editor_data.ACCOUNTS_IN_COPIES}
    assert settings.WAGTAILADMIN_COMMENTS_ENABLED is False
