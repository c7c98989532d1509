"""A client's portrait as SVG text: head and shoulders in one flat style, whose face shows the mood; it knows no talk."""

from html import escape

from simulator.persona import Mood, Portrait

_INK = "#2a2523"
_MOUTHS: dict[Mood, str] = {
    "hot": '<path d="M42 70.5 Q50 65 58 70.5" class="pen"/>',
    "cool": '<path d="M43 69 L57 69" class="pen"/>',
    "warm": f'<path d="M41 66.5 Q50 76 59 66.5 Q50 69.5 41 66.5Z" fill="#fff" stroke="{_INK}" stroke-width="1.6" stroke-linejoin="round"/>',
}
_BROWS: dict[Mood, str] = {
    "hot": "M35.5 43.5 L46 47.5 M64.5 43.5 L54 47.5",
    "cool": "M35.5 45 Q41 43.6 46 45 M64.5 45 Q59 43.6 54 45",
    "warm": "M35.5 44 Q41 40.5 46 43.5 M64.5 44 Q59 40.5 54 43.5",
}
_EYES: dict[Mood, str] = {
    "hot": '<ellipse cx="41" cy="52" rx="2.5" ry="2"/><ellipse cx="59" cy="52" rx="2.5" ry="2"/>',
    "cool": '<ellipse cx="41" cy="52" rx="2.4" ry="2.7"/><ellipse cx="59" cy="52" rx="2.4" ry="2.7"/>',
    "warm": '<path d="M38 53 Q41 48.6 44 53" class="pen"/><path d="M56 53 Q59 48.6 62 53" class="pen"/>',
}
_BEHIND = {
    "long": "M25 84 C22 44 26 18 50 17 C74 18 78 44 75 84 Q50 92 25 84Z",
    "bob": "M26 66 C22 34 30 17 50 17 C70 17 78 34 74 66 Q70 70 64 68 L36 68 Q30 70 26 66Z",
    "bun": "M40 17 a10 9 0 1 1 20 0 a10 9 0 1 1 -20 0Z",
    "curly": "M27 60 C18 56 19 45 25 42 C20 34 26 25 33 25 C35 16 46 13 52 17 C61 12 71 17 71 26 C79 28 80 38 75 42 C81 47 80 57 73 60 Q50 52 27 60Z",
}
"""Hair that lies behind the head."""
_BEFORE = {
    "short": "M30 48 C27 26 37 17 51 17 C66 17 74 27 70 48 C69 40 66 35 61 32 C51 37 41 36 35 33 C32 37 31 42 30 48Z",
    "long": "M30 52 C28 28 38 19 51 20 C64 20 72 29 70 52 C68 42 63 36 57 30 C50 37 36 38 30 52Z",
    "bob": "M30 50 C28 28 38 20 50 20 C63 20 72 29 70 50 L69 40 C58 41 42 41 31 39Z",
    "bun": "M30 47 C28 27 38 20 50 20 C62 20 72 27 70 47 C67 37 59 32 50 31 C41 32 33 37 30 47Z",
    "curly": "M30 46 C27 34 31 24 41 22 C48 18 58 20 63 23 C71 27 73 36 70 46 C68 42 66 41 66 37 C61 39 57 37 55 34 C50 38 45 38 43 34 C39 38 34 38 34 37 C33 41 31 42 30 46Z",
    "bald": "M29.5 50 C28 44 29 38 32 35 C31 40 31.5 45 31.5 50Z M70.5 50 C72 44 71 38 68 35 C69 40 68.5 45 68.5 50Z",
}
"""Hair that lies over the brow."""
_BEARD = "M30.5 55 C31 76 41 84 50 84 C59 84 69 76 69.5 55 C67 63 60 62.5 50 62.5 C40 62.5 33 63 30.5 55Z"
_GLASSES = (
    '<g fill="none" stroke="#3b4250" stroke-width="1.7"><circle cx="41" cy="52" r="7"/><circle cx="59" cy="52" r="7"/>'
    '<path d="M48 51.4 Q50 50 52 51.4 M34 51 L30.5 50 M66 51 L69.5 50"/></g>'
)


def portrait(look: Portrait, mood: Mood, label: str, size: int = 88) -> str:
    """The head in a circle of `size` pixels; `label` is what screen readers say, and an empty one makes it mere decoration."""
    named = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    behind = f'<path d="{_BEHIND[look.hair]}" fill="{look.hair_color}"/>' if look.hair in _BEHIND else ""
    beard = (
        f'<path d="{_BEARD}" fill="{look.hair_color}"/><ellipse cx="50" cy="69" rx="10" ry="5.2" fill="{look.skin}"/>' if look.beard else ""
    )
    return (
        f'<svg class="portrait" viewBox="0 0 100 100" width="{size}" height="{size}" {named}>'
        f'<circle cx="50" cy="50" r="50" class="portrait-back"/><circle cx="50" cy="50" r="50" fill="{look.top}" opacity=".22"/>'
        f'{behind}{_body(look)}{beard}<path d="{_BEFORE[look.hair]}" fill="{look.hair_color}"/>{_face(look, mood)}</svg>'
    )


def _body(look: Portrait) -> str:
    return (
        f'<path d="M10 106 C12 89 28 85 40 82 L60 82 C72 85 88 89 90 106Z" fill="{look.top}"/>'
        f'<path d="M41 70 H59 V82 Q50 92 41 82Z" fill="{look.skin}"/><path d="M41 74 Q50 84 59 74 V78 Q50 87 41 78Z" fill="{_INK}" opacity=".13"/>'
        f'<circle cx="30.5" cy="53" r="4.2" fill="{look.skin}"/><circle cx="69.5" cy="53" r="4.2" fill="{look.skin}"/>'
        f'<path d="M30.5 48 C30.5 31 38 25 50 25 C62 25 69.5 31 69.5 48 C69.5 66 61 79 50 79 C39 79 30.5 66 30.5 48Z" fill="{look.skin}"/>'
    )


def _face(look: Portrait, mood: Mood) -> str:
    blush = {"hot": ".30", "cool": ".10", "warm": ".20"}[mood]
    return (
        f'<g fill="#d8442f" opacity="{blush}"><circle cx="37" cy="60" r="4.6"/><circle cx="63" cy="60" r="4.6"/></g>'
        f'<g fill="{_INK}">{_EYES[mood]}</g><path d="M50 53 Q48 59 51.5 60" class="pen thin"/><path d="{_BROWS[mood]}" class="pen"/>{_MOUTHS[mood]}'
        f"{_GLASSES if look.glasses else ''}"
    )
