"""What became of a claim that was to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kreissverify.derivations.errors import StepNotShown

__all__ = ["Decision", "means_of_all"]


@dataclass(frozen=True)
class Decision:
    """Whether a claim was shown, by what, and if not why.

    Attributes
    ----------
    means
        What decided it: ``"z3"``, ``"cvc5"``, ``"certificate"``.
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


def means_of_all(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return what decided every one of several parts; one way only if nothing did alone.

    Parameters
    ----------
    parts
        What decided each of them, at least one.
    """
    # What has a certificate needs no solver's word: the others tell who decided the whole.
    others = [means for means in parts if "certificate" not in means]
    if not others:
        return ("certificate",)
    alone = tuple(x for x in others[0] if all(x in means for means in others))
    # If each did some of it, they make up one way together, which is named by the first.
    return alone or others[0][:1]
