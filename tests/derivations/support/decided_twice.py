"""What every derivation of the bundled library is held to."""

from kreissverify.derivations import Derivation, Fact

__all__ = ["assert_decided_twice", "decided_once"]


def decided_once(facts: tuple[Fact, ...]) -> list[str]:
    """Return the steps that a solver or an expansion decided, and nothing else confirmed."""
    return [fact.name for fact in facts if len(fact.ways) == 1]


def assert_decided_twice(derivation: Derivation) -> None:
    """Hold every decided step to two independent means; no step is excepted."""
    assert decided_once(derivation.facts) == [], derivation.statement.id
    # or it puts several facts together, whose conditions the others meet word for word, or decides
    # the conditions of the one that it cites
    decided = any(fact.ways or fact.questions for fact in derivation.facts)
    assert decided or derivation.lemmas() or len(derivation.cited()) > 1
