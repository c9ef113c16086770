"""Small native shapes with alt text: words, badges, swatches, leaders."""

from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches

from pages.components.deck import chart as native
from pages.components.deck.chart import INK, PAPER, Colour
from pages.components.deck.master import SMALLEST

Box = tuple[float, float, float, float]
"""Left, top, width, height in inches."""


def inches(length: Any) -> float:
    """A length of python-pptx in inches."""
    return float(length) / 914400


def described(shape: Any, words: str, name: str = "") -> Any:
    """Give a shape its alt text, and a name for the list of objects."""
    known = shape._element.xpath("./*/p:cNvPr")[0]
    known.set("descr", words)
    if name:
        known.set("name", name)
    return shape


def text(
    on: Any,
    words: str,
    box: Box,
    of: Colour,
    alt: str,
    *,
    points: float = SMALLEST,
    bold: bool = False,
    right: bool = False,
    middle: bool = False,
) -> Any:
    """A text box without inner room; `on` is a collection of shapes."""
    made = on.add_textbox(*(Inches(v) for v in box))
    frame = made.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    frame.text = words
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        for run in paragraph.runs:
            native.letters(run.font, of, points, bold)
    return described(made, alt, words[:40])


def badge(on: Any, shape: Any, number: int, of: Colour, left: float, top: float, alt: str) -> None:
    """The shape of a position with its number."""
    # A triangle carries its number low, where it is wide.
    low = shape == MSO_SHAPE.ISOSCELES_TRIANGLE
    made = on.add_shape(shape, Inches(left - 0.05 * low), Inches(top - 0.05 * low), Inches(0.38 + 0.1 * low), Inches(0.36 + 0.05 * low))
    _bare(made)
    native.fill(made, of)
    native.stroke(made.line, None)
    frame = made.text_frame
    frame.margin_left = frame.margin_right = frame.margin_bottom = 0
    frame.margin_top = 0
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if low else MSO_ANCHOR.MIDDLE
    frame.word_wrap = False
    frame.text = str(number)
    frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    native.letters(frame.paragraphs[0].runs[0].font, PAPER, SMALLEST, True)
    described(made, alt, f"Positie {number}")


def swatch(on: Any, box: Box, of: Colour | str, alt: str, edge: Colour | None = None) -> Any:
    """A plain block of colour."""
    made = on.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(v) for v in box))
    _bare(made)
    native.fill(made, of)
    native.stroke(made.line, edge, 1)
    return described(made, alt, alt[:40])


def leader(on: Any, start: tuple[float, float], end: tuple[float, float], alt: str, of: Colour = INK) -> None:
    """A thin line from a name to its place, with a dot at its end."""
    made = on.add_connector(MSO_CONNECTOR.STRAIGHT, *(Inches(v) for v in (*start, *end)))
    _bare(made)
    native.stroke(made.line, of, 1)
    made.line._get_or_add_ln().append(parse_xml(f'<a:tailEnd {native.A} type="oval" w="med" len="med"/>'))
    described(made, alt, alt[:40])


def _bare(shape: Any) -> None:
    """Take away the style that PowerPoint gives every new shape: its shadow and its colours."""
    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)
