"""The library in the studio: a list of all guides, with a button to add one."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.pages import PageListingViewSet

from learning.models import GuidePage


class Guides(PageListingViewSet):
    model = GuidePage
    icon = "doc-full"
    menu_label = _("Library")
    # Below the courses.
    menu_order = 2
    add_to_admin_menu = True
