"""A code as different people type it, with any keyboard."""

FULL_WIDTH = {sign: sign + 0xFEE0 for sign in range(0x21, 0x7F)}
ARABIC = {0x30 + digit: 0x660 + digit for digit in range(10)}

CYRILLIC = str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ")
GREEK = str.maketrans("ABEHKMNPTXYZ", "ΑΒΕΗΚΜΝΡΤΧΥΖ")

SPELLINGS = {
    "as written": str,
    "small letters": str.lower,
    "no dashes": lambda code: _apart(code, ""),
    "blanks": lambda code: f" {_apart(code, ' ')} ",
    "no-break blanks": lambda code: _apart(code, "\u202f"),
    "en dashes": lambda code: _apart(code, "\u2013"),
    "minus signs": lambda code: _apart(code, "\u2212"),
    "dots": lambda code: _apart(code, "."),
    "full width": lambda code: code.translate(FULL_WIDTH),
    "full width, small": lambda code: code.lower().translate(FULL_WIDTH),
    "other digits": lambda code: code.translate(ARABIC),
    "Cyrillic capitals": lambda code: code.translate(CYRILLIC),
    "Cyrillic, small": lambda code: code.translate(CYRILLIC).lower(),
    "Greek capitals": lambda code: code.translate(GREEK),
    "invisible signs": lambda code: "\u2060".join(code),
}


def _apart(code: str, gap: str) -> str:
    return code.replace("-", gap).replace(" ", gap)
