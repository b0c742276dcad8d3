"""A page's forms as a browser has them: what each field shows, and what would be sent."""

from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

# What someone types in words of their own.
FREE = ("text", "email", "search", "textarea")
# A list and a text of one name: `people.picking`.
PICKER = "picker"


@dataclass
class Drawn:
    """One form of a page: `sent` is what a browser would send, `kinds` what its fields are."""

    tag: Tag
    action: str
    sent: dict[str, list[str]]
    kinds: dict[str, str]
    options: dict[str, list[str]]

    @property
    def visible(self) -> dict[str, list[str]]:
        """What the fields show; an empty list is a choice of nothing."""
        return {name: self.sent.get(name, []) for name, kind in self.kinds.items() if kind}

    def named(self, kind: tuple[str, ...]) -> list[str]:
        return [name for name, one in self.kinds.items() if one in kind]

    def button(self, name: str) -> str:
        """Return the value of the form's button `name`, for what only a press says."""
        found = self.tag.find("button", attrs={"name": name})
        return str(found.get("value", "")) if isinstance(found, Tag) else ""


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def forms(html: str) -> list[Drawn]:
    """Return the forms of a page that are posted, with a field or without."""
    found = soup(html).find_all("form")
    return [_drawn(tag) for tag in found if str(tag.get("method")).lower() == "post"]


def _drawn(tag: Tag) -> Drawn:
    one = Drawn(tag, str(tag.get("action") or ""), {}, {}, {})
    for field in tag.find_all(["input", "select", "textarea"]):
        _add(one, field)
    return one


def _add(one: Drawn, field: Tag) -> None:
    name = str(field.get("name") or "")
    kind = str(field.get("type") or "text") if field.name == "input" else field.name
    if not name or kind in ("submit", "file") or field.has_attr("disabled"):
        return
    is_text_of_a_list = kind in FREE and one.kinds.get(name) in ("select", "checkbox", "radio")
    one.kinds[name] = "" if kind == "hidden" else PICKER if is_text_of_a_list else kind
    values = one.sent.setdefault(name, [])
    if field.name == "select":
        options = field.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")] or options[:1]
        values += [_value(option) for option in chosen]
        one.options[name] = [_value(option) for option in options]
    elif kind in ("checkbox", "radio"):
        value = str(field.get("value", "on"))
        one.options.setdefault(name, []).append(value)
        if field.has_attr("checked"):
            values.append(value)
    elif field.name == "textarea":
        values.append(field.text.removeprefix("\n"))
    else:
        values.append(str(field.get("value") or ""))
    if not values:
        del one.sent[name]


def _value(option: Tag) -> str:
    return str(option.get("value", option.text.strip()))
