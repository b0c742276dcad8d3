"""Guards decide who reaches a view: here they are put round a view that answers with its name."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse

from people import guards
from people.models import RoleGrant, User
from tests import factories

Role = RoleGrant.Role
SIGN_IN, WAIT = "/en/sign-in/?next=/a/page/", "/en/waiting/"


def page(request, word: str = "none") -> HttpResponse:
    """Say which word came with the address."""
    return HttpResponse(f"page with {word}")


def answer(view, rf, user) -> str:
    """Return what `user` gets: the words of the page, the target of a redirect, or nothing."""
    request = rf.get("/a/page/")
    request.user = user
    try:
        response = view(request, word="one")
    except Http404:
        return "nothing"
    return response.headers.get("Location") or response.content.decode()


@pytest.fixture
def unvouched(world) -> User:
    return factories.UserFactory(vouched_on=None, organisation=world.a.organisation)


def test_signed_in_view_is_for_signed_in_members(world, rf, unvouched):
    view = guards.signed_in_view(page)
    assert answer(view, rf, AnonymousUser()) == SIGN_IN
    assert answer(view, rf, unvouched) == "page with one"
    assert answer(view, rf, world.a.leader) == "page with one"


def test_member_view_lets_the_unvouched_wait(world, rf, unvouched):
    view = guards.member_view(page)
    assert answer(view, rf, AnonymousUser()) == SIGN_IN
    assert answer(view, rf, unvouched) == WAIT
    assert answer(view, rf, world.a.leader) == "page with one"


def test_view_if_does_not_exist_for_others(world, rf, unvouched):
    view = guards.view_if(lambda user: user == world.a.mentor)(page)
    assert answer(view, rf, AnonymousUser()) == SIGN_IN
    assert answer(view, rf, unvouched) == "nothing"
    assert answer(view, rf, world.a.leader) == "nothing"
    assert answer(view, rf, world.a.mentor) == "page with one"


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("leader", "nothing"),
        ("facilitator", "nothing"),
        ("mentor", "page with one"),
        ("coordinator", "page with one"),
    ],
)
def test_role_view_is_for_those_with_one_of_its_roles(world, rf, who, expected):
    view = guards.role_view(Role.MENTOR, Role.COORDINATOR)(page)
    assert answer(view, rf, AnonymousUser()) == SIGN_IN
    assert answer(view, rf, getattr(world.a, who)) == expected


def test_guarded_view_keeps_its_name_and_docstring():
    guarded = [
        guards.signed_in_view(page),
        guards.member_view(page),
        guards.view_if(lambda user: True)(page),
        guards.role_view(Role.MENTOR)(page),
    ]
    assert [view.__name__ for view in guarded] == ["page"] * 4
    assert {view.__doc__ for view in guarded} == {page.__doc__}
