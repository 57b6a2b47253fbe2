"""Which question has K², and which has a logarithm of K?

The exact noise floor of x⁺ = Jx + ξ and the exact horizon of x⁺ = Jx stand beside the Kreiss
constant over six decades of κ, with a simulation of the noise floor. Run it: python
examples/squared_kreiss_law.py --out figure.svg
"""

from argparse import ArgumentParser
from pathlib import Path

from kreissverify.reports.experiments import experiment_figure
from kreissverify.reports.experiments.squared_kreiss_law import EXPERIMENT

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
