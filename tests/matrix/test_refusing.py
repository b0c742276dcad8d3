"""Two refusals are the same when they differ in nothing but the address."""

import pytest
from django.http import HttpResponse

from tests.matrix.refusing import NEVER, Answer, are_the_same, like
from web.codes import encode

CODE = "AAAAAAAAAAAAAAAAAAAAAA"


def refused(code: str, *, text: str = "Not here.", status: int = 404, **headers: str) -> Answer:
    path = f"/en/thing/{code}/"
    page = f'<a href="/fr/thing/{code}/">{text}</a>'
    return Answer(HttpResponse(page, status=status, headers=headers), path, {"thing": code})


@pytest.mark.parametrize("code", [CODE, "short"])
def test_address_alone_makes_no_difference(code):
    assert are_the_same(refused(code), refused(like(code)))


@pytest.mark.parametrize("name", ["csrfmiddlewaretoken", "written_by"])
def test_what_differs_on_each_page_makes_no_difference(name):
    one, other = (f'<input name="{name}" value="{value}">' for value in ("Az_-9=", "bY-8="))
    assert are_the_same(refused(CODE, text=one), refused(CODE, text=other))


@pytest.mark.parametrize(
    "more", [{"text": "Not yours."}, {"status": 403}, {"ETag": "1"}, {"Location": "/en/"}]
)
def test_anything_else_makes_a_difference(more):
    assert not are_the_same(refused(CODE, **more), refused(encode(NEVER)))


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("12", "987654321"),
        (CODE, encode(NEVER)),
        ("00000000-0000-0000-0000-000000000000", str(NEVER)),
        ("images/shown.png", "nothing-of-this-kind"),
    ],
)
def test_invented_value_has_the_form_of_a_real_one(value, other):
    assert like(value) == other
