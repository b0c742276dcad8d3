"""A superuser, and browsers in which a member has just given their passphrase."""

import pytest

from people.models import User
from tests import factories
from tests.proving import prove


@pytest.fixture
def admin(db) -> User:
    return factories.UserFactory(pseudonym="Chief", organisation=None, is_superuser=True)


@pytest.fixture
def proven(sign_in):
    """Return a function that gives a browser in which `user` has just given their passphrase."""
    return lambda user: prove(sign_in(user))


@pytest.fixture
def codes(member) -> list[str]:
    """Give `member`, whom a test module names, codes on paper."""
    return factories.give_paper(member)
