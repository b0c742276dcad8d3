"""The indentation of templates stays at home."""

from django.conf import settings
from django.template.loader import get_template

NAME = "includes/field.html"


def test_templates_lose_their_indentation_and_keep_their_lines():
    loaded = get_template(NAME).template.source
    written = (settings.BASE_DIR / "templates" / NAME).read_text()
    assert loaded != written
    assert loaded == "\n".join(line.lstrip(" ") for line in written.split("\n"))


def test_templates_of_wagtail_stay_as_they_are():
    template = get_template("wagtailadmin/login.html").template
    with open(template.origin.name) as file:
        assert template.source == file.read()
