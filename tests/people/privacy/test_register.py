"""Every field that is stored is declared."""

import logging
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from people.management.commands.what_we_hold import PAGE, page_with_table
from people.models import User
from people.privacy import register

# Apps to come are included; of the libraries, second factors. What others of them store about
# members is searched for after an erasure; `test_leaving` checks that it is all filled before.
ROOT = Path(settings.BASE_DIR)
OURS = {config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS | {"mfa"} and not model.__name__.startswith("Historical")
]


def undeclared(models_: Iterable[type[models.Model]]) -> list[str]:
    """Return `app.Model.field` for every field that no record names, lists of others included."""
    declared = {record.model: record.fields for record in register.records()}
    return [
        f"{model._meta.label}.{column.name}"
        for model in models_
        for column in (*model._meta.local_concrete_fields, *model._meta.local_many_to_many)
        if not column.primary_key and column.name not in declared.get(model._meta.label, {})
    ]


def test_all_apps_of_the_site_are_checked():
    assert {"safety", "mentorship", "webinars", "learning", "people", "cms"} <= OURS


def test_every_field_of_every_model_is_declared():
    assert undeclared(MODELS) == []


def test_no_declaration_outlives_its_field():
    real = {
        model._meta.label: {
            field.name for field in (*model._meta.local_concrete_fields, *model._meta.many_to_many)
        }
        for model in MODELS
    }
    stale = [
        f"{record.model}.{name}"
        for record in register.records()
        for name in record.fields
        if name not in real.get(record.model, set())
    ]
    assert stale == []


def test_undeclared_field_is_noticed():
    class Diary(models.Model):
        text = models.TextField()
        readers = models.ManyToManyField(User, related_name="+")

        class Meta:
            app_label = "people"
            managed = False

    try:
        assert undeclared([Diary]) == [
            "people.Diary.text",
            "people.Diary.readers",
        ]
    finally:
        for name in ("diary", "diary_readers"):
            del apps.all_models["people"][name]
        apps.clear_cache()


def test_page_says_what_the_registry_says():
    assert PAGE.read_text() == page_with_table(PAGE.read_text())


@pytest.mark.parametrize("path", ["/en/", "/en/sign-in/", "/en/home/", "/en/nothing/", "/healthz"])
def test_no_address_and_no_device_are_kept_anywhere(client, sign_in, world, caplog, path):
    caplog.set_level(logging.DEBUG)
    marks = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "CANARY-DEVICE"}
    client.get(path, **marks)
    client.post("/en/sign-in/", {"login": "x", "password": "y"}, **marks)
    sign_in(world.a.leader).get(path, **marks)
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [
                table
                for row in cursor.fetchall()
                if "203.0.113" in str(row) or "CANARY-D" in str(row)
            ]
    assert found == []
    assert "203.0.113" not in caplog.text
    assert "CANARY-D" not in caplog.text
