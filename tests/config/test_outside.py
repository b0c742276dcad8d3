"""E-mails go through an encrypted connection or not at all."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.outside import mail_server
from tests.config.starting import start


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("smtp+tls://me%40x.org:p%2Fw@mail.example.org", 587, True),
        ("smtp+tls://me%40x.org:p%2Fw@mail.example.org:2525", 2525, True),
        ("smtp+ssl://me%40x.org:p%2Fw@mail.example.org", 465, False),
    ],
)
def test_mail_server_is_read_from_one_address(url, port, tls):
    assert mail_server(url) == {
        "EMAIL_BACKEND": "people.contact.mailing.NeutralBackend",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "me@x.org",
        "EMAIL_HOST_PASSWORD": "p/w",
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": not tls,
    }


@pytest.mark.parametrize(
    "url",
    ["smtp://me:canary@mail.example.org", "mail.example.org", "smtp+tls://", "file:///canary"],
)
def test_unencrypted_connection_is_refused_without_showing_the_passphrase(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        mail_server(url)
    assert "canary" not in str(refusal.value)


@pytest.mark.parametrize("name", ["EMAIL_URL", "EMAIL_FROM"])
def test_start_with_half_of_the_mail_settings_is_refused(name, tmp_path):
    half = {"EMAIL_URL": "smtp+tls://mail.example.org", "EMAIL_FROM": "post@example.org"}
    done = start("learn.example.org", tmp_path, **{name: half[name]})
    assert done.returncode == 1
    assert "EMAIL_URL and EMAIL_FROM go together" in done.stderr.splitlines()[-1]


def test_start_with_both_is_fine(tmp_path):
    letters = {"EMAIL_URL": "smtp+tls://mail.example.org", "EMAIL_FROM": "post@example.org"}
    assert start("learn.example.org", tmp_path, **letters).returncode == 0
