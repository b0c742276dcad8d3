"""What a PDF shows only sometimes, or keeps outside its pages: the cleaner cannot copy it as it is.

Layers, forms, notes and attached files would be lost, or would become visible, without a word. So
such a document is refused, with the reason. Numbers are those of ISO 32000-1: 7.11.4 attached
files, 8.11 layers, 12.3.5 portfolios, 12.5 annotations, 12.7 forms.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pikepdf import Array, Dictionary, Name, Pdf

from files.uploads import FileRefused

# Bits of an annotation's `F`.
HIDDEN, PRINTED, NOT_ON_SCREEN = 1 << 1, 1 << 2, 1 << 5
# A popup shows the text of another note.
NO_NOTES = (Name.Link, Name.Popup)
STATES = (("/View", "/ViewState"), ("/Print", "/PrintState"), ("/Export", "/ExportState"))


def refuse(pdf: Pdf) -> None:
    """Raise FileRefused when `pdf` has content that a copy of its pages would change."""
    if "/Collection" in pdf.Root:
        raise FileRefused(
            _("This PDF is a folder of other files. Add each of these files as a PDF of its own.")
        )
    if len(pdf.attachments):
        raise FileRefused(
            _(
                "Other files are attached to this PDF, and would be lost. Print it to a new PDF "
                "and use that one; add each of the others as a PDF of its own."
            )
        )
    if any(_hides_layers(pdf)):
        raise FileRefused(
            _(
                "This PDF has hidden layers, which would become visible. Print it to a new PDF and "
                "use that one."
            )
        )
    kinds = {note.get("/Subtype") for page in pdf.pages for note in _seen(page.obj)}
    if Name.Widget in kinds or "/XFA" in pdf.Root.get("/AcroForm", Dictionary()):
        raise FileRefused(
            _(
                "This PDF is a form, and what is written in its fields would be lost. Print it to "
                "a new PDF and use that one."
            )
        )
    if kinds:
        raise FileRefused(
            _(
                "This PDF has notes or marks on its pages, which would be lost. Print it to a new "
                "PDF and use that one."
            )
        )


def _seen(page: Any) -> Iterator[Any]:
    """Yield the annotations that a reader of the page sees, on screen or on paper, without its
    links."""
    for note in page.get("/Annots", Array()):
        is_note = isinstance(note, Dictionary) and note.get("/Subtype") not in NO_NOTES
        flags = int(note.get("/F", 0)) if is_note else HIDDEN
        if not flags & HIDDEN and (flags & PRINTED or not flags & NOT_ON_SCREEN):
            yield note


def _hides_layers(pdf: Pdf) -> Iterator[bool]:
    """Yield, for each layer and each rule about layers, whether it hides something."""
    layers = pdf.Root.get("/OCProperties")
    if not isinstance(layers, Dictionary):
        return
    shown = layers.get("/D", Dictionary())
    base = shown.get("/BaseState", Name.ON)
    off, on = _ids(shown.get("/OFF")), _ids(shown.get("/ON"))
    for layer in layers.get("/OCGs", Array()):
        yield layer.objgen in off or (base != Name.ON and layer.objgen not in on)
        usage = layer.get("/Usage", Dictionary())
        # Shown only while a reader looks from near or far.
        yield "/Zoom" in usage
        for event, state in STATES:
            yield usage.get(event, Dictionary()).get(state) == Name.OFF
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.OCMD:
            yield "/VE" in thing or thing.get("/P") in (Name.AllOff, Name.AnyOff)


def _ids(layers: Any) -> set[tuple[int, int]]:
    return {layer.objgen for layer in layers} if isinstance(layers, Array) else set()
