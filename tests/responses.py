"""What a test reads out of a response."""

import re
from html import unescape


def text_of(response) -> str:
    return response.content.decode()


def errors(response, name: str = "form") -> dict:
    return {field: list(sentences) for field, sentences in response.context[name].errors.items()}


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def room_address(response) -> str:
    """Return where the page on the way into a room leads: the same by itself and by its link."""
    assert response.status_code == 200
    page = text_of(response)
    [by_itself] = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page)
    assert f'<a class="button" href="{by_itself}" rel="noreferrer">' in page
    return unescape(by_itself)
