"""Changed proofs checked again where they were changed: the step, and what rests on it.

What the other steps show is as it was, in the session of the checker in which the proof was checked
whole. So a change costs milliseconds, where the whole proof may take seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kreissverify.certificates import proof_checker
from tests.certificates.support.by_hand import Document

# Where a step has the numbers of steps before it.
_RESTS_ON = ("uses", "cases", "start", "step", "of")


class _Recorded(proof_checker.Steps):
    """Steps that keep what was declared, and what is shown, before each of them."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.before: list[proof_checker.Signs] = []

    def take(self, tree: Any, earlier: list[proof_checker.Theorem], is_last: bool) -> None:
        self.before.append(dict(self.reader.signs))
        super().take(tree, earlier, is_last)


class CheckedProof:
    """A proof that was checked whole, and of whose last theorem steps are changed.

    Parameters
    ----------
    document
        The proof, which is accepted. Its steps may be changed in place, and are put back by whoever
        changes them.
    """

    def __init__(self, document: Document) -> None:
        every: list[_Recorded] = []

        def recorded(*given: Any) -> _Recorded:
            every.append(_Recorded(*given))
            return every[-1]

        self.answer = proof_checker.check(document, steps=recorded)
        self.session = proof_checker.NOW
        self.count = len(self.session.unknowns)
        self.steps = document["theorems"][-1]["steps"]
        self.checked = every[-1]
        self.shown = list(self.checked.shown)
        self.after = dict(self.checked.reader.signs)
        self.place = 0

    def check(self, number: int) -> set[str]:
        """Check step `number` as it stands now, and what rests on it.

        Returns
        -------
        set of str
            What is taken on trust, and was not before.

        Raises
        ------
        proof_checker.Rejected
            If the proof is none any more.
        """
        proof_checker.NOW = self.session
        self.session.left = proof_checker.WORK
        try:
            return self._check(number)
        except proof_checker.Rejected:
            raise
        except Exception as error:  # as `check` has it
            reason = f"malformed ({type(error).__name__})"
            raise proof_checker.Rejected(reason) from None
        finally:
            self._forget()

    def _check(self, number: int) -> set[str]:
        proof_checker.require_small(self.steps[number])
        steps, earlier = self.checked, self._earlier
        steps.shown, steps.holes = self.shown[:number], []
        self._declare(steps.before[number])
        last = len(self.steps) - 1
        named = self._named(number)
        proof_checker.Steps.take(steps, self.steps[number], earlier, number == last)
        changed = set() if steps.shown[-1] == self.shown[number] and not named else {number}
        for i in range(number + 1, len(self.steps) if changed else 0):
            # a name that stands for something else may be meant anywhere
            if named or i == last or changed & set(_numbers(self.steps[i])):
                proof_checker.Steps.take(steps, self.steps[i], earlier, i == last)
                changed |= {i} if steps.shown[-1] != self.shown[i] else set()
            else:
                self._declare(steps.before[i + 1])
                steps.shown.append(self.shown[i])
        final = steps.shown[-1] if changed else self.shown[-1]
        whole = final.claim == steps.theorem.conclusion and not final.given
        proof_checker.require(whole, "the last step is not the conclusion")
        return {x.what for x in steps.holes} - {x.what for x in self.answer.holes}

    def _named(self, number: int) -> bool:
        """Say whether a step introduces a name, or did."""
        kind = self.steps[number].get("kind") if isinstance(self.steps[number], dict) else None
        declared = [*self.checked.before[1:], self.after][number]
        return kind == "let" or declared.keys() != self.checked.before[number].keys()

    @property
    def _earlier(self) -> list[proof_checker.Theorem]:
        return list(self.checked.earlier)

    def _declare(self, signs: proof_checker.Signs) -> None:
        declared = self.checked.reader.signs
        declared.clear()
        declared.update(signs)

    def _forget(self) -> None:
        """Forget the unknowns that the changed steps brought into the session."""
        for content in self.session.unknowns[self.count :]:
            self.session.numbers.pop(content, None)
        del self.session.unknowns[self.count :]
        for x in [x for x in self.session.labels if x >= self.count]:
            del self.session.labels[x]
        self._declare(self.after)


def _numbers(step: Any) -> Iterator[int]:
    for field in _RESTS_ON:
        value = step.get(field)
        for x in value if isinstance(value, list) else [value]:
            if type(x) is int:
                yield x
