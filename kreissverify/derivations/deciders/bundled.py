"""The deciders of the package, one file each; importing this registers them all."""

from kreissverify.derivations.deciders import (  # noqa: F401 (imported to be registered)
    expansion,
    solvers,
)
from kreissverify.derivations.deciders.positivstellensatz import decider  # noqa: F401
from kreissverify.derivations.deciders.registry import seal

seal()
