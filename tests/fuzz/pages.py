"""What a page offers to do next: its links, and its forms with everything they hold."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    action: str
    method: str
    is_multipart: bool
    fields: list[Field] = field(default_factory=list)


@dataclass
class Offer:
    """Links and forms of one page."""

    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.offer = Offer()
        self.choice: Field | None = None
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attrs) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.offer.links.append(said["href"])
        elif tag == "form":
            method, encoding = said.get("method", "get").lower(), said.get("enctype", "")
            self.offer.forms.append(Form(said.get("action", ""), method, "multipart" in encoding))
        elif self.offer.forms and said.get("name") and tag in ("input", "button"):
            self._add(Field(said["name"], said.get("type", "text"), said.get("value", "")))
        elif self.offer.forms and said.get("name") and tag in ("select", "textarea"):
            entry = self._add(Field(said["name"], tag))
            self.choice, self.area = (entry, None) if tag == "select" else (None, entry)
        elif tag == "option" and self.choice is not None:
            self.choice.options.append(said.get("value", ""))

    def _add(self, entry: Field) -> Field:
        self.offer.forms[-1].fields.append(entry)
        return entry

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.choice = self.area = None


def read(content: bytes) -> Offer:
    """Return what the page in `content` offers."""
    reader = _Reader()
    reader.feed(content.decode("utf-8", "replace"))
    return reader.offer


def cookies_of(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()}
