"""Every field of everything that has a history, changed to another value and shown in words."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.fields import StreamField

from cms.history import changes
from learning.catalogue.before import BeforeField
from learning.models import CourseRun, LessonPage
from mentorship.models import Programme
from people.models import Network, Organisation, Region
from tests.factories import OrganisationFactory, RegionFactory, course, question, side, webinar
from tests.factories.runs import course_run
from tests.pages import one_line
from webinars.models import Series

MAKE = {
    "learning.CoursePage": course,
    "learning.CourseRun": lambda: course_run(side("A"), course()),
    "learning.LessonPage": lambda: LessonPage.objects.child_of(course()).first(),
    "mentorship.Programme": lambda: Programme.objects.create(name="Mentoring"),
    "webinars.Series": lambda: Series.objects.create(title="A series"),
    "webinars.Webinar": webinar,
}
FIELDS = [
    (model._meta.label, field.name)
    for model in apps.get_models()
    if hasattr(model, "history")
    for field in model.history.model.tracked_fields
    if not (field.primary_key or isinstance(field, models.UUIDField | models.OneToOneField))
]
NEW_TEXT = "Baobab"
# By the field's name: another value of what one model alone has.
OF_ONE_MODEL = {
    "since": date(2027, 3, 4),
    "clock": time(18, 30),
    "left_out": ["2027-03-04"],
    "pre_work": ["1f8a6f6e-8a55-4b39-9d4b-0d3f5b1f6b52"],
    "follow_up": {"en": NEW_TEXT},
}
OTHER_ROWS = {
    CourseRun: lambda: course_run(side("B"), course()),
    Network: lambda: Network.objects.create(short_name=NEW_TEXT, level="global"),
    Organisation: lambda: OrganisationFactory(name=NEW_TEXT),
    Region: lambda: RegionFactory(name=NEW_TEXT, names={"fr": "Le baobab"}),
    Series: lambda: Series.objects.create(title=NEW_TEXT),
}


def other(field: models.Field, value: Any) -> Any:
    """Another valid value of `field`."""
    match field:
        case BeforeField():
            return field.to_python([{"type": "course", "value": {"why": NEW_TEXT}}])
        case StreamField():
            return field.to_python([{"type": name, "value": told} for name, told in [question(7)]])
        case models.ForeignKey():
            return OTHER_ROWS[field.related_model]()
        case models.BooleanField():
            return not value
        case models.IntegerField():
            return (value or 0) + 1
        case models.DateField():  # A `DateTimeField`, too.
            return (value or timezone.now()) + timedelta(days=400)
        case models.JSONField():
            return ["sw", "th"]
        case _ if field.choices:
            return next(key for key, _name in field.flatchoices if key != value)
        case models.CharField() | models.TextField():
            return NEW_TEXT
    raise AssertionError(f"Say here what another value of {field!r} is.")


def change(thing: models.Model, name: str, value: Any) -> None:
    """Add a row to the history of `thing` in which this field alone is another."""
    row = thing.history.latest()
    row.pk, row.history_type = None, "~"
    row.history_date = timezone.now() + timedelta(seconds=thing.history.count())
    setattr(row, name, value)
    row.save()


def shown(thing: models.Model) -> str:
    return one_line(render_to_string("cms/includes/changes.html", {"changes": changes(thing)}))


def test_every_model_with_a_history_is_made_here():
    assert {label for label, _name in FIELDS} == set(MAKE)


@pytest.mark.parametrize(("label", "name"), FIELDS)
def test_change_of_any_field_is_shown_there_and_back(label, name, db):
    thing = MAKE[label]()
    field = thing._meta.get_field(name)
    first = getattr(thing, name)
    change(thing, name, OF_ONE_MODEL.get(name) or other(field, first))
    change(thing, name, first)
    back, there, _made = changes(thing)
    [one] = there.fields
    assert one.after not in ("", one.before)
    assert [(one.after, one.before)] == [(two.before, two.after) for two in back.fields]
    assert "object (" not in one.after
    assert f"<dt>{one.label}</dt>" in shown(thing)


def test_region_is_shown_by_its_name_in_the_language_of_the_reader(db):
    held = webinar(region=RegionFactory(name="Coast", names={"fr": "La côte"}))
    held.region = None
    held.save()
    with translation.override("fr"):
        assert "<del>La côte</del>" in shown(held)
    held.region = RegionFactory(name="Hills")
    held.save()
    assert "<ins>Hills</ins>" in shown(held)


def test_languages_are_shown_by_their_names(db):
    held = webinar(languages=["fr", "sw"])
    held.languages = ["sw"]
    held.save()
    [one] = changes(held)[0].fields
    assert (one.before, one.after) == ("Français, Kiswahili", "Kiswahili")


def test_series_that_was_deleted_is_shown_as_nothing(db):
    gone = Series.objects.create(title="Gone")
    held = webinar(series=gone)
    held.series = None
    held.save()
    gone.delete()
    assert changes(held)[0].fields == []


def test_history_asks_for_a_row_only_where_it_changed(db, django_assert_num_queries):
    held = webinar(region=RegionFactory())
    for number in range(5):
        held.title = f"Title {number}"
        held.save()
    with django_assert_num_queries(1):
        assert len(changes(held)) == 6
