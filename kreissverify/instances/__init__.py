"""Classes of instances: what is drawn for "for every J of this class", and for its parameters.

`InstanceClass` is the contract of a class, `register` makes one known, also one of a
user's file (see its example). `coupled/` holds what the bundled classes are made with.
"""

from kreissverify.instances.batch import Batch, Stack
from kreissverify.instances.block_triangular import INSTANCES as BLOCK_TRIANGULAR
from kreissverify.instances.contract import InstanceClass
from kreissverify.instances.coupled_blocks import INSTANCES as COUPLED_BLOCKS
from kreissverify.instances.coupled_flows import (
    BLOCK_TRIANGULAR_FLOWS,
    COUPLED_FLOWS,
    SELF_REFERENTIAL_FLOWS,
)
from kreissverify.instances.parameter_domains import Domain, Integer, Real
from kreissverify.instances.registry import class_of, register, registry, seal, unregister
from kreissverify.instances.self_referential import INSTANCES as SELF_REFERENTIAL

__all__ = [
    "Batch",
    "Domain",
    "InstanceClass",
    "Integer",
    "Real",
    "Stack",
    "class_of",
    "register",
    "registry",
    "unregister",
]

BUNDLED: tuple[InstanceClass, ...] = (
    BLOCK_TRIANGULAR,
    SELF_REFERENTIAL,
    COUPLED_BLOCKS,
    BLOCK_TRIANGULAR_FLOWS,
    SELF_REFERENTIAL_FLOWS,
    COUPLED_FLOWS,
)
for _instances in BUNDLED:
    register(_instances)
seal()
