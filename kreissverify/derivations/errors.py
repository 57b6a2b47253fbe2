"""What a derivation can fail with: a step that was not shown, with its name."""

from __future__ import annotations

__all__ = ["DerivationError", "StepNotShown"]


class DerivationError(ValueError):
    """A derivation is badly written: an unknown symbol, schema or fact, or a wrong argument."""


class StepNotShown(Exception):
    """A step was not decided in the derivation's favour.

    Attributes
    ----------
    step
        The name of the step.
    reason
        Why, in one sentence: a counterexample, a time-out, a missing solver, a rejected identity.
    """

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"step {step!r}: {reason}")
        self.step = step
        self.reason = reason
