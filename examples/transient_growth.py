"""What transient growth is, in one picture: eigenvalues say when it ends, not how far it goes.

Both eigenvalues of J = [[9/10, 0], [1, 9/10]] are 9/10, so that the iteration x⁺ = Jx converges.
Some x₀ of length 1 becomes as long as M(J) = max ‖Jᵗ‖ before; K(J) ≤ M(J) says so without a step.
"""

import argparse
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from kreissverify import K, M, power_norm
from kreissverify.reports.figures.files import write_figure
from kreissverify.reports.figures.style import BLUE, GREY, VERMILION, new_figure, write_at

J = [["9/10", 0], [1, "9/10"]]
TIMES = range(61)


def main() -> None:
    """Print the peak and the Kreiss constant, and draw the powers."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, help="a file for the picture (.svg, .png, .pdf)")
    out = options.parse_args().out
    norms = [power_norm(J, t) for t in TIMES]
    print(f"max ‖Jᵗ‖ = {M(J):.4f} at t = {norms.index(max(norms))}, K = {K(J):.4f}")
    if out is not None:
        write_figure(partial(drawn, norms), out, salt="transient-growth")


def drawn(norms: list[float]) -> Figure:
    """Return the picture of the norms of the powers."""
    figure = new_figure(6.4, 3.0)
    axes = figure.subplots()
    axes.plot(TIMES, norms, color=BLUE, marker=".", markersize=4)
    axes.plot(TIMES, [0.9**t for t in TIMES], color=GREY, linestyle="--")
    axes.axhline(K(J), color=VERMILION, linewidth=1)
    write_at(axes, "‖Jᵗ‖, what happens", (16, norms[16]), BLUE)
    write_at(axes, "(9/10)ᵗ, what eigenvalues say", (5, 0.9**5), GREY)
    write_at(axes, "K(J): some ‖Jᵗ‖ is at least this", (32, K(J)), VERMILION)
    axes.set_xlabel("t")
    axes.set_ylim(0, 1.12 * max(norms))
    return figure


if __name__ == "__main__":
    main()
