"""How the demo's people sign in."""

from typing import Any

from django.http import HttpRequest

from demo.members import SIGN_INS
from people.accounts.adapter import MemberAdapter
from web.reading import names


class DemoAdapter(MemberAdapter):
    """Takes the name of a role, such as `leader`, for the pseudonym of who has it in the demo.

    The names are easy to remember for those who try the demo; others read the pseudonym, as on a
    real site.
    """

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        typed = credentials.get("username", "")
        meant = SIGN_INS.get(names.key(typed), typed)
        return super().authenticate(request, **credentials | {"username": meant})
