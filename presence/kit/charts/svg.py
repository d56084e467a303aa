"""The few strings that all charts are made of."""

from html import escape


def figure(value: float) -> str:
    """A coordinate with at most two decimals: 12, 12.5, 12.35."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def across(share: float) -> str:
    """A place along the width, given as a share of it."""
    return figure(share * 100) + "%"


def line(css: str, x1: str, y1: float, x2: str, y2: float) -> str:
    return f'<line class="{css}" x1="{x1}" y1="{figure(y1)}" x2="{x2}" y2="{figure(y2)}"/>'


def dot(css: str, x: str, y: float, radius: float) -> str:
    return f'<circle class="{css}" cx="{x}" cy="{figure(y)}" r="{figure(radius)}"/>'


def bar(css: str, x: str, y: float, width: str, height: float) -> str:
    return f'<rect class="{css}" x="{x}" y="{figure(y)}" width="{width}" height="{figure(height)}"/>'


def text(css: str, words: str, x: str, y: float, anchor: str = "middle") -> str:
    return f'<text class="{css}" x="{x}" y="{figure(y)}" text-anchor="{anchor}">{escape(words)}</text>'


def picture(css: str, height: float, words: str, *shapes: str) -> str:
    """A whole drawing, as wide as its place; screen readers hear the words instead."""
    label = f'role="img" aria-label="{escape(words)}"'
    return f'<svg class="{css}" width="100%" height="{figure(height)}" {label}>{"".join(shapes)}</svg>'
