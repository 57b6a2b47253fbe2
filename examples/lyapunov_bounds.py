"""How conservative are Lyapunov bounds on the transient peak?

The best one, by semidefinite programming with both ends proved, and the one of P = JᵀPJ + I stand
beside the measured peak. Run it: python examples/lyapunov_bounds.py --out figure.svg
"""

from argparse import ArgumentParser
from pathlib import Path

from kreissverify.reports.experiments import experiment_figure
from kreissverify.reports.experiments.lyapunov_bounds import EXPERIMENT

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
