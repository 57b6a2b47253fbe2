"""Kleene's three-valued logic of outcomes."""

import itertools

import pytest

from kreissverify.numbers.three_valued import Outcome, all_of, any_of

H, V, U = Outcome.HOLDS, Outcome.VIOLATED, Outcome.INDETERMINATE


def test_an_outcome_has_no_truth_value():
    for outcome in Outcome:
        with pytest.raises(TypeError, match="no truth value"):
            bool(outcome)


def test_negation():
    assert [x.negate() for x in (H, V, U)] == [V, H, U]


@pytest.mark.parametrize("outcomes", list(itertools.product((H, V, U), repeat=3)))
def test_conjunction_and_disjunction_follow_the_worlds(outcomes):
    """An outcome is decided iff it is the same however the unknown ones turn out."""
    choices = [{H: (True,), V: (False,), U: (True, False)}[x] for x in outcomes]
    for combine, decide in ((all_of, all), (any_of, any)):
        worlds = {decide(world) for world in itertools.product(*choices)}
        expected = U if len(worlds) == 2 else Outcome.of(worlds.pop())
        assert combine(outcomes) is expected


def test_the_empty_conjunction_holds_and_the_empty_disjunction_does_not():
    assert all_of([]) is H
    assert any_of([]) is V
