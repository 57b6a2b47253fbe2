"""What became of a claim that was to be decided."""

from __future__ import annotations

from dataclasses import dataclass

from kreissverify.derivations.errors import StepNotShown

__all__ = ["Decision"]


@dataclass(frozen=True)
class Decision:
    """Whether a claim was shown, by what, and if not why.

    Attributes
    ----------
    means
        What decided it: ``"z3"``, ``"cvc5"``.
    reason
        Why it was not shown, in a sentence.
    question
        The SMT-LIB text that anyone can give to a solver.
    """

    shown: bool
    means: tuple[str, ...] = ()
    reason: str = ""
    question: str = ""

    def require(self, step: str, words: str) -> Decision:
        """Return the decision itself, if the claim was shown.

        Raises
        ------
        StepNotShown
            If it was not: the step, what was to be shown in these words, and why it was not.
        """
        if not self.shown:
            raise StepNotShown(step, f"{words}: {self.reason}")
        return self
