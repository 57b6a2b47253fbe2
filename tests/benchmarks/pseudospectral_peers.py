"""K, K_c, ρ_ε and α_ε beside EigTool and ROSTAPACK under Octave, on the same matrices.

EigTool has the pseudospectral abscissa and radius (pspa_2way, pspr_2way, of Burke, Lewis, Overton
and Mengi), ROSTAPACK 2 both also (specValSet); neither has the Kreiss constant. With them it is
taken as sup over ε of (ρ_ε - 1)/ε, or α_ε/ε: the best of a grid of ε, then fminbnd between its
neighbours. CPU time of each process by itself, one thread of BLAS, without starting it.

Usage: python -m tests.benchmarks.pseudospectral_peers --eigtool FOLDER --rostapack FOLDER
       [--sizes 10,20,50,100,200] [--kreiss-sizes 10,20,50]

FOLDER is a clone of their sources, nothing of which is part of this project. Under Octave 7 handles
that are made in nested functions do not see the variables around them, so specValSet.m of ROSTAPACK
stops: a copy of it is taken in which three of them are given theirs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kreissverify import K, pseudospectral_radius
from kreissverify import continuous as ct
from tests.benchmarks.kreiss_enclosures import gaussian

_EPSILON = 0.1
_GRID = 16  # values of ε from 10⁻³ to 10², between which a maximum is looked for
_TURNS = 3  # of ours, of which the least counts, as others share the machine
_OCTAVE = r"""
addpath('{rostapack}');
warning('off', 'all');
addpath('{eigtool}/num_comp/pseudo_abscissa');
addpath('{eigtool}/num_comp/pseudo_radius');
cd('{eigtool}/num_comp/pseudo_radius/private');  % where pspr_2way is
function h = waitbar(varargin)  % of EigTool, where there is no screen
  h = 0;
end
function close(varargin)
end
function v = best(f)
  t = linspace(-3, 2, {grid});
  y = arrayfun(@(s) f(10^s), t);
  [~, i] = max(y);
  low = t(max(i - 1, 1)); high = t(min(i + 1, numel(t)));
  [~, w] = fminbnd(@(s) -f(10^s), low, high, optimset('TolX', 1e-6));
  v = max(-w, max(y));
end
function show(label, f)
  start = cputime();
  try
    v = f();
  catch problem
    printf('%s nan %s\n', label, strrep(problem.message, ' ', '_'));
    return;
  end
  printf('%s %.17g %.6f\n', label, v, cputime() - start);
end
map = struct('discrete_time', true);
"""
_HANDLES = {
    "[f,df,ddf]  = arrayfun(@(w) ntfFn(eta,w),mps);": (
        "g_ = ntfFn; e_ = eta; [f,df,ddf] = arrayfun(@(w) g_(e_,w),mps);"
    ),
    "[r,f,delta,n_b,n_r,n_f] = findRoot(@(x) ntfFn(x,l),": (
        "g_ = ntfFn; h_ = ntfRootFn; [r,f,delta,n_b,n_r,n_f] = findRoot(@(x) g_(x,l),"
    ),
    "@(x) ntfRootFn(x,l),": "@(x) h_(x,l),",
}
_LINES = {
    "rho_eps": (
        "show('eigtool rho_eps {n}', @() pspr_2way(J, {e}));",
        "show('rostapack rho_eps {n}', @() specValSet(J, {e}, map));",
    ),
    "alpha_eps": (
        "show('eigtool alpha_eps {n}', @() pspa_2way(A, {e}));",
        "show('rostapack alpha_eps {n}', @() specValSet(A, {e}));",
    ),
    "K": (
        "show('eigtool K {n}', @() best(@(e) (pspr_2way(J, e) - 1)/e));",
        "show('rostapack K {n}', @() best(@(e) (specValSet(J, e, map) - 1)/e));",
    ),
    "K_c": (
        "show('eigtool K_c {n}', @() best(@(e) pspa_2way(A, e)/e));",
        "show('rostapack K_c {n}', @() best(@(e) specValSet(A, e)/e));",
    ),
}
_OURS: dict[str, Callable[[Any, Any], float]] = {
    "rho_eps": lambda J, A: pseudospectral_radius(J, _EPSILON),
    "alpha_eps": lambda J, A: ct.pseudospectral_abscissa(A, _EPSILON),
    "K": lambda J, A: K(J),
    "K_c": lambda J, A: ct.K(A),
}


class Seen(NamedTuple):
    """A value and the CPU seconds that it took."""

    value: float
    seconds: float


def flow(n: int) -> Any:
    """Return J - (α + 1/20)I for the Gaussian J of spectral radius 0.95."""
    J = gaussian(n)
    return J - (np.linalg.eigvals(J).real.max() + 0.05) * np.eye(n)


def readable(rostapack: Path, folder: Path) -> Path:
    """Return a copy of ROSTAPACK's `main` whose handles Octave can call."""
    copy = folder / "main"
    shutil.copytree(rostapack / "main", copy)
    path = copy / "specValSet.m"
    text = path.read_text(encoding="utf-8", errors="replace")
    for old, new in _HANDLES.items():
        if old not in text:
            raise ValueError(f"{path}: expected {old!r}, as in ROSTAPACK 2.2")
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return copy


