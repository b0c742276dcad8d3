"""Only contents and rules have a history; nothing about a person has one."""

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from people.models import User

CONTENTS_AND_RULES = {
    "learning.CoursePage",
    "learning.LessonPage",
    "learning.CourseRun",
    "webinars.Series",
    "webinars.Webinar",
    "mentorship.Programme",
}


def with_history() -> list[type]:
    return [model for model in apps.get_models() if hasattr(model, "history")]


def test_only_contents_and_rules_have_a_history():
    labels = {model._meta.label for model in with_history()}
    assert labels - CONTENTS_AND_RULES == set()
    assert {"learning.CoursePage", "learning.LessonPage"} - labels == set()


def test_history_keeps_no_member_but_the_author_of_the_change():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in with_history()
        for field in model.history.model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField | ManyToManyField)
        and issubclass(field.related_model, User)
    }
    assert found == {f"{model._meta.label}.history_user" for model in with_history()}


def test_history_keeps_no_address_no_device_and_no_free_reason():
    words = ("ip", "address", "agent", "device", "phone", "email")
    found = {
        f"{model._meta.label}.{field.name}"
        for model in with_history()
        for field in model.history.model._meta.get_fields()
        if set(field.name.split("_")) & set(words)
    }
    assert found == set()


def test_author_of_a_change_can_be_forgotten():
    for model in with_history():
        author = model.history.model._meta.get_field("history_user")
        assert author.null
        assert author.remote_field.on_delete.__name__ == "SET_NULL"
