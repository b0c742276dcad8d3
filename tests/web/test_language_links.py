"""The address of a page in another language."""

import pytest
from django.template import Context
from django.test import RequestFactory

from web.templatetags.ui import in_language


@pytest.mark.parametrize(
    ("address", "french"),
    [
        ("/en/", "/fr/"),
        ("/en/home/", "/fr/home/"),
        ("/fr/home/", "/fr/home/"),
        ("/en/learn/?next=/en/home/&a=b", "/fr/learn/?next=/en/home/&a=b"),
        ("/en/nothing-here/en/", "/fr/nothing-here/en/"),
        ("/en-us/home/", "/en-us/home/"),
        ("/enter/", "/enter/"),
        ("/files/en/", "/files/en/"),
        ("/", "/"),
        ("//evil.example/en/", "/%2Fevil.example/en/"),
        ("//en/evil.example/", "/%2Fen/evil.example/"),
    ],
)
def test_only_the_language_at_its_beginning_changes(address, french):
    request = RequestFactory().get("/")
    request.get_full_path = lambda: address
    assert in_language(Context({"request": request}), "fr") == french
