"""What does a bound gain that sees both radii?

K of random quadratics against the ratio of their steps, beside N1, which sees both gaps, and R3,
which sees the smaller. Run it: python examples/two_radii.py --out figure.svg
"""

from argparse import ArgumentParser
from pathlib import Path

from kreissverify.reports.experiments import experiment_figure
from kreissverify.reports.experiments.two_radii import EXPERIMENT

options = ArgumentParser(description=EXPERIMENT.title)
options.add_argument("--out", type=Path, metavar="FILE", help="where the figure goes")
options.add_argument("--small", action="store_true", help="a run of seconds")


def main() -> None:
    """Run the experiment, print its table and write its figure."""
    given = options.parse_args()
    result = EXPERIMENT.run(seed=0, **(EXPERIMENT.small if given.small else {}))
    print(EXPERIMENT.table(result))
    if given.out:
        experiment_figure(EXPERIMENT, result, given.out)


if __name__ == "__main__":
    main()
