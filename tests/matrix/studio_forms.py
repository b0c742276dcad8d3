"""What is sent to the forms of Wagtail's admin: what its own pages would send."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from learning.exchange.packages.export import export
from learning.exchange.packages.format import archive
from learning.models import CoursePage
from tests.files import corpus
from tests.matrix.studio import ACTION, BULK

Numbers = dict[str, str]
Maker = Callable[[Numbers], Any]
PAGES = "/studio/pages/"
OF_PAGE = f"{PAGES}<int:page_id>/"
ADD = (
    f"{PAGES}add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/"
)
TRANSLATE = "/studio/localize/translate/<int:translation_id>/"
FACE = "/studio/settings/<slug:app_name>/<slug:model_name>/<int:pk>/"


def _lesson(**more: str) -> Maker:
    def made(known: Numbers) -> dict:
        body = streamfield([("story", rich_text("<p>Other words.</p>"))])
        fields = {"title": "Other words", "slug": "other-words", "summary": "", "minutes": "20"}
        return nested_form_data({**fields, "body": body}) | more

    return made


def _package() -> bytes:
    course = CoursePage.objects.live().filter(alias_of=None).first()
    files = archive.unpacked(export(course=course.translation_key).content).files
    # Another package than the one that waits already.
    return archive.packed({**files, "files/unused.png": b"x"})


def _file(name: str, field: str = "file", **more: str) -> Maker:
    contents = {
        "zip": _package,
        "png": lambda: corpus.saved("PNG"),
        "pdf": lambda: corpus.finished(corpus.paper()),
        "mp3": lambda: corpus.SOUND,
    }[name.rpartition(".")[2]]
    fields = _same(title="A new one", collection="=root_collection", **more)
    return lambda known: {**fields(known), field: SimpleUploadedFile(name, contents())}


def _titled(prefix: str) -> Maker:
    return lambda known: {
        f"{prefix.format(**known)}title": "Another title",
        f"{prefix.format(**known)}collection": known["root_collection"],
    }


def _same(**fields: Any) -> Maker:
    """«=name» means the number of that name."""

    def meant(value: Any, known: Numbers) -> Any:
        if isinstance(value, list):
            return [meant(one, known) for one in value]
        return known[value[1:]] if value.startswith("=") else value

    return lambda known: {name: meant(value, known) for name, value in fields.items()}


# The page on which editors choose a language and colours.
ACCOUNT = {
    "locale-preferred_language": "fr",
    "theme-theme": "dark",
    "theme-density": "default",
    "theme-contrast": "system",
    "theme-keyboard_shortcuts": "on",
}


def _translation(known: Numbers) -> dict:
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"X-WagtailLocalize-TranslationID: {known["translation_uuid"]}\\n"\n'
    )
    return {"file": SimpleUploadedFile("fr.po", header.encode())}


def _site(known: Numbers) -> dict:
    return {
        "hostname": "other.example",
        "port": "80",
        "site_name": "Other",
        "root_page": known["subject"],
    }


def _group(known: Numbers) -> dict:
    empty = inline_formset([])
    sets = ("page_permissions", "image_permissions", "document_permissions", "media_permissions")
    formsets = dict.fromkeys((*sets, "collection_permissions"), empty)
    return nested_form_data({"name": "Another group", "permissions": [], **formsets})


def _workflow(known: Numbers) -> dict:
    task = {"task": known["task_id"], "ORDER": "1"}
    pages = {"pages": inline_formset([]), "content_types": []}
    return nested_form_data({"name": "Other", "workflow_tasks": inline_formset([task]), **pages})


def _face(known: Numbers) -> dict:
    return {"name": "Shown", "icon": "circles"}


# By the title of the block; the others are buttons.
FORMS: dict[str, Maker] = {
    "/studio/account/": _same(**ACCOUNT),
    "/studio/guides/choose_parent/": _same(parent_page="=subject"),
    f"{PAGES}create/<slug:app_label>/<slug:model_name>": _same(parent_page="=parent_page_id"),
    ADD: _lesson(),
    f"{ADD}preview/": _lesson(),
    f"{OF_PAGE}edit/ (draft)": _lesson(),
    f"{OF_PAGE}edit/ (publish)": _lesson(**{"action-publish": "on"}),
    f"{OF_PAGE}edit/ (translation)": _same(action="publish"),
    f"{OF_PAGE}edit/preview/": _lesson(),
    f"{PAGES}<int:page_to_move_id>/move/": _same(new_parent_page="=destination_id"),
    f"{OF_PAGE}copy/": _same(
        new_title="Copied",
        new_slug="copied",
        new_parent_page="=destination_id",
        publish_copies="on",
    ),
    f"{OF_PAGE}privacy/": _same(restriction_type="login", groups=[]),
    f"{OF_PAGE}revisions/<int:revision_id>/revert/": _lesson(),
    "/studio/choose-external-link/": _same(**{"external-link-chooser-url": "https://example.org/"}),
    "/studio/choose-email-link/": _same(**{"email-link-chooser-email_address": "post@example.org"}),
    "/studio/choose-phone-link/": _same(**{"phone-link-chooser-phone_number": "12345"}),
    "/studio/choose-anchor-link/": _same(**{"anchor-link-chooser-url": "top"}),
    "/studio/collections/add/": _same(name="Other", parent="=root_collection"),
    "/studio/collections/<int:pk>/": _same(name="Other", parent="=root_collection"),
    "/studio/collections/<int:collection_id>/privacy/": _same(restriction_type="login"),
    "/studio/workflows/add/": _workflow,
    "/studio/workflows/edit/<int:pk>/": _workflow,
    "/studio/workflows/tasks/edit/<int:pk>/": _same(name="Other"),
    "/studio/workflows/task_chooser/create/": _same(**{"create-task-name": "Other"}),
    "/studio/courses/<code:course>/place/": _same(lesson="=lesson_code", place="2"),
    "/studio/courses/<code:course>/difficulties/again/": _same(question="=difficult"),
    "/studio/courses/<code:course>/add/": _same(pattern="story", once="=once"),
    "/studio/courses/<code:course>/text/": _same(text="# A text\n\nWords.", language="en"),
    "/studio/packages/": _file("a.zip"),
    f"{OF_PAGE}questions/": _same(text="The sky is blue. {T}", add="1"),
    "/studio/localize/submit/page/<int:page_id>/": _same(locales=["=locale"]),
    "/studio/localize/update/<int:translation_source_id>/": _same(publish_translations="on"),
    f"{TRANSLATE}strings/<int:string_segment_id>/edit/": _same(value="D’autres mots"),
    f"{TRANSLATE}overrides/<int:overridable_segment_id>/edit/": _same(value="x"),
    f"{TRANSLATE}pofile/upload/": _translation,
    "/studio/media/^(?P<media_type>audio|video|media)/add/$": _file("a.mp3"),
    "/studio/media/edit/<int:media_id>/": _file("a.mp3"),
    "/studio/media/^(?P<media_type>audio|video)/chooser/upload/$": _file(
        "a.mp3",
        "media-chooser-upload-file",
        **{
            "media-chooser-upload-title": "A new one",
            "media-chooser-upload-collection": "=root_collection",
        },
    ),
    "/studio/embeds/chooser/upload/": _same(**{"embed-chooser-url": "https://example.org/x"}),
    "/studio/documents/add/": _file("a.pdf"),
    "/studio/documents/edit/<int:document_id>/": _file("a.pdf"),
    "/studio/documents/chooser/create/": _file(
        "a.pdf",
        "document-chooser-upload-file",
        **{
            "document-chooser-upload-title": "A new one",
            "document-chooser-upload-collection": "=root_collection",
        },
    ),
    "/studio/documents/multiple/add/": _file("a.pdf", "files[]"),
    "/studio/documents/multiple/<int:doc_id>/": _titled("doc-{document_id}-"),
    "/studio/documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/": _titled(
        "uploaded-document-{waiting_document}-"
    ),
    "/studio/images/add/": _file("a.png"),
    "/studio/images/<int:image_id>/": _file("a.png"),
    "/studio/images/chooser/create/": _file(
        "a.png",
        "image-chooser-upload-file",
        **{
            "image-chooser-upload-title": "A new one",
            "image-chooser-upload-collection": "=root_collection",
        },
    ),
    "/studio/images/chooser/<int:image_id>/select_format/": _same(
        **{
            "image-chooser-insertion-format": "left",
            "image-chooser-insertion-alt_text": "A drawing",
        }
    ),
    "/studio/images/multiple/add/": _file("a.png", "files[]"),
    "/studio/images/multiple/<int:image_id>/": _titled("image-{image_id}-"),
    "/studio/images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/": _titled(
        "uploaded-image-{waiting_image}-"
    ),
    "/studio/locales/new/": _same(language_code="fr"),
    "/studio/locales/edit/<int:pk>/": _same(language_code="fr"),
    "/studio/locales/copy/<int:pk>/": _same(language_code="fr"),
    "/studio/users/edit/<int:pk>/": _same(is_active="on"),
    "/studio/groups/new/": _group,
    "/studio/groups/edit/<int:pk>/": _group,
    "/studio/sites/new/": _site,
    "/studio/sites/edit/<int:pk>/": _site,
    "/studio/sites/copy/<int:pk>/": _site,
    FACE: _face,
    f"{FACE}preview/": _face,
    f"{BULK} (move of page)": _same(chooser="=destination_id"),
    f"{BULK} (add_to_collection of image)": _same(collection="=collection_id"),
    f"{BULK} (add_to_collection of document)": _same(collection="=collection_id"),
    f"{BULK} (add_tags of image)": _same(tags="money"),
    f"{BULK} (add_tags of document)": _same(tags="money"),
    f"{ACTION} (copy)": _same(destination_page_id="=destination_id"),
    f"{ACTION} (create_alias)": _same(
        destination_page_id="=destination_id", update_slug="an-alias"
    ),
    f"{ACTION} (copy_for_translation)": _same(locale="fr"),
    f"{ACTION} (move)": _same(destination_page_id="=destination_id", position="last-child"),
    f"{ACTION} (revert_to_page_revision)": _same(revision_id="=revision_id"),
}


def body(title: str, known: Numbers) -> dict:
    make = FORMS.get(title)
    return make(known) if make else {}
