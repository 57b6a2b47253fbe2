"""The examples at the end of each command's help; the tests run every one of them."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EXAMPLES", "epilog"]

#: By command; ``notes.py`` is the theorem file of the README, ``J.npy`` a matrix of two rows.
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "verify": (
        "verify R5 --instances 20",
        "verify notes.py --report report",
        "verify notes.py::kreiss_bound --seed 7 --json -",
    ),
    "list": ("list", "list field", "list notes.py"),
    "prove": ("prove E3", "prove E3 --certificate E3.proof.json", "prove E3 --html E3.html"),
    "refute": ("refute R5", "refute notes.py::peak_bound --certificates found"),
    "tighten": ("tighten R4", "tighten E1 --map E1.csv --budget 10"),
    "campaign": ("campaign R3 --instances 500", "campaign R3 --instances 500 --store R3.jsonl"),
    "experiment": ("experiment", "experiment lyapunov-bounds --small --plot figure.svg"),
    "kreiss": ("kreiss J.npy", "kreiss J.npy --certify --rtol 1e-9", "kreiss J.npy --continuous"),
    "analyze": ("analyze J.npy", "analyze J.npy --split 1 --plot portrait.svg"),
    "evaluate": (
        "evaluate R3 J=J.npy --split 1",
        "evaluate notes.py::peak_bound J=J.npy --split 1",
    ),
    "sample": ("sample BlockTriangular --count 3", 'sample "Orthogonal(3)" --out members.json'),
    "check": ("check certificates/R5.json",),
}


def epilog(command: str) -> str:
    """Return the examples of a command for its help text, line by line."""
    lines = "\n".join(f"  kreissverify {line}" for line in EXAMPLES[command])
    return f"\b\nExamples:\n{lines}"  # \b keeps the lines as they are
