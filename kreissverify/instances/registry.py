"""The registry of classes of instances, open to those of users."""

from __future__ import annotations

from collections.abc import Mapping

from kreissverify.instances.contract import InstanceClass
from kreissverify.matrices import Quantifier
from kreissverify.matrices.matrix_class import ClassOfMatrices
from kreissverify.system.registry import attributes_of

__all__ = ["class_of", "is_bundled", "register", "registry", "seal", "unregister"]

_REGISTRY: dict[ClassOfMatrices, InstanceClass] = {}
_BUNDLED: dict[ClassOfMatrices, tuple[InstanceClass, dict[str, object]]] = {}


def seal() -> None:
    """Say that the classes registered so far are the package's own: they stay as they are.

    Raises
    ------
    ValueError
        If it was said before.
    """
    if _BUNDLED:
        raise ValueError("the package's own classes are known already")
    _BUNDLED.update({kind: (x, attributes_of(x)) for kind, x in _REGISTRY.items()})


def is_bundled(quantifier: Quantifier) -> bool:
    """Say whether a quantifier ranges over a class of the package's own, drawn by its own code.

    By identity, not by name or module: those can be written down at will.
    """
    known = _REGISTRY.get(quantifier.matrix_class)
    ours, attributes = _BUNDLED.get(quantifier.matrix_class, (None, {}))
    return known is not None and known is ours and attributes_of(known) == attributes


def register(instances: InstanceClass) -> InstanceClass:
    """Make the instances of a class of matrices known, and return them.

    From then on the class can be quantified over: it is an annotation of theorems.

    Raises
    ------
    TypeError
        If its `matrix_class` is not a class of matrices.
    ValueError
        If that class has instances already, or another class has its name: the name seeds draws,
        and stands in certificates for the class that the checker knows by it.
    """
    kind = instances.matrix_class
    if not isinstance(kind, ClassOfMatrices):
        raise TypeError(f"matrix_class: expected a subclass of CoupledMatrix, got {kind!r}")
    for other in _REGISTRY:
        again = _is_same(kind, other) and other not in _BUNDLED
        if other is not kind and other.__name__ == kind.__name__ and not again:
            raise ValueError(f"{kind.__name__}: another class of matrices has this name already")
    if _REGISTRY.setdefault(kind, instances) is not instances:
        raise ValueError(f"{kind.__name__}: this class of matrices has instances already")
    return instances


def _is_same(kind: ClassOfMatrices, other: ClassOfMatrices) -> bool:
    """Say whether two classes are one definition, in a file that was read twice."""
    return (kind.__module__, kind.__qualname__) == (other.__module__, other.__qualname__)


def unregister(matrix_class: ClassOfMatrices) -> None:
    """Take a class out again, as tests do; one that is not there is no error.

    Raises
    ------
    ValueError
        If it is the package's own: others could then be drawn for it.
    """
    if matrix_class in _BUNDLED:
        raise ValueError(f"{matrix_class.__name__}: this class is the package's own and stays")
    _REGISTRY.pop(matrix_class, None)


def registry() -> Mapping[ClassOfMatrices, InstanceClass]:
    """Return every class of instances by its class of matrices."""
    return _REGISTRY


def class_of(quantifier: Quantifier) -> InstanceClass:
    """Return the instances that a quantifier ranges over.

    Raises
    ------
    TypeError
        If its class of matrices has no instances registered.
    """
    known = registry()
    if not isinstance(quantifier, Quantifier) or quantifier.matrix_class not in known:
        names = ", ".join(sorted(cls.__name__ for cls in known))
        raise TypeError(f"quantifier: expected one of the classes {names}, got {quantifier!r}")
    return known[quantifier.matrix_class]
