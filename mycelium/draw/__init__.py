"""Pictures of programs: SVG and PNG, and text for Graphviz and Mermaid."""

from mycelium.draw.picture import MOST_STEPS, draw_png, draw_svg
from mycelium.draw.text import to_dot, to_mermaid

__all__ = ["MOST_STEPS", "draw_png", "draw_svg", "to_dot", "to_mermaid"]
