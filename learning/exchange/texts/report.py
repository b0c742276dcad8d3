"""What of a text has no place in a lesson, sentence by sentence."""

from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def sentences(left: Mapping[str, int]) -> Iterator[str]:
    """Yield a sentence for each kind of thing that was left out or changed. Names that this version
    does not know have none."""
    for name, told in SENTENCES.items():
        if count := left.get(name):
            yield told(count) % {"count": count}


# The sentences are gathered where they are called, so that each is in the reader's language.
SENTENCES: dict[str, Callable[[int], str]] = {
    "title": lambda count: _(
        "The title of the document is left out: each heading 1 is the title of a lesson."
    ),
    "changes": lambda count: _(
        "The document has tracked changes: what was added is taken, what was deleted is not. Who "
        "wrote it is left out."
    ),
    "comments": lambda count: ngettext(
        "%(count)s comment is left out.", "%(count)s comments are left out.", count
    ),
    "notes": lambda count: ngettext(
        "%(count)s footnote is left out. Write what it says into the text.",
        "%(count)s footnotes are left out. Write what they say into the text.",
        count,
    ),
    "marks": lambda count: ngettext(
        "%(count)s mark of a footnote stands in the text as it was typed.",
        "%(count)s marks of footnotes stand in the text as they were typed.",
        count,
    ),
    "margins": lambda count: _("Headers and footers of the pages are left out."),
    "heads": lambda count: _(
        "The lines about the file at its beginning, between the dashes, are left out."
    ),
    "boxes": lambda count: ngettext(
        "%(count)s text box has no place on a phone: its text stands after its paragraph.",
        "%(count)s text boxes have no place on a phone: their text stands after its paragraph.",
        count,
    ),
    "drawings": lambda count: ngettext(
        "%(count)s drawing or chart is left out. Save it as a picture, and add it to the lesson.",
        "%(count)s drawings or charts are left out. Save them as pictures, and add them to the "
        "lesson.",
        count,
    ),
    "objects": lambda count: ngettext(
        "%(count)s file inside the document is left out.",
        "%(count)s files inside the document are left out.",
        count,
    ),
    "equations": lambda count: ngettext(
        "%(count)s formula is left out. Write it in words, or add it as a picture.",
        "%(count)s formulas are left out. Write them in words, or add them as pictures.",
        count,
    ),
    "linked": lambda count: ngettext(
        "%(count)s picture is not in the document, which only says where it was. It is left out.",
        "%(count)s pictures are not in the document, which only says where they were. They are "
        "left out.",
        count,
    ),
    "elsewhere": lambda count: ngettext(
        "%(count)s picture is not in the text, which only names it. Add it to the lesson.",
        "%(count)s pictures are not in the text, which only names them. Add them to the lesson.",
        count,
    ),
    "bare": lambda count: ngettext(
        "%(count)s picture has no description. Describe it in the lesson, or tick that it only "
        "decorates.",
        "%(count)s pictures have no description. Describe each in the lesson, or tick that it only "
        "decorates.",
        count,
    ),
    "links": lambda count: ngettext(
        "%(count)s link is plain text now: only addresses that begin with https:// are taken.",
        "%(count)s links are plain text now: only addresses that begin with https:// are taken.",
        count,
    ),
    "links in blocks": lambda count: ngettext(
        "%(count)s link is plain text now: stories and short versions have none.",
        "%(count)s links are plain text now: stories and short versions have none.",
        count,
    ),
    "links in tables": lambda count: ngettext(
        "The links in %(count)s table are plain text now.",
        "The links in %(count)s tables are plain text now.",
        count,
    ),
    "tables": lambda count: ngettext(
        "%(count)s table is a list now. A table on a phone has at most 5 columns and 12 lines "
        "below the first, short words, and no merged cells.",
        "%(count)s tables are lists now. A table on a phone has at most 5 columns and 12 lines "
        "below the first, short words, and no merged cells.",
        count,
    ),
    "quotes": lambda count: ngettext(
        "%(count)s quotation is in italics now.", "%(count)s quotations are in italics now.", count
    ),
    "struck": lambda count: ngettext(
        "Words in %(count)s place were struck through, and are plain text now. Check that they are "
        "meant.",
        "Words in %(count)s places were struck through, and are plain text now. Check that they "
        "are meant.",
        count,
    ),
    "underlined": lambda count: _("Underlined words are plain text now."),
    "looks": lambda count: _(
        "Fonts, sizes and colours are left out: each reader chooses their own."
    ),
    "tags": lambda count: ngettext(
        "%(count)s tag of HTML stands in the text as it was typed.",
        "%(count)s tags of HTML stand in the text as they were typed.",
        count,
    ),
}
