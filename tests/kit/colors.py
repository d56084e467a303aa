"""Color arithmetic for the tests: WCAG contrast, CIEDE2000, and color vision after Machado, Oliveira and Fernandes (2009)."""

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Color = tuple[float, float, float]
Lab = tuple[float, float, float]

# Full severity, applied to linear RGB.
EYES: dict[str, tuple[Color, Color, Color]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "grey": ((0.2126, 0.7152, 0.0722), (0.2126, 0.7152, 0.0722), (0.2126, 0.7152, 0.0722)),
}


def parse(written: str) -> Color:
    """#rrggbb as three linear shares."""
    return tuple(_linear(int(written[place : place + 2], 16) / 255) for place in (1, 3, 5))  # type: ignore[return-value]


def luminance(color: Color) -> float:
    return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]


def contrast(one: Color, other: Color) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def as_seen_by(eye: str, color: Color) -> Color:
    seen = (sum(weight * part for weight, part in zip(row, color, strict=True)) for row in EYES[eye])
    return tuple(min(1.0, max(0.0, part)) for part in seen)  # type: ignore[return-value]


def difference(one: Color, other: Color) -> float:
    return difference_lab(_lab(one), _lab(other))


def difference_lab(one: Lab, other: Lab) -> float:
    """CIEDE2000 with all weights 1."""
    mean_chroma = (hypot(*one[1:]) + hypot(*other[1:])) / 2
    stretch = 1 + 0.5 * (1 - sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    chroma1, hue1 = _polar(one, stretch)
    chroma2, hue2 = _polar(other, stretch)
    lightness, chroma = other[0] - one[0], chroma2 - chroma1
    turn = _turn(hue1, hue2) if chroma1 * chroma2 else 0.0
    hue = 2 * sqrt(chroma1 * chroma2) * sin(radians(turn / 2))
    mean = ((one[0] + other[0]) / 2, (chroma1 + chroma2) / 2, _mean_hue(hue1, hue2) if chroma1 * chroma2 else hue1 + hue2)
    weights = _weights(*mean)
    parts = (lightness / weights[0], chroma / weights[1], hue / weights[2])
    return sqrt(sum(part * part for part in parts) + _rotation(mean[1], mean[2]) * parts[1] * parts[2])


def _weights(lightness: float, chroma: float, hue: float) -> Color:
    tone = 1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue) + 0.32 * _cos(3 * hue + 6) - 0.20 * _cos(4 * hue - 63)
    away = (lightness - 50) ** 2
    return 1 + 0.015 * away / sqrt(20 + away), 1 + 0.045 * chroma, 1 + 0.015 * chroma * tone


def _rotation(chroma: float, hue: float) -> float:
    angle = 30 * exp(-(((hue - 275) / 25) ** 2))
    return -sin(radians(2 * angle)) * 2 * sqrt(chroma**7 / (chroma**7 + 25**7))


def _polar(lab: Lab, stretch: float) -> tuple[float, float]:
    a = lab[1] * stretch
    return hypot(a, lab[2]), degrees(atan2(lab[2], a)) % 360


def _turn(hue1: float, hue2: float) -> float:
    return (hue2 - hue1 + 180) % 360 - 180


def _mean_hue(hue1: float, hue2: float) -> float:
    return (hue1 + _turn(hue1, hue2) / 2) % 360


def _cos(angle: float) -> float:
    return cos(radians(angle))


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _lab(color: Color) -> Lab:
    red, green, blue = color
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (_bent(part) for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _bent(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
