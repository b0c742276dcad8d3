"""What a browser of 2017 makes of our stylesheet: Chrome 60, as old phones have it.

The versions are those of caniuse.com and MDN: `:is` and lists in `:not` came with Chrome 88,
`:has` with 105, `:focus-visible` with 86, logical sides with 69 (one side) and 87 (short forms),
`gap` with 66 in grids and 84 between flex items, `min()` with 79 and
`overflow-wrap: anywhere` with 80.
"""

import re

# A browser drops the whole rule when it does not know one selector of it.
UNKNOWN_SELECTOR = re.compile(r":is\(|:where\(|:has\(|:focus-visible|:not\([^)]*,|:dir\(")
# It drops a declaration of which it does not know the name or the value.
UNKNOWN_DECLARATION = re.compile(
    r"(?:inset|gap|row-gap|column-gap|appearance|accent-color|aspect-ratio|text-wrap|translate"
    r"|(?:inset|margin|padding|border)-(?:inline|block)(?:-[a-z]+)*)\s*:"
    r"|inset-(?:inline|block)"
    r"|[a-z-]+\s*:[^;]*(?:\b(?:min|max|clamp)\(|\ddvh|\ddvw|overflow-wrap:anywhere|\banywhere\b)"
)
# What only such browsers read.
FALLBACK = re.compile(r"@supports not \(inset-inline:0\)\{((?:[^{}]*\{[^{}]*\})*)\}")
RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")


def rules(css: str) -> list[tuple[str, str]]:
    """Return the plain rules of a joined stylesheet, as selectors and declarations."""
    return [(match[1].strip(), match[2]) for match in RULE.finditer(css)]


def dropped(css: str) -> list[str]:
    """Return the selectors of the rules that an old browser drops."""
    return [selector for selector, _ in rules(css) if UNKNOWN_SELECTOR.search(selector)]


def aged(css: str) -> str:
    """Return what is left of the joined stylesheet `css` in an old browser."""

    def read(match: re.Match[str]) -> str:
        selector, declarations = match[1], match[2]
        if UNKNOWN_SELECTOR.search(selector):
            return ""
        known = [one for one in declarations.split(";") if not UNKNOWN_DECLARATION.match(one)]
        return f"{selector}{{{';'.join(known)}}}"

    # The fallback goes through as it is: its rules are those that the browser knows.
    fallback = "".join(FALLBACK.findall(css))
    return RULE.sub(read, FALLBACK.sub("", css)) + fallback
