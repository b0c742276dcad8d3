"""Text has a contrast of at least 7 to 1 in light and in dark (WCAG 2.2, 1.4.6).

The formulas of luminance and contrast are those of WCAG 2.2.
"""

import re

import pytest

from web.serving.stylesheet import SOURCES

LEAST = 7
# A colour of text, and the colours behind it.
TEXTS = {
    "ink": ("paper", "card", "rail", "wash", "warn-wash"),
    "soft": ("paper", "card", "rail"),
    "action": ("paper", "card", "wash"),
    "on-action": ("action",),
    "card": ("way-ink",),
    "way-ink": ("paper", "card", "way-wash"),
    "good": ("paper", "card"),
    "warn": ("paper", "card", "warn-wash"),
    "on-next": ("next",),
}
VARIABLE = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6});")


def schemes() -> dict[str, dict[str, str]]:
    """Return the colours of both schemes by their names."""
    light, _dark, dark = (SOURCES / "base.css").read_text().partition("prefers-color-scheme: dark")
    return {"light": dict(VARIABLE.findall(light)), "dark": dict(VARIABLE.findall(dark))}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    whole = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    red, green, blue = (int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4))
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_that_wcag_says():
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_what_is_behind_it(scheme):
    colours = schemes()[scheme]
    found = {
        (text, behind): round(contrast(colours[text], colours[behind]), 2)
        for text, several in TEXTS.items()
        for behind in several
    }
    assert {pair: ratio for pair, ratio in found.items() if ratio < LEAST} == {}
