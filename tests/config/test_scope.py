"""Pages reach rows about people through a rule or a named query set, not through a bare manager."""

import re
from pathlib import Path

from django.conf import settings

from people.privacy import register

ROOT = Path(settings.BASE_DIR)
APPS = ("dashboard", "mentorship", "safety", "webinars", "learning", "people", "cms")
# Query sets whose first step is the reader.
SCOPED = {"visible_to", "managed_by", "listed_for", "none"}
# What else a page asks for, and why it may. A new line here is a decision.
OWN = {
    # Only whether a name is taken, and whose passphrase or way back is meant.
    "people/accounts/forms.py: User.objects.one_name",
    "people/invitations/forms.py: User.objects.looks_taken",
    "people/recovery/forms.py: User.objects.one_name",
    "people/hiding/forms.py: User.objects.one_name",
    # Only whether the name is that of the member who asks.
    "people/unsent/views.py: User.objects.behind",
    # A step that the form has just proved to be the member's own.
    "people/second_step/forms.py: Authenticator.objects.filter",
    # The action that ends it asks whether the member may.
    "people/roles/views.py: RoleGrant.objects.filter",
    # With the reader in the query, or below a row that a rule has given.
    "learning/exercises/views.py: Partner.objects.filter",
    "learning/partners/views.py: Submission.objects.filter",
    "learning/partners/views.py: Together.objects.filter",
    "mentorship/pairs/views.py: Goal.objects.select_related",
    "mentorship/pairs/views.py: Profile.objects.filter",
    "mentorship/profiles/views.py: Profile.objects.filter",
    "webinars/calendar/views.py: Registration.objects.registered",
    "webinars/registration/views.py: Registration.objects.filter",
}


def test_no_page_reaches_people_through_a_bare_manager():
    about_people = {
        record.rows.model.__name__ for record in register.records() if record.about_people
    }
    manager = re.compile(r"\b(\w+)\.(objects|_default_manager|_base_manager)\b(?:\.(\w+))?")
    found = {
        f"{path.relative_to(ROOT)}: {model}.{name}.{step}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if path.stem in ("views", "forms", "middleware")
        for model, name, step in manager.findall(path.read_text())
        if model in about_people and step not in SCOPED
    }
    assert found == OWN
