"""Does what a training monitor says foretell instability, and do the steps that it advises end it?

A GAN, a bilevel problem and an actor-critic, each by three optimisers in two orders, are trained
from several seeds, once as they are and once with the advice followed. It needs PyTorch:
pip install 'kreissverify[nn]'. Run it, and again after Ctrl-C to go on:
OPENBLAS_NUM_THREADS=1 python examples/monitored_training.py --store runs.jsonl --out figure.svg
"""

from kreissverify.reports.experiments import run_as_script
from kreissverify.reports.experiments.monitored_training import EXPERIMENT

if __name__ == "__main__":
    run_as_script(EXPERIMENT, stored=True)
