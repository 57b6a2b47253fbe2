"""Is a high Kreiss constant during training followed by instability?

A small GAN and a small bilevel problem are trained from several seeds, measured at checkpoints, and
judged. It needs PyTorch: pip install 'kreissverify[nn]'. Run it, and again after Ctrl-C to go on:
OPENBLAS_NUM_THREADS=1 python examples/training_run.py --store runs.jsonl --out figure.svg
"""

from argparse import ArgumentParser
from pathlib import Path

from kreissverify.reports.experiments import experiment_figure
from kreissverify.reports.experiments.training_run import EXPERIMENT

options = ArgumentParser(description=EXPERIMENT.title)
options.add_argument("--out", type=Path, metavar="FILE", help="where the figure goes")
options.add_argument("--store", type=Path, metavar="FILE", help="where finished runs are kept")
options.add_argument("--small", action="store_true", help="a run of seconds")


def main() -> None:
    """Run the experiment, print its table and write its figure."""
    given = options.parse_args()
    small = EXPERIMENT.small if given.small else {}
    result = EXPERIMENT.run(seed=0, store=given.store, notice=print, **small)
    print(EXPERIMENT.table(result))
    if given.out:
        experiment_figure(EXPERIMENT, result, given.out)


if __name__ == "__main__":
    main()
