"""Where everything stands: a layered layout from left to right, in whole pixels.

The method is that of Sugiyama, Tagawa and Toda (1981): circles are broken (`ranks`), nodes are put
into columns (`ranks`), columns are put in order with few crossings (`order`), then heights are
chosen (`heights`). What is written beside a line stands in a column of its own between the nodes,
so that no label can cover a node, another label or a line.
"""

from govrules.pictures.layout.arranging import arranged
from govrules.pictures.layout.drawing import (
    Badge,
    Drawing,
    Frame,
    PlacedBox,
    PlacedLabel,
    Row,
    Wire,
)

__all__ = ["Badge", "Drawing", "Frame", "PlacedBox", "PlacedLabel", "Row", "Wire", "arranged"]
