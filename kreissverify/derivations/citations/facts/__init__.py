"""Definitions and textbook facts, one subject a file; importing this registers them all."""

from kreissverify.derivations.citations.facts import (  # noqa: F401 (imported to be registered)
    all_block_norms,
    block_norms,
    exponentials_of_numbers,
    flows,
    kreiss_constants,
    perturbed_resolvents,
    powers_of_blocks,
    powers_of_numbers,
    scaled_blocks,
    separate_radii,
    settling_times,
    transient_peaks,
    triangular,
    two_by_two,
    two_by_two_sums,
    value_at_infinity,
)
from kreissverify.derivations.citations.facts.expressions import (  # noqa: F401
    blocks,
    chains,
    equal,
    kreiss,
    lyapunov,
    normal,
    norms,
    orders,
    planar,
    radii,
    ranks,
    resolvents,
    symmetric_sums,
)
from kreissverify.derivations.citations.schema import seal

seal()
