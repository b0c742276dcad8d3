"""What a coordinator types to plan a series."""

from uuid import uuid4

from django.urls import reverse

from webinars.models import Series
from webinars.planning.series.forms import SeriesForm


def typed(**fields):
    """Six Thursdays in Paris, over the night in March on which clocks change; None leaves a field
    out."""
    plan = {
        "key": str(uuid4()),
        "title": "Office hours",
        "description": "Bring a question.",
        "region": "",
        "day": "2027-03-04",
        "clock": "18:00",
        "time_zone": "Europe/Paris",
        "rhythm": "weekly",
        "times": "6",
        "until": "",
        "minutes": "60",
        "languages": ["fr", "en"],
        "seats": "12",
        "facilitator": "",
    }
    return {name: value for name, value in {**plan, **fields}.items() if value is not None}


def planned(browser, side, **fields) -> Series:
    """Plan a series of the side's region as its coordinator does: look at the dates, say yes."""
    data = typed(region=side.region.pk, **fields)
    shown = browser.post(reverse("webinars:series_new"), data)
    form = shown.context["form"]
    assert form.errors == {}
    answer = browser.post(reverse("webinars:series_new"), {**data, SeriesForm.SEEN: form.mark})
    assert answer.status_code == 302
    return Series.objects.latest("pk")


def sent_again(browser, webinar) -> dict:
    """What the page that changes this date and those after it sends when nothing is touched."""
    form = browser.get(reverse("webinars:following", args=[webinar.code])).context["form"]
    found = {}
    for field in form:
        value = field.value()
        if value not in (None, "", []):
            found[field.html_name] = value.strftime("%H:%M") if field.name == "clock" else value
    return found


def changed(browser, webinar, **fields):
    """Change this date and those after it, saying yes to what is shown; return that page's form."""
    data = {**sent_again(browser, webinar), **fields}
    data = {name: value for name, value in data.items() if value is not None}
    address = reverse("webinars:following", args=[webinar.code])
    shown = browser.post(address, data)
    if shown.status_code == 302:
        return None
    form = shown.context["form"]
    if not form.errors:
        assert browser.post(address, {**data, SeriesForm.SEEN: form.mark}).status_code == 302
    return form
