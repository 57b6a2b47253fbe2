"""Facts about flows x' = Ax, one subject a file; those of maps stand beside this folder."""

from kreissverify.derivations.citations.facts.flows import (  # noqa: F401 (to be registered)
    block_norms,
    euler_steps,
    exponentials,
    kreiss_constants,
    lyapunov,
    two_by_two,
)
