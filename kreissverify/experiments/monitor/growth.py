"""How far one linearised update, repeated, can carry a perturbation: ‖Jᵗ‖ over a horizon.

Every number is seen from inside: ‖Jᵗv‖ of a unit vector v is at most ‖Jᵗ‖. Small states are taken
whole. Otherwise Lanczos iterations on (Jᵗ)ᵀJᵗ find v for some times t; where that is too dear, v is
made of the slowest direction of each player and of a random vector taken back by Jᵀ.

No more vectors are held than that takes: what is wanted of a vector is asked while it is there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

import numpy as np

from kreissverify.experiments.monitor.lanczos import Ritz, Spectrum, spectrum_ends, start_vector
from kreissverify.experiments.monitor.linearised_update import LinearisedUpdate
from kreissverify.experiments.training.parameters import InvalidTraining, Tensor, pytorch
from kreissverify.numbers.arrays import FloatArray

__all__ = ["DENSE", "Growth", "Mode", "growth", "modes"]

#: Up to this length of the state J is formed: so many products cost less than iterations.
DENSE = 300
# Lanczos steps for one time, and the share of σ² that its residual may be. Before six steps the
# residual may be small at a singular value that is not the largest.
_LEAST_STEPS, _MOST_STEPS, _SHARE = 6, 24, 0.05
# Steps back by Jᵀ, as a share of the horizon. Products with rows of blocks for each step of it: a
# round of two moves takes 2·1.05. Where players move more often, the sweep ends early.
_BACK, _ROWS = 0.05, 2.2
_SPENT, _OVERFLOW = "its budget is spent", "the numbers leave the range of floats"


@dataclass(frozen=True)
class Mode:
    """Where the perturbation that grows most comes from, or what it has become.

    Attributes
    ----------
    players
        The share of its squared norm in each player.
    tensors
        The three parameter tensors with the largest shares, by name.
    """

    players: tuple[float, float]
    tensors: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Growth:
    """‖Jᵗ‖ at some times t, as lower bounds.

    Attributes
    ----------
    horizon
        The time that was asked for.
    times, norms
        The times up to the horizon, or to where it ended before, and the lower bounds there.
    ended
        Why it ended before; empty where it did not.
    peak, peak_time
        The largest of them, and where; 1 at t = 0, as nothing need grow.
    converged
        Whether Lanczos iterations came to their tolerance at all times; False within a budget.
    noise_gain, noise_steps
        Σ ‖Jᵗ‖²_F/n for t from 0 to so many steps: the mean variance, over the n coordinates, of
        x⁺ = Jx + ξ after them, in units of that of ξ.
    noise_error
        The standard error of it over random ξ; 0 if J was taken whole; None of one ξ.
    start, end
        The mode that grows most, and what it becomes.
    """

    horizon: int
    times: tuple[int, ...]
    norms: tuple[float, ...]
    peak: float
    peak_time: int
    ended: str
    converged: bool
    noise_gain: float
    noise_steps: int
    noise_error: float | None
    start: Mode
    end: Mode


def growth(
    update: LinearisedUpdate,
    horizon: int,
    dense: FloatArray | None,
    slow: list[Tensor | None] | None,
    follow: Callable[[Tensor], None],
) -> Growth:
    """Return lower bounds of ‖Jᵗ‖ for t up to a horizon.

    Parameters
    ----------
    update
        J by its products.
    horizon
        The number of updates.
    dense
        J itself, if it was formed.
    slow
        The slowest directions of both players, if they were kept: one sweep from there has to do.
        The list is emptied: they are a copy of the parameters. None for Lanczos iterations.
    follow
        Called once with the vector that grows most, before it is let go.

    Returns
    -------
    Growth
        The bounds, the noise gain, and the mode that grows most.
    """
    if dense is not None:
        return _whole(update, dense, _times(horizon), follow)
    if slow is not None:
        return _by_sweep(update, horizon, slow, follow)
    return _by_lanczos(update, _times(horizon), follow)


def modes(update: LinearisedUpdate, vector: Tensor) -> Mode:
    """Return how a state is shared out among players and tensors."""
    total = float(vector @ vector)
    shares = []
    tensors = []
    for player, part in zip(update.players, vector.split(update.lengths), strict=True):
        shares.append(float(part @ part) / total)
        sizes = [p.numel() for p in player.parameters]
        halves = part.split(player.size)
        for half, said in zip(halves, ("", "velocity of "), strict=False):
            for name, piece in zip(player.names, half.split(sizes), strict=True):
                tensors.append((f"{said}{player.name}.{name}", float(piece @ piece) / total))
    tensors.sort(key=lambda pair: -pair[1])
    return Mode((shares[0], shares[1]), tuple(tensors[:3]))


def _times(horizon: int) -> list[int]:
    """Return 2ᵏ and 3·2ᵏ up to the horizon, and the horizon itself."""
    doubling = (base << k for k in range(horizon.bit_length() + 1) for base in (2, 3))
    found = takewhile(lambda t: t < horizon, doubling)
    return sorted({1, *found, horizon} - {0})


def _whole(
    update: LinearisedUpdate, J: FloatArray, times: Sequence[int], follow: Callable[[Tensor], None]
) -> Growth:
    norms, gain, power, last = [], 0.0, np.eye(len(J)), 0
    best = (1.0, 0, power)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(times[-1] + 1):
            total = gain + float((power**2).sum()) / len(J)
            if not math.isfinite(total):
                break
            gain, last = total, t
            if t in times:
                norm = float(np.linalg.norm(power, 2))
                norms.append(norm)
                if norm > best[0]:
                    best = norm, t, power
            power = J @ power
    ended = "" if last == times[-1] else _OVERFLOW
    _, _, right = np.linalg.svd(best[2] if best[1] else J)
    torch, like = pytorch(), update.like(1)
    start = torch.as_tensor(right[0], dtype=like.dtype, device=like.device)
    end = torch.as_tensor(best[2] @ right[0], dtype=like.dtype, device=like.device)
    follow(start)
    ends = modes(update, start), modes(update, end)
    return Growth(
        times[-1],
        tuple(times[: len(norms)]),
        tuple(norms),
        best[0],
        best[1],
        ended,
        True,
        gain,
        last,
        0.0,
        *ends,
    )


def _orbit(update: LinearisedUpdate, v: Tensor, steps: int) -> Iterator[Tensor]:
    """Yield Jv, J²v, …: one vector, which is the next as soon as it is asked for."""
    v = v.clone()
    for _ in range(steps):
        yield update.apply_(v)


def _by_sweep(
    update: LinearisedUpdate,
    horizon: int,
    slow: list[Tensor | None],
    follow: Callable[[Tensor], None],
) -> Growth:
    """Go back by Jᵀ from a random vector, forth by J from that and from the slowest directions."""
    back = max(1, round(_BACK * horizon))
    moves = sum(len(stage) for stage in update.stages)
    times = _times(max(1, min(horizon, int(_ROWS * horizon / moves) - back)))
    ended = "" if times[-1] == horizon else _SPENT
    xi = start_vector(update.like(update.size), seed=7)
    xi.div_(xi.norm())
    gain = 1.0
    # ‖(Jᵀ)ᵗξ‖² has the mean of ‖Jᵗξ‖²: ‖Jᵗ‖²_F over the length
    for _ in range(back):
        update.apply_adjoint_(xi)
        gain += float(xi @ xi)
    size = float(xi.norm())
    if not math.isfinite(size):
        raise InvalidTraining("growth: products with the update leave the range of floats")
    v = xi.mul_(1 / (2 * size)) if size else start_vector(xi, seed=7)
    del xi
    # the velocities of the slow directions are 0
    for player, part in enumerate(slow):
        if part is not None:
            update.part(v, player).add_(part, alpha=1 / (math.sqrt(2) * float(part.norm())))
    part = None
    slow.clear()
    v.div_(v.norm())
    follow(v)
    start = end = modes(update, v)
    best, norms = (1.0, 0), []
    for t in range(1, times[-1] + 1):
        update.apply_(v)
        size = float(v.norm())
        if not math.isfinite(size):
            ended = _OVERFLOW
            break
        if t in times:
            norms.append(size)
        if size > best[0]:
            best, end = (size, t), modes(update, v)
    if not norms:
        raise InvalidTraining("growth: products with the update leave the range of floats")
    seen = tuple(times[: len(norms)])
    return Growth(horizon, seen, tuple(norms), *best, ended, False, gain, back, None, start, end)


def _by_lanczos(
    update: LinearisedUpdate, times: Sequence[int], follow: Callable[[Tensor], None]
) -> Growth:
    orbits, asked = [], times[-1]
    for seed in (7, 8):
        v = start_vector(update.like(update.size), seed=seed)
        v.div_(v.norm())
        orbits.append([float(image.norm()) for image in _orbit(update, v, asked)])
    # (Jᵗ)ᵀJᵗ has to be in the range of floats, with room for what the probes have not seen
    most = float(pytorch().finfo(v.dtype).max) ** 0.5 / 1e3
    last = next(
        (t for t, pair in enumerate(zip(*orbits, strict=True)) if not max(pair) < most), asked
    )
    times = [t for t in times if t <= last] or [1]
    seen = dict.fromkeys(times, 0.0)
    probes = [1 + sum(size**2 for size in sizes[:last]) for sizes in orbits]

    def start() -> Tensor:
        return start_vector(update.like(update.size), seed=9)

    def product(v: Tensor, t: int) -> Tensor:
        # a sweep to t passes the times before, too
        for k, image in enumerate(_orbit(update, v, t), 1):
            if k in seen:
                seen[k] = max(seen[k], float(image.norm()))
        for _ in range(t):
            update.apply_adjoint_(image)
        return image

    best: tuple[float, int, Ritz] | None = None
    converged = True
    for t in times:
        found, ritz = spectrum_ends(
            partial(product, t=t),
            start(),
            enough=_enough,
            most_steps=_MOST_STEPS,
            room=update.room,
        )
        converged = converged and found.converged
        norm = max(found.highest, 0.0) ** 0.5
        seen[t] = max(seen[t], norm)
        if best is None or norm > best[0]:
            best = norm, t, ritz
        del ritz
    assert best is not None
    grown, peak_time, ritz = best
    v = ritz.vector(-1, partial(product, t=peak_time), start)
    v.div_(v.norm())
    del best, ritz
    if grown <= 1:
        grown, peak_time = 1.0, 0
    end = v
    for image in _orbit(update, v, peak_time):
        end = image
    mean, half = sum(probes) / 2, abs(probes[0] - probes[1]) / 2
    norms, ends = tuple(seen[t] for t in times), (modes(update, v), modes(update, end))
    del end
    follow(v)
    ended = "" if last == asked else _OVERFLOW
    return Growth(
        asked, tuple(times), norms, grown, peak_time, ended, converged, mean, last, half, *ends
    )


def _enough(found: Spectrum) -> bool:
    return found.steps >= _LEAST_STEPS and found.residual <= _SHARE * found.highest
