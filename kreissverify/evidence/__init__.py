"""Evidence for and against a statement: sampling, rigorous decision, refutation."""

from kreissverify.evidence.library import verify_library
from kreissverify.evidence.verdict import CollectionError, Evidence, TheoremReport, Verdict
from kreissverify.evidence.verify import verify

__all__ = [
    "CollectionError",
    "Evidence",
    "TheoremReport",
    "Verdict",
    "verify",
    "verify_library",
]
