"""Draws bars as SVG: text in the page's own font and colour, and nothing from anywhere else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["chart"]

_WIDTH, _LEFT, _BAR, _GAP, _HEAD = 720, 190, 16, 4, 28


def chart(groups: Mapping[str, Mapping[str, float]]) -> str:
    """Draw groups of bars; the longest one takes all of the width.

    Args:
        groups: By group and bar, the values; 1 is marked with a line, as the rest is over it.
    """
    longest = max((value for bars in groups.values() for value in bars.values()), default=1.0)
    scale = (_WIDTH - _LEFT - 60) / max(longest, 1.0)
    parts: list[str] = []
    y = 0
    for group, bars in groups.items():
        parts.append(f'<text x="0" y="{y + 18}" font-weight="bold">{escape(group)}</text>')
        y += _HEAD
        for bar, value in bars.items():
            length, below = value * scale, y + 12
            look = f'fill="currentColor" fill-opacity="{0.9 if bar == "tkeel-oauth" else 0.35}"'
            parts += [
                f'<text x="{_LEFT - 8}" y="{below}" text-anchor="end">{escape(bar)}</text>',
                f'<rect x="{_LEFT}" y="{y}" width="{length:.1f}" height="{_BAR}" {look}/>',
                f'<text x="{_LEFT + length + 6:.1f}" y="{below}">{value:.2f}</text>',
            ]
            y += _BAR + _GAP
        y += _GAP
    x = f"{_LEFT + scale:.1f}"
    parts.append(f'<line x1="{x}" y1="0" x2="{x}" y2="{y}" stroke="currentColor" stroke-dasharray="2 3"/>')
    look = 'font-family="inherit" font-size="13" fill="currentColor"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img" {look}'
    title = '<title id="bench">Processor time of a call, over bare httpx</title>'
    return "\n".join([f'{head} aria-labelledby="bench">', title, *parts, "</svg>", ""])
