"""Guides of the library: documents to keep, and pages of other sites that are worth reading."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Page

from learning.catalogue.models import (
    IN_THE_INDEX,
    SUMMARY,
    TITLE,
    InCatalogue,
    same_in_every_language,
)
from learning.search import words
from people.networks.models import Network

LONGEST_LINK = 500


class GuideForm(WagtailAdminPageForm):
    """The form of a guide in the studio, also for drafts."""

    link = forms.URLField(
        label=_("address on another site"),
        required=False,
        assume_scheme="https",
        max_length=LONGEST_LINK,
        # Also refused here, so that the sentence is beside the field.
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("The whole address. Readers are told where it leads before they go."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a guide with both a document and an address, or with neither, except in a
        draft."""
        cleaned: dict[str, Any] = super().clean()
        if "link" in self.errors or "document" in self.errors:
            return cleaned
        has_document, has_link = bool(cleaned.get("document")), bool(cleaned.get("link"))
        if has_document and has_link:
            self.add_error("link", _("Choose a document or give an address, not both."))
        elif not has_document and not has_link and not self.is_deferred_validation:
            self.add_error("document", _("Choose a document, or give an address below."))
        return cleaned


class GuidePage(InCatalogue, Page):
    """A document to keep, or a page of another site, with what readers want to know before they
    spend data on it. It stands in the library and has no page of its own."""

    base_form_class = GuideForm

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    source = models.CharField(
        # Translators: Of a guide: who wrote it.
        _("source"),
        max_length=120,
        help_text=_("Who wrote it: a group, a network, a publisher. No name of a person."),
    )
    dated = models.DateField(
        pgettext_lazy("of a guide", "date"),
        null=True,
        blank=True,
        help_text=_("When it was written, or last changed. Readers see the month."),
    )
    document = models.ForeignKey(
        get_document_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
        help_text=_("The file in the language of this page."),
    )
    link = models.URLField(_("address on another site"), max_length=LONGEST_LINK, blank=True)
    network = models.ForeignKey(
        Network,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("network"),
        help_text=_(
            "Only members of organisations in this network, and in the networks below it, find it. "
            "If you choose none, all members do."
        ),
    )

    content_panels = [
        TITLE,
        SUMMARY,
        FieldPanel("source"),
        FieldPanel("dated"),
        FieldPanel("document"),
        FieldPanel("link"),
        FieldPanel("network"),
    ]
    search_fields = IN_THE_INDEX
    parent_page_types = ["learning.SubjectPage"]
    subpage_types: list[str] = []
    preview_modes: list[tuple[str, str]] = []
    override_translatable_fields = same_in_every_language("network")
    page_description = _("A document to keep, or a page of another site that is worth reading.")

    class Meta:
        verbose_name = _("guide")

    def get_absolute_url(self) -> str:
        return reverse("learning:library")

    def words_to_find(self) -> str:
        """Return the words of what readers see of the guide, for the index of the site."""
        return words.to_find([self.title, self.summary, self.source])

    def clean(self) -> None:
        super().clean()
        if self.document_id and self.link:
            raise ValidationError({"link": _("Choose a document or give an address, not both.")})
