"""The global maximum of ‖(zI - A)⁻¹‖ on a circle |z| = r > ρ(A), or on a line, in float64.

A local search, then one level-set test just above the maximum found: either no eigenvalue of the
pencil of `level_set` lies on the circle, and the maximum is the global one, or these show where it
is exceeded, and the search goes on from there (Boyd-Balakrishnan, Bruinsma-Steinbuch). Each round
ends at a higher maximum, so that few are needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.resolvent.inverse_iteration import ShiftedMatrix, SingularTriplet
from kreissverify.quantities.resolvent.level_set import NEAR, crossing_angles, ordinates

__all__ = ["LOST", "MARGIN", "SAME", "CurvePoint", "CurveSearch", "backward_error"]

MARGIN = 4e-9
"""How far above the maximum the level-set test is made: below the 1e-8 that a value promises.

The eigenvalues are then off the circle by the root of it, in units of the width of the peak, which
float64 can tell from 0.
"""

LOST = 1e-2
"""The relative error of σ_min up to which a value is one.

With more, an eigenvalue may be on the other side of the circle: LAPACK's are those of a matrix that
differs by rounding.
"""

_STARTS = 4  # eigenvalues next to the circle whose angles are tried; the level set finds the rest
_ROUNDS = 12  # a direct sum of twenty peaks of rising heights took five
_PER_CENT = 1e-2
_STEPS = 40  # of an ascent: six or seven are usual, the others are for steps cut on the way
_FLAT = 1e-14  # the gain in log‖R‖ of a further step that is rounding
_NEARLY = 1.2  # a point of the level set has σ_min on the level; at a needle next to it nearly so
SAME = 1e-6  # of σ/r, the least width of a peak: angles nearer to each other are those of one peak
_ONE_POINT = 1e-7  # angles so near come from one point of contact, split by the root of rounding
_FEW = 8  # units in the last place of the norm that inverse iteration leaves in v, as seen
_UNIT = 2.0**-53


@dataclass(frozen=True)
class CurvePoint:
    """A point re^{iθ}, or x + iy, with the smallest singular value of zI - A, and its vectors."""

    level: float
    angle: float
    triplet: SingularTriplet
    curves: Curves = CIRCLES

    @property
    def sigma(self) -> float:
        """σ_min."""
        return self.triplet.sigma

    @property
    def z(self) -> complex:
        """The point."""
        return self.curves.point(self.level, self.angle)

    @property
    def slope(self) -> float:
        """d log‖R‖/dθ, or d log‖R‖/dy."""
        return (self._outward * self.triplet.p).imag / self.sigma

    @property
    def decay(self) -> float:
        """-d log‖R‖/d log r, or -d log‖R‖/dx."""
        return (self._outward * self.triplet.p).real / self.sigma

    @property
    def _outward(self) -> complex:
        return self.z if self.curves is CIRCLES else 1.0


def backward_error(size: int, radius: Any, norm: Any) -> Any:
    """Return an estimate of what rounding does to σ_min(zI - A), for numbers or arrays.

    The backward error of Gaussian elimination with pivoting is a few units in the last place of
    the norm; the factor 4√n is empirical, some three times what was seen.

    Parameters
    ----------
    size, radius, norm
        n, |z| and ‖A‖_F.
    """
    return 4 * math.sqrt(size) * _UNIT * (radius + norm)


class CurveSearch:
    """Search circles about the spectrum of one matrix, or lines to the right of it.

    Parameters
    ----------
    array
        A, of shape (n, n), real or complex, finite.
    curves
        Circles or lines.
    """

    def __init__(self, array: FloatArray | ComplexArray, curves: Curves = CIRCLES) -> None:
        self.matrix = ShiftedMatrix(array)
        self.curves = curves
        self.eigenvalues = np.asarray(np.linalg.eigvals(array), dtype=np.complex128)
        self._levels = curves.levels(self.eigenvalues)
        self.outermost = float(self._levels.max())
        """ρ(A) or α(A)."""
        self.real = not np.iscomplexobj(array)

    def backward_error(self, radius: float) -> float:
        """Return an estimate of what rounding does to σ_min(zI - A) for |z| = r or Re z = x."""
        return float(backward_error(self.matrix.n, abs(radius), self.matrix.norm))

    def rounding(self, point: CurvePoint) -> float:
        """Return the relative error that rounding leaves in σ_min, as an estimate."""
        return self.backward_error(point.level) / point.sigma

    def sharper(self, point: CurvePoint, rest: FloatArray | None) -> tuple[float, float]:
        """Return σ_min at a point from products in extended precision, with its relative error.

        ‖(zI - A)v‖ of a unit vector v is off by the square of what v is off, and by the rounding of
        the product: of the 80 bits of this platform's long double, if it has them.

        Parameters
        ----------
        point
            The point, with v.
        rest
            What the array lacks of the matrix meant, if anything.
        """
        wide = self.matrix.array.astype(np.clongdouble)
        if rest is not None:
            wide += rest
        angle, vector = np.longdouble(point.angle), point.triplet.right.astype(np.clongdouble)
        z = np.longdouble(point.level) * (np.cos(angle) + 1j * np.sin(angle))
        if point.angle == math.pi or self.curves is not CIRCLES:
            z = np.clongdouble(point.z)
        image = z * vector - wide @ vector
        sigma = float(np.linalg.norm(image.astype(np.clongdouble)) / np.linalg.norm(vector))
        unit = float(np.finfo(np.longdouble).eps)
        size = (abs(point.z) + self.matrix.norm) / sigma
        return sigma, (_FEW * _UNIT * size) ** 2 + unit * size

    def doubt(self, radius: float) -> float:
        """Return 0 if ρ ≥ r beyond doubt, else infinity.

        No eigenvalue can cross a circle on which ‖R‖ is moderate. Only the angles of those next to
        the circle are looked at, where it is largest.
        """
        nearest = np.argsort(np.abs(self._levels - radius))[:_STARTS]
        angles = self.curves.places(self.eigenvalues[nearest])
        points = [self.point(radius, a) for a in angles.tolist()]
        return 0.0 if all(self.rounding(p) < LOST for p in points) else math.inf

    def highest(self, radius: float) -> tuple[CurvePoint, float]:
        """Return where ‖R‖ is largest on |z| = r, with an estimate of the relative error.

        Parameters
        ----------
        radius
            r > ρ(A).

        Returns
        -------
        tuple
            The point, and the relative error of σ_min there as the least on the circle: infinite if
            the level-set test did not confirm that it is.
        """
        seen = self.starts(radius)
        best = self.ascended(min(seen, key=lambda p: p.sigma))
        for _ in range(_ROUNDS):
            if not 0 < best.sigma < math.inf:
                break
            higher = self.exceeding(radius, best.sigma * (1 - MARGIN), seen, best)
            if higher is None:
                return best, MARGIN + self.rounding(best)
            best = higher
        return best, math.inf

    def rivals(self, radius: float, level: float) -> list[float]:
        """Return angles of maxima of ‖R‖ on |z| = r where σ_min is not above a level.

        There is one in each arc of the level set; those that rounding merges are the same.
        """
        seen = self.starts(radius)
        angles, distances = self._crossings(radius, level, seen)
        found: list[float] = []
        for angle in self._candidates(angles[distances < NEAR]):
            start = self.point(radius, angle)
            if start.sigma > _NEARLY * level:
                continue
            peak = self.ascended(start)
            if peak.sigma <= level and all(abs(peak.angle - a) > self._one_point for a in found):
                found.append(peak.angle)
        return found

    def starts(self, radius: float) -> list[CurvePoint]:
        """Return roughly known points at the angles of the outermost eigenvalues and of the axes.

        The first two, on the axis that the spectrum of a real matrix is symmetric about, are known
        to a per cent: one of them may be the pole of the level-set test.
        """
        nearest = np.argsort(-self._levels)[: 2 * _STARTS]
        angles = self.curves.places(self.eigenvalues[nearest])
        if self.real:
            chosen = list(dict.fromkeys(np.abs(angles).tolist()))[:_STARTS]
        else:
            others = (math.pi / 2, -math.pi / 2) if self.curves is CIRCLES else ()
            chosen = [*angles[:_STARTS].tolist(), *others]
        at = self.curves.point
        axis = [
            self._known(radius, a, self.matrix.at(at(radius, a), rtol=_PER_CENT))
            for a in self.curves.axis
        ]
        rough = [a for a in chosen if a not in self.curves.axis]
        estimate = self.matrix.estimate
        return axis + [self._known(radius, a, estimate(at(radius, a))) for a in rough]

    def _known(self, radius: float, angle: float, triplet: SingularTriplet) -> CurvePoint:
        return CurvePoint(radius, angle, triplet, self.curves)

    def point(self, radius: float, angle: float, guess: ComplexArray | None = None) -> CurvePoint:
        """Return the point of a curve with σ_min to rounding, from a guess of its right vector."""
        z = self.curves.point(radius, angle)
        return self._known(radius, angle, self.matrix.at(z, guess))

    def exceeding(
        self, radius: float, level: float, seen: list[CurvePoint], best: CurvePoint | None
    ) -> CurvePoint | None:
        """Return a maximum of ‖R‖ on |z| = r above 1/level, None if there is none.

        Parameters
        ----------
        radius, level
            r > ρ(A), and the level of σ_min.
        seen
            Points that were looked at: about the one with the largest σ_min, where the level set is
            farthest, the circle is turned into a line.
        best
            The highest maximum so far, if it lies on this circle.
        """
        angles, distances = self._crossings(radius, level, seen)
        speed = self._speed(radius)
        for angle in self._candidates(angles[distances < NEAR]):
            # the pair of `best` itself: |d log‖R‖/dθ| ≤ r/σ, so nothing higher hides next to it
            # that the level would not show at another angle
            if best is not None and abs(angle - best.angle) < SAME * best.sigma / speed:
                continue
            found = self.point(radius, angle)
            if found.sigma > _NEARLY * level:
                continue
            found = self.ascended(found)
            if found.sigma < level * (1 + 0.9 * MARGIN):
                return found
        return None

    def _crossings(
        self, radius: float, level: float, seen: list[CurvePoint]
    ) -> tuple[FloatArray, FloatArray]:
        """Return where ‖R‖ may be 1/level on a curve, and how far from it each is.

        See `exceeding`.
        """
        if self.curves is CIRCLES:
            scaled = self.matrix.array / radius
            return crossing_angles(scaled, level / radius, self._pole(level, seen))
        found, distances = ordinates(self.matrix.array, np.array([radius]), np.array([level]))
        # what rounding does to a double eigenvalue, in units of the distance to the spectrum
        lost = 3 * math.sqrt(2 * self.backward_error(radius) / level)
        return found[0], distances[0] * min(1.0, NEAR / lost)

    def _pole(self, level: float, seen: list[CurvePoint]) -> complex:
        pole = max(seen, key=lambda p: p.sigma)
        if self.real:
            # at ±1 the arithmetic is real, if the transformation is not the worse for it
            axis = max(seen[:2], key=lambda p: p.sigma)
            pole = axis if axis.sigma > 2 * level else pole
        return self.curves.point(1.0, pole.angle)

    def _candidates(self, angles: FloatArray) -> Iterator[float]:
        """Yield the middles of the arcs between angles, then the angles."""
        if angles.size == 0:
            return
        near = np.sort(np.abs(angles) if self.real else angles)
        once = math.inf if self.real else near[0] + self.curves.turn - near[-1]
        gaps = np.append(np.diff(near), once)
        apart = gaps > self._one_point
        if self.real:
            if apart.sum() > 1:
                yield from (near[:-1] + gaps[:-1] / 2)[apart[:-1]].tolist()
        elif apart.sum() > 1:
            inner = apart & np.isfinite(gaps)
            yield from (near + gaps / 2)[inner].tolist()
        yield from near[apart].tolist()

    def _speed(self, radius: float) -> float:
        """Return |dz/dt|; of r itself, as r - 1 would lose the digits of a small radius."""
        return radius if self.curves is CIRCLES else 1.0

    @property
    def _one_point(self) -> float:
        return _ONE_POINT * (1.0 if self.curves is CIRCLES else self.matrix.norm)

    def ascended(self, start: CurvePoint) -> CurvePoint:
        """Return the maximum of ‖R‖ on the circle above a point, by secants of the slope."""
        width = max(float(np.abs(start.z - self.eigenvalues).min()), start.sigma)
        width /= self._speed(start.level)
        here = self.point(start.level, start.angle, start.triplet.right)
        unit = 1.0
        if self.curves is not CIRCLES:  # an ordinate is known to a unit in the last place of z
            unit = max(self.matrix.norm, abs(start.level), start.sigma)
        # peaks are as wide as their eigenvalue is far; the first secant replaces this
        curvature, known = max(1 / width / width, 1e-300), False
        for _ in range(_STEPS):
            slope = here.slope
            step = math.copysign(min(abs(slope) / curvature, width), slope)
            if (known and abs(slope * step) < _FLAT) or abs(step) <= _UNIT * unit:
                break
            there = self.point(here.level, here.angle + step, here.triplet.right)
            if there.sigma > here.sigma * (1 + 1e-15) and abs(slope * step) > 1e-12:
                curvature, known = 4 * abs(slope / step), False  # too far
                continue
            secant = (slope - there.slope) / step
            # upwards a parabola has no maximum: farther, by the same rule of a bounded step
            known = secant > 0
            curvature = secant if known else abs(slope / step) / 4
            here = there
        return here
