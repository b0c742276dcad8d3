"""The home page of each language's content, and the branding of the site."""

from typing import Any

from django.core.cache import cache
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Page, PagePermissionTester

from cms.slugs import FoundSlug
from web.errors import CacheAway


class StaysInPlace(PagePermissionTester):
    """What someone may do to a page that holds all others: only superusers may take it away, and
    all pages with it."""

    def can_unpublish(self) -> bool:
        return self.user.is_superuser and super().can_unpublish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_move(self) -> bool:
        return self.user.is_superuser and super().can_move()

    def can_copy(self) -> bool:
        return self.user.is_superuser and super().can_copy()


class HomePage(FoundSlug, Page):
    """The top of one language's page tree. It is never shown: members have their own home page."""

    content_panels = [FieldPanel("title", heading=_("Title"))]
    promote_panels: list = []
    settings_panels: list = []
    parent_page_types = ["wagtailcore.Page"]
    preview_modes: list[tuple[str, str]] = []
    page_description = _("All pages of one language.")

    class Meta:
        verbose_name = _("home page of a language")
        verbose_name_plural = _("home pages of languages")

    def get_absolute_url(self) -> str:
        """Where a link to this page leads."""
        return reverse("home")

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return StaysInPlace(user, self)


@register_setting(icon="view")
class Branding(BaseGenericSetting):
    """The public face of the site: a neutral name and a neutral drawing."""

    CACHE_KEY = "cms.branding"
    # Long enough to save queries, short enough that an editor soon sees a change.
    CACHE_SECONDS = 60

    class Icon(models.TextChoices):
        """Files of `static/marks/`."""

        CIRCLES = "circles", _("two circles")
        LEAF = "leaf", _("a leaf")
        HILLS = "hills", _("hills and a sun")
        BOOK = "book", _("a book")
        CLOCK = "clock", _("a clock")

    name = models.CharField(
        _("name"),
        max_length=30,
        default="Ensemble",
        help_text=_("Appears at the top of every page and in every title. Keep it neutral."),
    )
    icon = models.CharField(_("icon"), max_length=8, choices=Icon, default=Icon.CIRCLES)
    mail_name = models.CharField(
        _("sender name in e-mails"),
        max_length=30,
        blank=True,
        help_text=_(
            "Anyone who sees the mailbox can read it. If left empty, only the sender’s address is "
            "shown."
        ),
    )
    mail_subject = models.CharField(
        _("subject of e-mails"),
        max_length=60,
        blank=True,
        help_text=_("If left empty: “Something is waiting for you”, in the reader’s language."),
    )
    calendar_title = models.CharField(
        _("title in calendars"),
        max_length=60,
        blank=True,
        help_text=_("If left empty: “Appointment”, in the reader’s language."),
    )

    panels = [
        FieldPanel(name) for name in ("name", "icon", "mail_name", "mail_subject", "calendar_title")
    ]

    class Meta:
        verbose_name = _("branding")

    @classmethod
    def current(cls) -> "Branding":
        """Return the current branding; at most one query a minute in each process, while the cache
        answers."""
        try:
            values = cache.get_or_set(cls.CACHE_KEY, cls._values, cls.CACHE_SECONDS)
        except CacheAway:
            values = cls._values()
        return cls(**values)  # type: ignore[arg-type]

    @classmethod
    def current_name(cls) -> str:
        return cls.current().name

    @classmethod
    def _values(cls) -> dict[str, str]:
        branding = cls.load()
        return {
            field.attname: getattr(branding, field.attname) for field in cls._meta.concrete_fields
        }

    @property
    def icon_file(self) -> str:
        return f"marks/{self.icon}.svg"
