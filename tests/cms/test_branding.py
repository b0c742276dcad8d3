"""What a visitor sees is the site's own choice, and neutral without one."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from cms.models import Branding
from people.models import User
from tests import factories
from tests.factories import webinar
from web.serving import stylesheet
from web.templatetags.ui import minutes, weight
from webinars.calendar import ics as ics_files


def set_branding(**fields) -> None:
    brand = Branding.load()
    for name, value in fields.items():
        setattr(brand, name, value)
    brand.save()
    cache.clear()


def test_manifest_is_neutral_without_a_choice(client, db):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    assert response.json() == {
        "name": "Ensemble",
        "short_name": "Ensemble",
        "start_url": "/",
        "display": "browser",
        "icons": [{"src": "/static/marks/circles.svg", "sizes": "any", "type": "image/svg+xml"}],
    }


def test_name_and_drawing_are_those_of_the_site(client, db):
    set_branding(name="Garden", icon=Branding.Icon.LEAF)
    manifest = client.get("/manifest.webmanifest").json()
    assert (manifest["name"], manifest["icons"][0]["src"]) == ("Garden", "/static/marks/leaf.svg")
    page = client.get("/en/").content.decode()
    assert '<link rel="icon" href="/static/marks/leaf.svg" type="image/svg+xml">' in page
    assert '<meta name="application-name" content="Garden">' in page
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert "<title>Garden</title>" in page


@pytest.mark.parametrize("icon", Branding.Icon.values)
def test_every_drawing_is_there(icon):
    assert finders.find(Branding(icon=icon).icon_file)


def test_title_in_calendars_is_that_of_the_site(world):
    planned = webinar(world.a, starts_in=timedelta(days=1))

    def title(language: str) -> str:
        file = ics_files.ics(planned, user=world.a.leader, language=language).decode()
        return next(line for line in file.splitlines() if line.startswith("SUMMARY"))

    assert (title("en"), title("fr")) == ("SUMMARY:Appointment", "SUMMARY:Rendez-vous")
    set_branding(calendar_title="Dentist")
    assert (title("en"), title("fr")) == ("SUMMARY:Dentist", "SUMMARY:Dentist")


def test_branding_costs_one_query_a_minute(db, django_assert_num_queries):
    set_branding(name="Garden")
    with django_assert_num_queries(1):
        names = [Branding.current().name, Branding.current().name, Branding.current_name()]
    assert names == ["Garden"] * 3


def test_superuser_changes_the_branding_in_the_studio(sign_in, world):
    factories.home_page()
    phone = sign_in(User.objects.create_superuser("Keeper", factories.PASSPHRASE))
    page = phone.get(reverse("wagtailsettings:edit", args=["cms", "branding"]), follow=True)
    address = page.redirect_chain[-1][0]
    chosen = {
        "name": "Garden",
        "icon": "hills",
        "mail_name": "Post",
        "mail_subject": "News",
        "calendar_title": "Dentist",
    }
    phone.post(address, chosen)
    brand = Branding.load()
    assert {name: getattr(brand, name) for name in chosen} == chosen


def test_the_links_to_other_languages_never_lead_to_another_host(client, db):
    page = client.get("/", PATH_INFO="//elsewhere.example/en/home/")
    assert page.status_code == 404
    assert 'href="//elsewhere.example' not in page.content.decode()
    assert 'href="/%2Felsewhere.example/en/home/"' in page.content.decode()


def test_a_measure_is_never_broken_over_two_lines():
    tie = "\N{NO-BREAK SPACE}"
    with translation.override("fr"):
        assert weight(6000) == f"6{tie}ko"
        assert minutes(150) == f"2{tie}h{tie}30{tie}min"
    with translation.override("en"):
        assert weight(1_200_000) == f"1.2{tie}MB"
        assert minutes(1) == f"1{tie}minute"


STUDIO = finders.find("studio.css")
COLOURS = re.compile(r"--(\w[\w-]*): (#[0-9a-f]+);")


def colours(css: str, beginning: str) -> dict[str, str]:
    """Return the colours that the rule with this beginning names."""
    rule = css[css.index(beginning) + len(beginning) :]
    return dict(COLOURS.findall(rule[: rule.index("}")]))


@pytest.mark.parametrize(
    ("of_site", "of_studio"),
    [
        ("\n:root {", "\n:root {"),
        ("dark) {\n  :root {", "\n.w-theme-dark {"),
        ("dark) {\n  :root {", "dark) {\n  .w-theme-system {"),
    ],
)
def test_colours_of_the_studio_are_those_of_the_site(of_site, of_studio):
    site = colours((stylesheet.SOURCES / "base.css").read_text(), of_site)
    studio = colours(Path(STUDIO).read_text(), of_studio)
    assert {name: site[name] for name in studio} == studio
    assert len(studio) > 10


def test_name_and_drawing_in_the_studio_are_those_of_the_site(sign_in, db):
    page = factories.course()
    set_branding(name="Garden", icon=Branding.Icon.LEAF)
    browser = sign_in(factories.in_studio())
    for screen in ("/studio/", f"/studio/pages/{page.pk}/edit/"):
        html = browser.get(screen).content.decode()
        assert re.search(r"<title>.* - Garden</title>", html)
        assert html.count('src="/static/marks/leaf.svg"') == 2
        assert '<link rel="icon" href="/static/marks/leaf.svg" type="image/svg+xml">' in html
        assert "Ensemble" not in html
        assert (
            re.findall(r"\bWagtail\b", re.sub(r"<(script|svg).*?</\1>", "", html, flags=re.S)) == []
        )
