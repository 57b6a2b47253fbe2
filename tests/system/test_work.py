"""Work is counted, not measured: limits of it nest, and a budget of it knows no clock."""

import time

import pytest

from kreissverify.system.work import Budget, BudgetIsSpent, WorkIsSpent, count_work, work_limit


def test_a_budget_of_work_is_spent_by_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget(1.0)
    monkeypatch.setattr(time, "monotonic", lambda: 1e9)
    assert budget.left == 1.0 and not budget.is_spent
    count_work(1.5)
    assert budget.left == -0.5 and budget.is_spent


def test_a_budget_of_seconds_is_spent_by_the_clock_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget(1.0, timed=True)
    count_work(5.0)
    assert not budget.is_spent
    monkeypatch.setattr(time, "monotonic", lambda: 1e9)
    assert budget.is_spent


def test_a_shortened_budget_is_never_longer() -> None:
    budget = Budget(2.0)
    budget.shorten(5.0)
    assert budget.left == pytest.approx(2.0)
    budget.shorten(0.5)
    assert budget.left == pytest.approx(0.5)


def test_an_inner_limit_ends_no_later_than_the_outer_one() -> None:
    begun = []
    with pytest.raises(WorkIsSpent), work_limit(1.0), work_limit(10.0):
        for k in range(20):
            begun.append(k)
            count_work(0.3)
    assert begun == [0, 1, 2, 3]


def test_after_a_limit_work_goes_on() -> None:
    with pytest.raises(BudgetIsSpent), Budget(0.1).limit():
        count_work(1.0)
    count_work(100.0)


def test_the_least_is_granted_however_late() -> None:
    budget = Budget(0.0)
    count_work(1.0)
    with budget.limit(least=1.0):
        count_work(0.9)
    with pytest.raises(WorkIsSpent), budget.limit(least=1.0):
        count_work(1.1)
