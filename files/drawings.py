"""The drawing of a PDF page, token by token: known instructions are copied, all else is left out.

Read as a stream, because a list of tokens would take a hundred times the memory of the drawing.
"""

import zlib
from typing import Any

import pikepdf
from pikepdf import Name, Pdf, Token, TokenFilter, TokenType

# ISO 32000, Annex A, by how many operands an instruction takes. Notes for programs, such as a
# screen reader's, are missing on purpose.
INSTRUCTIONS = """
0 b B b* B* BT EMC ET f F f* h n q Q s S T* W W*
1 BMC cs CS Do g G gs i j J M ri sh Tc TJ Tj TL Tr Ts Tw Tz w '
2 d d0 l m Td TD Tf
3 rg RG "
4 k K re v y
6 c cm d1 Tm
"""
OPERANDS = {
    instruction: int(number)
    for number, *instructions in map(str.split, INSTRUCTIONS.strip().splitlines())
    for instruction in instructions
}
# A colour has as many parts as its colour space.
COLOURS = {"sc", "SC", "scn", "SCN"}
MOST_COLOURS = 33
# The keys of an inline picture, each short or long.
OF_A_PICTURE = {
    "/BPC",
    "/BitsPerComponent",
    "/CS",
    "/ColorSpace",
    "/D",
    "/Decode",
    "/DP",
    "/DecodeParms",
    "/F",
    "/Filter",
    "/H",
    "/Height",
    "/IM",
    "/ImageMask",
    "/I",
    "/Interpolate",
    "/W",
    "/Width",
}
# Between two instructions; a line of text has some hundred.
MOST_WORDS = 20_000
OPEN = {TokenType.array_open, TokenType.dict_open}
CLOSE = {TokenType.array_close, TokenType.dict_close}
# Comments and unreadable tokens are ignored.
NOTHING = {TokenType.space, TokenType.comment, TokenType.bad, TokenType.eof}
SPACE, END = Token(TokenType.space, b" "), Token(TokenType.space, b"\n")


def redrawn(pdf: Pdf, words: bytes) -> bytes:
    """Return the instructions of `words`, each with its own operands, and nothing else.

    Raises ValueError for what no ordinary program writes.
    """
    page = pdf.make_indirect(pikepdf.Dictionary(Type=Name.Page, Contents=pdf.make_stream(words)))
    return pikepdf.Page(page).get_filtered_contents(_Instructions())


class _Instructions(TokenFilter):
    def __init__(self) -> None:
        super().__init__()
        # The operands so far, each with the words inside it.
        self.operands: list[list[Token]] = []
        self.depth = self.words = 0
        self.picture: Token | None = None

    def handle_token(self, token: Token = END) -> list[Token]:
        kind = token.type_
        if kind in NOTHING:
            return []
        if kind == TokenType.inline_image:
            self.picture = token
            return []
        if kind == TokenType.word and self.depth == 0:
            return self._instruction(token)
        self.words += 1
        if self.words > MOST_WORDS:
            raise ValueError("too many words")
        if self.depth == 0:
            self.operands.append([])
        self.operands[-1].append(token)
        self.depth += (kind in OPEN) - (kind in CLOSE and self.depth > 0)
        return []

    def _instruction(self, token: Token) -> list[Token]:
        operator = token.raw_value.decode("latin-1")
        if operator in ("BI", "ID"):
            # Its operands come before the picture and are written with it.
            if operator == "BI":
                self._forget()
            return []
        operands, picture = self.operands, self.picture
        self._forget()
        if operator == "EI":
            return _small_picture(operands, picture)
        if operator == "BDC":
            operands, token = operands[:1], Token(TokenType.word, b"BMC")
            operator = "BMC"
        if operator in COLOURS:
            return _written(operands[-MOST_COLOURS:], token)
        number = OPERANDS.get(operator)
        if number is None or len(operands) < number:
            return []
        return _written(operands[len(operands) - number :], token)

    def _forget(self) -> None:
        self.operands, self.picture = [], None
        self.depth = self.words = 0


def _written(operands: list[list[Token]], token: Token) -> list[Token]:
    spaced = (one for operand in operands for word in operand for one in (word, SPACE))
    return [*spaced, token, END]


def _small_picture(operands: list[list[Token]], picture: Token | None) -> list[Token]:
    """Return an inline picture, with nothing after its pixels.

    Raises ValueError for a JPEG: it is unusual here and may name its camera.
    """
    pairs = list(zip(operands[::2], operands[1::2], strict=False))
    kept = [pair for pair in pairs if _text(pair[0]) in OF_A_PICTURE]
    filters = "".join(_text(value) for key, value in kept if _text(key) in ("/F", "/Filter"))
    if "DCT" in filters:
        raise ValueError("a photograph between words")
    if picture is None:
        return []
    points = picture.raw_value
    if filters.strip("[]") in ("/Fl", "/FlateDecode"):
        points = _cut(points)
    start = [Token(TokenType.word, b"BI"), SPACE]
    middle = [operand for pair in kept for operand in pair]
    shown = [Token(TokenType.inline_image, points), Token(TokenType.word, b"\nEI")]
    return [*start, *_written(middle, Token(TokenType.word, b"ID")), *shown, END]


def _cut(packed: bytes) -> bytes:
    unpacker: Any = zlib.decompressobj()
    # An inline picture is small: more data would be a decompression bomb.
    unpacker.decompress(packed, 1_000_000)
    if unpacker.unconsumed_tail:
        raise ValueError("too large a picture between words")
    return packed[: len(packed) - len(unpacker.unused_data)]


def _text(operand: list[Token]) -> str:
    return "".join(token.raw_value.decode("latin-1") for token in operand)
