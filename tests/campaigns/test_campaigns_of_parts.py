"""Campaigns of statements about kinds and families."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kreissverify import (
    Real,
    Square,
    Symmetric,
    block,
    family,
    identity,
    norm,
    rho,
    theorem,
    w,
    zeros,
)
from kreissverify.campaigns import Plan, Summary, conclude
from kreissverify.campaigns.batch import run_batch
from kreissverify.campaigns.record import BatchRecord
from kreissverify.campaigns.screening import drawn_batch, member
from kreissverify.evidence.verdict import Verdict
from kreissverify.instances.membership import objection


@family
def Momentum(
    H: Symmetric("n", spectrum=(0, "L")), L: Real(above=0), beta: Real(at_least=0, below=1)
):
    one = identity("n")
    return block([[(1 + beta) * one - H, -beta * one], [one, zeros("n")]])


@theorem(source="a test")
def stable(J: Momentum) -> Any:
    return rho(J) <= 1


@theorem(source="a test")
def submultiplicative(A: Square("n"), B: Square("n")) -> Any:
    return norm(A * B) <= norm(A) * norm(B)


@theorem(source="a test")
def of_w(A: Square("n", norm=1), B: Square("n", norm=1)) -> Any:
    return w(A * B) <= w(A) * w(B)


def test_a_batch_is_a_function_of_the_plan_and_its_number() -> None:
    plan = Plan.of(stable, seed=3, batch_size=50, decided_share=0.1)
    first = run_batch(stable, plan, 1)
    assert first == run_batch(stable, plan, 1)
    assert first != run_batch(stable, Plan.of(stable, seed=4, batch_size=50, decided_share=0.1), 1)
    # a store keeps it as plain data
    assert BatchRecord.read(first.document(), "J") == first


def test_a_batch_has_all_its_instances_and_they_are_members() -> None:
    for statement in (stable, of_w):
        stacks = drawn_batch(statement, Plan.of(statement, batch_size=47), 2)
        assert sum(map(len, stacks)) == 47
        assert len({drawn.floats.widest for drawn in stacks}) > 1
        members = [member(stacks, place) for place in range(47)]
        assert all(objection(statement.parts, x) is None for x in members)


def test_verdicts(tmp_path: Path) -> None:
    for statement, verdict in (
        (submultiplicative, Verdict.SUPPORTED),
        (stable, Verdict.REFUTED),
        (of_w, Verdict.REFUTED),
    ):
        plan = Plan.of(statement, batch_size=60, decided_share=0.1)
        summary = Summary()
        summary.add(run_batch(statement, plan, 0))
        found = conclude(statement, plan, summary, tmp_path)
        assert found.verdict is verdict, statement.id
        assert (found.certificate is not None) == (verdict is Verdict.REFUTED)
