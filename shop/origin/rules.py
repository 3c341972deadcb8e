"""Measures of labels, in millimetres."""

from dataclasses import dataclass

from shop.origin.enums import Preset

A4 = (210.0, 297.0)
# Dots of a millimetre: fine for laser printers on sheets; twice the 8 of the usual label printer on rolls.
SHEET_DOTS = 24
ROLL_DOTS = 16


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A page and the labels on it: so many across and down, all of one size, the first at ``left``, ``top``."""

    page: tuple[float, float]
    width: float
    height: float
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    # From the edge of one label to that of the next.
    pitch_x: float = 0
    pitch_y: float = 0
    dots: int = SHEET_DOTS

    @property
    def on_page(self) -> int:
        return self.columns * self.rows

    def pages(self, labels: int) -> int:
        """How many pages so many labels fill."""
        return -(-labels // self.on_page)

    def spot(self, place: int) -> tuple[float, float]:
        """Where the label of that place on the page has its top left corner."""
        row, column = divmod(place, self.columns)
        return self.left + column * (self.pitch_x or self.width), self.top + row * (self.pitch_y or self.height)


def _roll(width: float, height: float) -> Layout:
    return Layout(page=(width, height), width=width, height=height, dots=ROLL_DOTS)


LAYOUTS = {
    Preset.A4_14: Layout(
        page=A4, width=99.1, height=38.1, columns=2, rows=7, left=4.65, top=15.15, pitch_x=101.6, pitch_y=38.1
    ),
    Preset.A4_21: Layout(page=A4, width=70, height=42.4, columns=3, rows=7, top=0.1),
    Preset.A4_24: Layout(page=A4, width=70, height=37, columns=3, rows=8, top=0.5),
    Preset.A4_65: Layout(
        page=A4, width=38.1, height=21.2, columns=5, rows=13, left=4.75, top=10.7, pitch_x=40.6, pitch_y=21.2
    ),
    Preset.THERMAL_40X30: _roll(40, 30),
    Preset.THERMAL_60X40: _roll(60, 40),
}
