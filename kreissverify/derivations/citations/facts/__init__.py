"""Definitions and textbook facts, one subject a file; importing this registers them all."""

from kreissverify.derivations.citations.facts import (
    all_block_norms as all_block_norms,
)
from kreissverify.derivations.citations.facts import (
    block_norms as block_norms,
)
from kreissverify.derivations.citations.facts import (
    kreiss_constants as kreiss_constants,
)
from kreissverify.derivations.citations.facts import (
    perturbed_resolvents as perturbed_resolvents,
)
from kreissverify.derivations.citations.facts import (
    powers_of_blocks as powers_of_blocks,
)
from kreissverify.derivations.citations.facts import (
    powers_of_numbers as powers_of_numbers,
)
from kreissverify.derivations.citations.facts import (
    scaled_blocks as scaled_blocks,
)
from kreissverify.derivations.citations.facts import (
    settling_times as settling_times,
)
from kreissverify.derivations.citations.facts import (
    transient_peaks as transient_peaks,
)
from kreissverify.derivations.citations.facts import (
    triangular as triangular,
)
from kreissverify.derivations.citations.facts import (
    two_by_two as two_by_two,
)
from kreissverify.derivations.citations.facts import (
    two_by_two_sums as two_by_two_sums,
)
from kreissverify.derivations.citations.facts import (
    value_at_infinity as value_at_infinity,
)