def ours(name: str, n: int) -> Seen:
    """Return what kreissverify finds."""
    J, times, value = gaussian(n), [], 0.0
    for _ in range(_TURNS):
        start = time.process_time()
        value = float(_OURS[name](J, flow(n)))
        times.append(time.process_time() - start)
    return Seen(value, min(times))


def theirs(
    asked: dict[str, list[int]], eigtool: Path, rostapack: Path
) -> Iterator[tuple[str, str, int, Seen]]:
    """Yield what the peers find, in one process of Octave: peer, quantity, n and what was seen."""
    sizes = sorted({n for ns in asked.values() for n in ns})
    with tempfile.TemporaryDirectory() as folder:
        head, copy = _OCTAVE, readable(rostapack, Path(folder))
        for name, value in {"eigtool": eigtool, "rostapack": copy, "grid": _GRID}.items():
            head = head.replace(f"{{{name}}}", str(value))
        lines = [head]
        for n in sizes:
            path = Path(folder) / f"{n}.csv"
            np.savetxt(path, gaussian(n), delimiter=",", fmt="%.17g")
            lines.append(f"J = dlmread('{path}');")
            lines.append(f"A = J - (max(real(eig(J))) + 0.05)*eye({n});")
            for name, ns in asked.items():
                lines += [x.format(n=n, e=_EPSILON) for x in _LINES[name]] if n in ns else []
        script = Path(folder) / "run.m"
        script.write_text("1;\n" + "\n".join(lines), encoding="utf-8")
        run = subprocess.Popen(
            ["octave-cli", "--quiet", "--no-init-file", str(script)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        assert run.stdout is not None
        for line in run.stdout:
            words = line.split()
            if len(words) == 5 and words[0] in ("eigtool", "rostapack"):
                peer, name, n, value, seconds = words
                if value == "nan":
                    print(f"{peer} {name} {n}: {seconds}")
                    continue
                yield peer, name, int(n), Seen(float(value), float(seconds))
        run.wait()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eigtool", type=Path, required=True)
    parser.add_argument("--rostapack", type=Path, required=True)
    parser.add_argument("--sizes", default="10,20,50,100,200")
    parser.add_argument("--kreiss-sizes", default="10,20,50")
    options = parser.parse_args()
    sizes = [int(n) for n in options.sizes.split(",")]
    few = [int(n) for n in options.kreiss_sizes.split(",")]
    asked = {"rho_eps": sizes, "alpha_eps": sizes, "K": few, "K_c": few}
    print("peer       quantity     n   relative difference   their CPU s     ours   ratio")
    known: dict[tuple[str, int], Seen] = {}
    for peer, name, n, seen in theirs(asked, options.eigtool, options.rostapack):
        mine = known.setdefault((name, n), ours(name, n))
        apart = seen.value / mine.value - 1
        ratio = seen.seconds / mine.seconds
        print(
            f"{peer:10s} {name:10s} {n:4d}   {apart:19.1e}   {seen.seconds:11.3f} "
            f"{mine.seconds:8.4f}   {ratio:5.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
