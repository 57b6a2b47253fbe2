"""Which question has K², and which has a logarithm of K?

The exact noise floor of x⁺ = Jx + ξ and the exact horizon of x⁺ = Jx stand beside the Kreiss
constant over six decades of κ, with a simulation of the noise floor. Run it: python
examples/squared_kreiss_law.py --out figure.svg
"""

from kreissverify.reports.experiments import run_as_script
from kreissverify.reports.experiments.squared_kreiss_law import EXPERIMENT

if __name__ == "__main__":
    run_as_script(EXPERIMENT)
