"""A process that asks z3 for a model of one SMT-LIB question over the reals.

It is run as a file by itself: ``python model_process.py LIMIT``, with the question on standard
input and a limit of work, of z3's own count of resources and never of seconds. If it has a model,
its numbers are printed, a line ``name p/q`` each; an irrational algebraic number is printed as a
rational within 10⁻³⁰ of it.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

# More than are shown, and than a search that starts there needs: nothing is proved by a model.
_DIGITS = 30
# Allocations for each unit of resources: see `solver_process`.
_ALLOCATIONS = 10


def model(text: str, limit: int) -> dict[str, str]:
    """Return the numbers of a model, none where there is no model or none is found."""
    z3: Any = importlib.import_module("z3")
    # Where they are exceeded the process ends, and there is no model.
    z3.set_param("memory_max_alloc_count", _ALLOCATIONS * limit)
    solver = z3.Tactic("qfnra-nlsat").solver()
    solver.set("rlimit", limit)
    try:
        solver.from_string(text)
    except z3.Z3Exception:
        return {}
    if solver.check() != z3.sat:
        return {}
    found = solver.model()
    values: dict[str, str] = {}
    for symbol in found.decls():
        number = found[symbol]
        if z3.is_algebraic_value(number):
            number = number.approx(_DIGITS)
        if z3.is_rational_value(number):
            values[symbol.name()] = str(number.as_fraction())
    return values


if __name__ == "__main__":
    for name, value in model(sys.stdin.read(), int(sys.argv[1])).items():
        print(name, value)
