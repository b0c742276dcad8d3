"""Rows for the addresses of Wagtail's admin, and their numbers."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Site, Task, UploadedFile, Workflow
from wagtail_localize.models import OverridableSegment, Translation, TranslationSource
from wagtailmedia.models import Media

from learning.authoring import links
from learning.exchange.packages.export import export
from learning.models import CoursePage, LessonPage, PackageImport, SubjectPage, TextImport
from people.models import User
from tests import factories
from tests.files import corpus
from web.codes import encode

# Whose `pk` an address means, by the beginning of its route.
MEANT = {
    "/studio/api/main/^documents/": "document_id",
    "/studio/api/main/^images/": "image_id",
    "/studio/collections/": "collection_id",
    "/studio/documents/": "document_id",
    "/studio/groups/": "group",
    "/studio/images/": "image_id",
    "/studio/locales/": "locale",
    "/studio/settings/": "branding",
    "/studio/sites/": "site",
    "/studio/users/": "user",
    "/studio/workflows/tasks/": "task_id",
    "/studio/workflows/": "workflow_pk",
}
WORDS = {
    "app_label": "learning",
    "model_name": "lessonpage",
    "model": "lessonpage",
    "content_type_app_name": "learning",
    "content_type_model_name": "lessonpage",
    "app_name": "cms",
    "media_type": "audio",
    "action_name": "publish",
    "filter_spec": "width-100",
    "mode": "",
    "uidb64": "MQ",
    "token": "a-token",
}
BULK = "/studio/bulk/<str:app_label>/<str:model_name>/<str:action>/"
ACTION = "/studio/api/main/^pages/<int:pk>/action/<str:action_name>/"
KINDS = {
    "page": ("wagtailcore", "page"),
    "image": ("wagtailimages", "image"),
    "document": ("wagtaildocs", "document"),
    "user": ("people", "user"),
}
# By the beginning of the title of a block. «=name» means the number of that name.
SPECIAL = {
    "/studio/settings/": {"model_name": "branding"},
    "/studio/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
    "/studio/workflows/tasks/add/": {"app_label": "wagtailcore", "model_name": "task"},
    "/studio/documents/multiple/": {"uploaded_file_id": "=waiting_document"},
    "/studio/images/multiple/": {"uploaded_file_id": "=waiting_image"},
    "/studio/pages/<int:page_id>/convert_alias/": {"page_id": "=alias"},
    "/studio/pages/<int:page_id>/edit/ (translation)": {"page_id": "=french"},
    "/studio/pages/<int:page_id>/revisions/<int:revision_id>/unschedule/": {
        "page_id": "=scheduled",
        "revision_id": "=scheduled_revision",
    },
    "/studio/localize/page/": {"page_id": "=french"},
    "/studio/localize/submit/page/": {"page_id": "=scheduled"},
    "/studio/pages/usage/": {"content_type_model_name": "coursepage"},
    "/studio/pages/create/": {"model_name": "lessonpage"},
}


def special(title: str) -> dict[str, str]:
    """Return the words that only this block has: «(delete page)» gives them itself."""
    route, _, thing = title.partition(" (")
    action, _, kind = thing.removesuffix(")").partition(" of ")
    if route == BULK and kind in KINDS:
        app_label, model = KINDS[kind]
        return {"app_label": app_label, "model_name": model, "action": action}
    if route == ACTION and action:
        meant = {"convert_alias": "=alias", "copy_for_translation": "=scheduled"}
        return {"action_name": action, "pk": meant.get(action, "=lesson")}
    found = (words for beginning, words in SPECIAL.items() if title.startswith(beginning))
    return next(found, {})


def numbers(course: CoursePage, member: User, editor: User, branding: int) -> dict[str, str]:
    """Make a row of each kind that the studio stores; return name in an address → number."""
    lesson, last = LessonPage.objects.child_of(course)
    # So that it can be moved to another course.
    lesson.slug = "first"
    lesson.save_revision().publish()
    last.go_live_at = timezone.now() + timedelta(days=2)
    last.save_revision(approved_go_live_at=last.go_live_at)
    french = Locale.objects.get(language_code="fr")
    source, translation = _translated(lesson, french)
    document = Document.objects.create(
        title="A paper", file=ContentFile(corpus.finished(corpus.paper()), "a.pdf")
    )
    image = Image.objects.create(
        title="A picture", file=ContentFile(corpus.saved("PNG"), "a.png"), width=60, height=40
    )
    media = Media.objects.create(
        title="A voice", file=ContentFile(corpus.SOUND, "a.mp3"), type="audio", duration=1
    )
    subject = course.get_parent().specific
    elsewhere = subject.get_parent().add_child(
        instance=SubjectPage(title="Law", slug="law", locale=subject.locale)
    )
    found = {
        "page_id": lesson,
        "page_pk": lesson,
        "page_to_move_id": lesson,
        "object_id": lesson,
        "pk": lesson,
        "lesson": lesson,
        "scheduled": last,
        "french": translation.get_target_instance(),
        "alias": course.create_alias(parent=elsewhere, update_slug="an-alias"),
        "subject": subject,
        "parent_page_id": course,
        "destination_id": _other_course(course),
        "image_id": image,
        "document_id": document,
        "media_id": media,
        "root_collection": Collection.get_first_root_node(),
        "collection_id": Collection.get_first_root_node().add_child(name="A collection"),
        "revision_id": lesson.latest_revision,
        "scheduled_revision": last.scheduled_revision,
        "workflow_pk": Workflow.objects.create(name="A workflow"),
        "task_id": Task.objects.create(name="A task"),
        "translation_source_id": source,
        "translation_id": translation,
        "string_segment_id": source.stringsegment_set.first(),
        "overridable_segment_id": _overridable(source),
        "group": Group.objects.create(name="A group"),
        "locale": french,
        "site": Site.objects.create(hostname="elsewhere.example", root_page=course),
        "user": member,
        "editor": editor,
        "session_id": EditingSession.objects.create(
            user=editor, content_object=lesson, last_seen_at=timezone.now()
        ),
        "waiting_image": _waiting(Image, "a.png", corpus.saved("PNG"), editor),
        "waiting_document": _waiting(Document, "a.pdf", corpus.finished(corpus.paper()), editor),
    }
    known = {name: str(row.pk) for name, row in found.items()}
    # Workflows are off; no one finds a step of one.
    none = ("task_state_id", "workflow_state_id")
    return {
        **dict.fromkeys(none, "1"),
        **known,
        "translation_uuid": str(translation.uuid),
        "doc_id": known["document_id"],
        "branding": str(branding),
        "course": encode(course.translation_key),
        "package": encode(_package(course, editor).code),
        "text": encode(_text(course, editor).code),
        "part": encode(UUID(lesson.body[1].id)),
        "difficult": encode(factories.miss_often(course)),
        "lesson_code": encode(lesson.translation_key),
        "once": str(uuid4()),
        "signed": links.token_for(lesson),
        "_0": known["page_id"],
        "_1": "earliest",
        "_2": "live",
    }


def _package(course: CoursePage, editor: User) -> PackageImport:
    content = export(course=course.translation_key).content
    return PackageImport.objects.create(
        content=content, made_by=editor, language="en", title=course.title
    )


def _text(course: CoursePage, editor: User) -> TextImport:
    said = {"title": "A text", "body": [{"type": "story", "value": "<p>Words.</p>"}]}
    return TextImport.objects.create(
        made_by=editor,
        course=course.translation_key,
        language=course.locale.language_code,
        lessons=[said],
        left={},
    )


def _other_course(course: CoursePage) -> CoursePage:
    return CoursePage.objects.sibling_of(course, inclusive=False).first()


def _translated(lesson: LessonPage, locale: Locale) -> tuple[TranslationSource, Translation]:
    """The lesson in French, online, as the submitter and publisher of a translation makes it."""
    for page in lesson.get_ancestors().filter(depth__gt=2):
        page.specific.copy_for_translation(locale)
    source, _is_new = TranslationSource.get_or_create_from_instance(lesson)
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target(publish=True)
    page = translation.get_target_instance()
    for one in [*page.get_ancestors().filter(depth__gt=2), page]:
        one.specific.save_revision().publish()
    return source, translation


def _overridable(source: TranslationSource) -> OverridableSegment:
    segment = source.stringsegment_set.first()
    return OverridableSegment.objects.create(
        source=source, context=segment.context, order=99, data_json='"https://example.org/"'
    )


def _waiting(model: type, name: str, contents: bytes, user: User) -> UploadedFile:
    return UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(model),
        file=ContentFile(contents, name),
        uploaded_by_user=user,
    )


def value(title: str, name: str, known: dict[str, str]) -> str | None:
    """Return the value for `name` in an address of the studio; None when there is none."""
    words = special(title)
    if name in words:
        word = words[name]
        return known[word[1:]] if word.startswith("=") else word
    if name == "pk":
        meant = (kind for beginning, kind in MEANT.items() if title.startswith(beginning))
        return known[next(meant, "pk")]
    return WORDS.get(name, known.get(name))


def query(title: str, known: dict[str, str]) -> str:
    """Return what follows an address: which things one button is for."""
    words = special(title)
    of_kind = {"page": "lesson", "image": "image_id", "document": "document_id", "user": "user"}
    model = words.get("model_name", "")
    return f"?id={known[of_kind[model]]}" if title.startswith(BULK) and model in of_kind else ""
