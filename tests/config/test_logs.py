"""A log says what broke and where, never what someone typed."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def log(monkeypatch):
    """The text that the site's own formatter writes of every record that reaches it."""
    handler = logging.StreamHandler(io.StringIO())
    formatter = dict(settings.LOGGING["formatters"]["plain"])
    handler.setFormatter(logging.config.DictConfigurator({}).configure_formatter(formatter))
    root = logging.getLogger()
    root.addHandler(handler)
    yield handler.stream
    root.removeHandler(handler)


def test_failing_page_is_logged_without_address_and_without_values(db, log, monkeypatch):
    def breaks(request):
        try:
            raise KeyError("CANARY-INNER")
        except KeyError as error:
            raise ValueError("Key (pseudonym)=(CANARY-OUTER) already exists.") from error

    monkeypatch.setattr("people.invitations.views.InvitationCodeForm", breaks)
    client = Client(raise_request_exception=False)
    assert client.get("/en/join/CANARY-CODE/").status_code == 500
    written = log.getvalue()
    assert "CANARY" not in written
    assert "ValueError" in written
    assert "KeyError" in written
    assert "people/invitations/views.py" in written


def test_failing_task_is_logged_without_values(db, log):
    from config.celery import app

    @app.task(name="tests.breaks")
    def breaks():
        raise ValueError("CANARY")

    assert breaks.apply().failed()
    written = log.getvalue()
    assert "CANARY" not in written
    assert "tests.breaks" in written
    assert "ValueError" in written
