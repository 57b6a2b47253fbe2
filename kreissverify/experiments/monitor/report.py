"""What one measurement of a training loop found, in words and in numbers."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from kreissverify.experiments.monitor.couplings import Coupling, Own
from kreissverify.experiments.monitor.growth import Growth, Mode
from kreissverify.experiments.monitor.krylov import Krylov
from kreissverify.experiments.monitor.printed import at_least, at_most, ends, with_error
from kreissverify.experiments.monitor.verdict import WorstCase

__all__ = ["TransientReport"]


@dataclass(frozen=True)
class TransientReport:
    """Radii, couplings and their worst case; growth, its modes, and the noise floor.

    Attributes
    ----------
    step
        How many rounds of training were made before.
    names, own
        The players, and each of them alone.
    b, c
        The coupling from the second player to the first, and back.
    worst
        The worst case that these allow.
    growth, krylov
        ‖Jᵗ‖ with the mode that grows most, and ρ(J) and K(J) from below; None where not asked.
    remarks
        What was evaluated otherwise than it is trained, a sentence each.
    products
        Products with rows of second derivatives: each about the time of one training gradient.
    """

    step: int
    names: tuple[str, str]
    own: tuple[Own, Own]
    b: Coupling
    c: Coupling
    worst: WorstCase
    growth: Growth | None
    krylov: Krylov | None
    remarks: tuple[str, ...]
    products: int

    def values(self) -> dict[str, float]:
        """Return the numbers to log, by name; those that are unknown are left out."""
        first, second = self.names
        found = {
            f"{first}/radius": self.own[0].radius,
            f"{second}/radius": self.own[1].radius,
            f"coupling/{second}_to_{first}": self.b.norm,
            f"coupling/{first}_to_{second}": self.c.norm,
        }
        found["criticality"] = self.worst.criticality
        if self.worst.K is not None:
            found["K_worst"] = self.worst.K
        if self.worst.advice.common is not None:
            found["steps_times_less_than"] = self.worst.advice.common
        if self.worst.advice.factor is not None:
            found["steps_times"] = self.worst.advice.factor
        if self.growth is not None and self.krylov is not None:
            found["growth"] = self.growth.peak
            found["growth_at_horizon"] = self.growth.norms[-1]
            found["noise_gain"] = self.growth.noise_gain
            found["K_at_least"] = self.krylov.K_lower
            found["rho"] = self.krylov.rho
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return everything, as JSON can hold it but for infinite numbers."""
        return asdict(self)

    def __str__(self) -> str:
        lines = [f"transient monitor, step {self.step}"]
        for name, own in zip(self.names, self.own, strict=True):
            lines.append(f"  {name}: {_player(own)}")
        first, second = self.names
        lines.append(
            f"  {second} → {first}: b = {_norm(self.b)};  {first} → {second}: c = {_norm(self.c)}"
        )
        lines += [f"  {line}" for line in _worst(self.worst)]
        if self.growth is not None and self.krylov is not None:
            lines += [f"  {line}" for line in _growth(self.growth, self.krylov)]
            for said, mode in (("grows from", self.growth.start), ("becomes", self.growth.end)):
                lines.append(f"  {said}: {_mode(mode, self.names)}")
        lines += [f"  note: {remark}" for remark in self.remarks]
        lines.append(f"  cost: about {self.products} gradients")
        return "\n".join(lines)


def _player(own: Own) -> str:
    said = {True: "contracts", False: "does not contract", None: "open whether it contracts"}
    seen = own.spectrum
    low, high, outward = ends(seen.lowest, seen.highest, seen.error, 3)
    return (
        f"radius {with_error(own.radius, own.radius_error, 6)}, {said[own.contracts]}; "
        f"step × curvature from {low} to {high} (outward {outward})"
    )


def _norm(found: Coupling) -> str:
    return with_error(found.norm, found.error, 4)


def _worst(worst: WorstCase) -> list[str]:
    if worst.finite and worst.K is None:
        said = f"finite: b·c is {worst.criticality:.2g} of what is critical; its value is not given"
        return [f"worst case: {said}", f"margin: {worst.advice.sentence}"]
    if worst.K is None:
        return [f"worst case: not known; {worst.reason}", f"advice: {worst.advice.sentence}"]
    if math.isinf(worst.K):
        return [f"worst case: K = ∞, as {worst.reason}", f"advice: {worst.advice.sentence}"]
    shown = f"worst case: K = {with_error(worst.K, worst.K_error, 4)}"
    return [shown, f"margin: {worst.advice.sentence}"]


def _growth(found: Growth, krylov: Krylov) -> list[str]:
    norms = zip(found.times, found.norms, strict=True)
    pairs = ", ".join(f"{t}: {at_least(norm, 3)}" for t, norm in norms)
    K = "∞ (ρ > 1)" if math.isinf(krylov.K_lower) else f"at least {at_least(krylov.K_lower, 4)}"
    if math.isfinite(krylov.K_lower) and krylov.rho - krylov.rho_error > 1:
        K += ", and ∞ if ρ(J) > 1, as it seems"
    noise = "" if found.noise_error is None else f" ± {found.noise_error:.2g}"
    ended = f"; ended at t = {found.times[-1]} of {found.horizon}, as {found.ended}"
    return [
        f"growth: max ‖Jᵗ‖ at least {at_least(found.peak, 4)}, at t = {found.peak_time}; "
        f"at least, by t: {pairs}{ended if found.ended else ''}",
        f"K(J): {K};  ρ(J): {krylov.rho:.6g} (residual {at_most(krylov.rho_error, 1)})",
        f"noise: variance after {found.noise_steps} steps is {found.noise_gain:.4g}{noise} "
        "times that of one step, in the mean",
    ]


def _mode(mode: Mode, names: tuple[str, str]) -> str:
    shares = ", ".join(
        f"{name} {share:.0%}" for name, share in zip(names, mode.players, strict=True)
    )
    tensors = ", ".join(f"{name} {share:.0%}" for name, share in mode.tensors)
    return f"{shares} ({tensors})"
