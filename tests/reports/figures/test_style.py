"""The look of the figures: readable on light and on dark pages."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from kreissverify.reports.figures.style import COLOURS, GREY

PAGES = ("#ffffff", "#0d1117")
#: Linear-light colours as they are seen: G. Machado, M. Oliveira, L. Fernandes 2009, severity 1.
PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)


def linear(colour: str) -> np.ndarray:
    """Return the linear-light RGB of a colour (IEC 61966-2-1)."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, two: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    low, high = sorted(float(linear(x) @ (0.2126, 0.7152, 0.0722)) for x in (one, two))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [*COLOURS, GREY])
@pytest.mark.parametrize("page", PAGES)
def test_a_colour_stands_out_from_the_page(colour: str, page: str) -> None:
    assert contrast(colour, page) >= 3


@pytest.mark.parametrize("vision", [np.eye(3), PROTANOPIA, DEUTERANOPIA], ids=["none", "p", "d"])
def test_colours_are_told_apart_in_every_colour_vision(vision: np.ndarray) -> None:
    for one, two in combinations(COLOURS, 2):
        apart = np.abs(vision @ (linear(one) - linear(two))).max()
        assert apart > 0.08, (one, two)
