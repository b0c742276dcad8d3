"""The files of a work as its pages list them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from learning.models import Attachment
from web.codes import encode


@dataclass(frozen=True)
class Link:
    """A file and the address that serves it to this reader.

    A picture `is_shown` on the page only once its reader asks for it: it may cost them money.
    """

    file: Attachment
    address: str
    is_shown: bool

    @property
    def code(self) -> str:
        return encode(self.file.code)

    @property
    def href(self) -> str:
        """Where its name leads: to this very page with the picture, where “Leave” is, or to a
        download."""
        return f"?show={self.code}#files" if self.file.is_picture else self.address


def links(
    files: Iterable[Attachment], *, to: Callable[[Attachment], str], shown: str
) -> list[Link]:
    """Return the links of `files`; `to` gives the address of each, `shown` is the code of the
    picture that its reader asked for."""
    return [Link(one, to(one), one.is_picture and encode(one.code) == shown) for one in files]
