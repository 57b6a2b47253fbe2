"""Evidence for and against a statement: sampling, rigorous decision, refutation."""

from kreissverify.evidence.kinds import Evidence
from kreissverify.evidence.library import verify_library
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.evidence.verify import verify

__all__ = [
    "Evidence",
    "TheoremReport",
    "Verdict",
    "verify",
    "verify_library",
]
