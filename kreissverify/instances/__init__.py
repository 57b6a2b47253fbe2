"""Classes of instances: what is drawn for "for every J of this class", and for its parameters."""

from kreissverify.instances.base import InstanceClass, class_of, registry
from kreissverify.instances.batch import Batch, Stack
from kreissverify.instances.scalars import Domain, Integer, Real

__all__ = [
    "Batch",
    "Domain",
    "InstanceClass",
    "Integer",
    "Real",
    "Stack",
    "class_of",
    "registry",
]
