"""Word files, made by hand of their XML, so that each part may be what no program would write."""

import zipfile
from io import BytesIO

from tests.files import corpus

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STYLES = {
    "Title": "Title",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "Heading3": "heading 3",
    "Quote": "Quote",
    "Caption": "caption",
}


def run(text: str, look: str = "") -> str:
    """`look` is such as “<w:b/>”."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(inside: str, style: str = "", *, points: int = 0, level: int = 0) -> str:
    """A paragraph; `points` is the number of the list that it belongs to: 1 with dots, 2 with
    numbers."""
    content = inside if inside.startswith("<") else run(inside)
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = f'<w:ilvl w:val="{level}"/><w:numId w:val="{points}"/>'
    return (
        f"<w:p><w:pPr>{styled}{f'<w:numPr>{listed}</w:numPr>' if points else ''}</w:pPr>"
        f"{content}</w:p>"
    )


def table(*rows: list[str], merged: bool = False) -> str:
    span = '<w:gridSpan w:val="2"/>' if merged else ""
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>"
            + "".join(f"<w:tc><w:tcPr>{span}</w:tcPr>{p(cell)}</w:tc>" for cell in row)
            + "</w:tr>"
            for row in rows
        )
        + "</w:tbl>"
    )


def link(text: str, name: str) -> str:
    return f'<w:hyperlink r:id="{name}">{run(text)}</w:hyperlink>'


def picture(name: str, words: str = "", *, decorative: bool = False, by: str = "embed") -> str:
    more = '<a:extLst><a:ext><adec:decorative val="1"/></a:ext></a:extLst>' if decorative else ""
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{words}">{more}'
        "</wp:docPr><a:graphic><a:graphicData><pic:pic><pic:blipFill>"
        f'<a:blip r:{by}="{name}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def box(inside: str) -> str:
    """A text box, as new and old programs read it."""
    held = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><a:graphic><a:graphicData>"
        f"<wps:wsp><wps:txbx>{held}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{held}</v:textbox>"
        "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def document(
    *body: str,
    links: dict[str, str] | None = None,
    pictures: dict[str, bytes] | None = None,
    parts: dict[str, bytes | str] | None = None,
    main: str = MAIN,
) -> bytes:
    """Return a Word file. `links` are addresses and `pictures` contents, by id; `parts` are more
    files of the ZIP, or others in their place."""
    text = "".join(one if one.startswith("<") else p(one) for one in body)
    relations = [
        *(
            f'<Relationship Id="{name}" Type="{R}/hyperlink" Target="{address}" '
            'TargetMode="External"/>'
            for name, address in (links or {}).items()
        ),
        *(
            f'<Relationship Id="{name}" Type="{R}/image" Target="media/{name}.png"/>'
            for name in pictures or {}
        ),
        f'<Relationship Id="s" Type="{R}/styles" Target="styles.xml"/>',
        f'<Relationship Id="n" Type="{R}/numbering" Target="numbering.xml"/>',
    ]
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
        ),
        "_rels/.rels": _relations(
            f'<Relationship Id="d" Type="{R}/officeDocument" Target="word/document.xml"/>'
        ),
        "docProps/core.xml": f"<core><creator>{corpus.WORD}</creator></core>",
        "docProps/app.xml": f"<app><Company>{corpus.WORD}</Company></app>",
        "word/document.xml": f"<w:document {NAMES}><w:body>{text}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations("".join(relations)),
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        **{f"word/media/{name}.png": content for name, content in (pictures or {}).items()},
        **(parts or {}),
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return made.getvalue()


def _relations(inside: str) -> str:
    listed = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{listed}">{inside}</Relationships>'


def _styles() -> str:
    listed = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{name}"/></w:style>'
        for one, name in STYLES.items()
    )
    return f'<w:styles xmlns:w="{W}">{listed}</w:styles>'


def _numbering() -> str:
    kinds = ((1, "bullet"), (2, "decimal"))
    levels = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">'
        + "".join(
            f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{kind}"/></w:lvl>' for level in range(3)
        )
        + "</w:abstractNum>"
        for number, kind in kinds
    )
    used = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, _kind in kinds
    )
    return f'<w:numbering xmlns:w="{W}">{levels}{used}</w:numbering>'


# What a program would never write.
STRANGE_ROOT = f'<w:document xmlns:w="{W}"><w:body/></w:document>'
