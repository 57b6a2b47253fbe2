"""Is a high Kreiss constant during training followed by instability?

A small GAN and a small bilevel problem are trained from several seeds, measured at checkpoints, and
judged. It needs PyTorch: pip install 'kreissverify[nn]'. Run it, and again after Ctrl-C to go on:
OPENBLAS_NUM_THREADS=1 python examples/training_run.py --store runs.jsonl --out figure.svg
"""

from kreissverify.reports.experiments import run_as_script
from kreissverify.reports.experiments.training_run import EXPERIMENT

if __name__ == "__main__":
    run_as_script(EXPERIMENT, stored=True)
