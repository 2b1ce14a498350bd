"""Draws bars as SVG: text in the page's own font and colours, and nothing from anywhere else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["chart"]

_WIDTH, _LEFT, _RIGHT = 480, 178, 48
"""All of it, what the names of the bars take, and what the figures behind the longest bar take."""

_HEAD, _BAR, _STEP, _GAP = 30, 16, 23, 14
_OURS = "tkeel-oauth"
_STYLE = """<style>
#performance { --ink: var(--md-default-fg-color, #1f2328); --soft: var(--site-soft, #57606a); --mark: var(--md-typeset-a-color, #0b5c7a); --line: var(--site-line, #c3cad3); font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-size: 15px; }
@media (prefers-color-scheme: dark) { #performance:root { --ink: #e6edf3; --soft: #9aa4af; --mark: #7cc4de; --line: #444c56; } }
#performance text { fill: var(--soft); }
#performance .group { fill: var(--ink); font-weight: 600; }
#performance .ours { fill: var(--ink); font-weight: 600; }
#performance .name { text-anchor: end; }
#performance rect { fill: var(--line); }
#performance rect.ours { fill: var(--mark); }
#performance line { stroke: var(--soft); stroke-dasharray: 2 4; }
</style>"""  # noqa: E501 - as the drawing of the architecture has it


def chart(groups: Mapping[str, Mapping[str, float]]) -> str:
    """Draw groups of bars; the longest one takes all of the width.

    Args:
        groups: By group and bar, the values; 1 is marked with a line, as the rest is over it.
    """
    longest = max((value for bars in groups.values() for value in bars.values()), default=1.0)
    scale = (_WIDTH - _LEFT - _RIGHT) / max(longest, 1.0)
    drawn: list[str] = []
    y = 0
    for group, bars in groups.items():
        drawn.append(f'<text class="group" x="0" y="{y + 20}">{escape(group)}</text>')
        y += _HEAD
        for bar, value in bars.items():
            kind = " ours" if bar == _OURS else ""
            length, below = value * scale, y + 13
            drawn += [
                f'<text class="name{kind}" x="{_LEFT - 8}" y="{below}">{escape(bar)}</text>',
                f'<rect class="bar{kind}" x="{_LEFT}" y="{y}" width="{length:.1f}" height="{_BAR}"/>',
                f'<text class="value{kind}" x="{_LEFT + length + 6:.1f}" y="{below}">{value:.2f}</text>',
            ]
            y += _STEP
        y += _GAP
    x = f"{_LEFT + scale:.1f}"
    said = "; ".join(
        f"{group}: {', '.join(f'{bar} {value:.2f}' for bar, value in bars.items())}"
        for group, bars in groups.items()
    )
    head = (
        f'<svg id="performance" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img" '
        'aria-labelledby="performance-title performance-desc">'
    )
    title = '<title id="performance-title">Processor time of a call, over that of bare httpx</title>'
    told = f'<desc id="performance-desc">{escape(said)}.</desc>'
    one = f'<line x1="{x}" y1="0" x2="{x}" y2="{y}"/>'
    return "\n".join([head, title, told, _STYLE, one, *drawn, "</svg>", ""])
