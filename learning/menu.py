"""The entries of learning in the menu. See `web.menu`."""

from django.utils.translation import gettext_lazy as _

from learning.standing_in.permissions import can_stand_in
from learning.stories.permissions import can_edit_stories
from web.menu.entries import Entry, Group

ENTRIES = [
    # Translators: In the menu of facilitators and coordinators: questions of learners that wait.
    Entry(Group.COURSES, "learning:waiting-enquiries", _("Questions about lessons"), can_stand_in),
    # Translators: In the menu of editors: stories that members sent in.
    Entry(Group.COURSES, "learning:waiting-stories", _("Stories that wait"), can_edit_stories),
]
