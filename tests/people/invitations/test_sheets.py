"""A sheet of invitations on paper: made once, however often the form is sent."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from people.invitations import actions as invitations
from people.models import Invitation
from tests import factories
from tests.proving import prove
from web.reading.qr import picture

SHEET = "/en/invitations/sheet/"


@pytest.fixture
def sign_in(sign_in):
    """Browsers whose member has just typed the passphrase: making invitations asks for it."""
    return lambda user: prove(sign_in(user))


def answers(side, **changes) -> dict:
    data = {"key": str(uuid4()), "organisation": side.organisation.pk, "role": "", "number": "3"}
    return data | changes


def codes_of(response) -> list[str]:
    return re.findall(r"<b>((?:[2-9A-Z]{4}-){3}[2-9A-Z]{4})</b>", response.content.decode())


def test_each_slip_opens_once(sign_in, client, world):
    response = sign_in(world.a.coordinator).post(SHEET, answers(world.a, role="mentor"))
    codes = codes_of(response)
    assert len(set(codes)) == 3
    for number, code in enumerate(codes):
        assert invitations.find(code).organisation == world.a.organisation
        user = invitations.join(
            code=code, pseudonym=f"Paper {number}", passphrase=factories.PASSPHRASE
        )
        assert [grant.role for grant in user.roles.all()] == ["mentor"]
        assert invitations.find(code) is None


def test_sending_the_form_again_gives_the_same_sheet(sign_in, world):
    browser, data = sign_in(world.a.coordinator), answers(world.a)
    first, second = codes_of(browser.post(SHEET, data)), codes_of(browser.post(SHEET, data))
    assert first == second
    assert Invitation.objects.count() == 3
    codes_of(browser.post(SHEET, data | {"number": "5"}))
    assert Invitation.objects.count() == 5


def test_page_carries_code_address_and_picture(sign_in, world):
    response = sign_in(world.a.coordinator).post(SHEET, answers(world.a, number="12"))
    page = response.content.decode()
    for code in codes_of(response):
        assert f"http://testserver{reverse('people:join-with-code', args=[code])}" in page
    assert page.count("viewBox=") == page.count('role="img"') == 12
    assert "style=" not in page
    assert "ZQA " not in page


def test_picture_is_the_address():
    """Every square of the path is where the library put it."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    made = picture("http://testserver/en/join/AAAA-BBBB-CCCC-DDDD/")
    rows = [[False] * made.side for _ in range(made.side)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", made.path):
        for at in range(int(x), int(x) + int(width)):
            rows[int(y)][at] = True
    wanted = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    wanted.add_data("http://testserver/en/join/AAAA-BBBB-CCCC-DDDD/")
    wanted.make(fit=True)
    assert rows == wanted.get_matrix()


@pytest.mark.parametrize("number", ["0", "13", "-1", "", "x", "9" * 400])
def test_sheet_has_one_to_twelve_slips(sign_in, world, number):
    response = sign_in(world.a.coordinator).post(SHEET, answers(world.a, number=number))
    assert list(response.context["form"].errors) == ["number"]
    assert Invitation.objects.count() == 0


def test_sheet_into_another_region_is_refused(sign_in, world):
    response = sign_in(world.a.coordinator).post(
        SHEET, answers(world.a, organisation=world.b.organisation.pk)
    )
    assert list(response.context["form"].errors) == ["organisation"]
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("who", ["leader", "mentor", "facilitator"])
def test_sheet_does_not_exist_for_other_members(sign_in, world, who):
    assert sign_in(getattr(world.a, who)).post(SHEET, answers(world.a)).status_code == 404
    assert Invitation.objects.count() == 0


def test_sheet_is_small(sign_in, world):
    import gzip

    response = sign_in(world.a.coordinator).post(SHEET, answers(world.a, number="12"))
    assert len(gzip.compress(response.content)) < 40_000
