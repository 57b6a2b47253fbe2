"""The specification of the format and the checker find each other, and have one order."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from typing import NamedTuple

from kreissverify.certificates import checker
from tests.paths import DOCS

FORMAT = (DOCS / "certificate-format.md").read_text(encoding="utf-8")
SOURCE = inspect.getsource(checker)
FUNCTIONS = [node.name for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.FunctionDef)]


class Row(NamedTuple):
    """A row of the table of bounds: the rules, and the functions that decide them."""

    rules: list[str]
    functions: list[str]


def names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)", cell)


def rows() -> list[Row]:
    """Return the table of bounds, each row as the rules that it states."""
    table = FORMAT.split("| fact | fields | shown if | functions |\n")[1].split("\n\n")[0]
    found = []
    for line in table.splitlines()[1:]:
        fact, fields, _, functions = re.split(r"(?<!\\)\|", line)[1:-1]
        outer = sorted(names(fields.partition("=")[0]))
        rules = [
            " ".join([quantity, side, *outer])
            for side in ("lower", "upper")
            if side in fact
            for quantity in names(fact)
        ]
        found.append(Row(rules, names(functions)))
    return found


def test_each_rule_is_in_the_format_with_its_function() -> None:
    stated: dict[str, set[str]] = {}
    for row in rows():
        for rule in row.rules:
            stated.setdefault(rule, set()).update(row.functions)
    assert set(stated) == set(checker.RULES)
    for rule, function in checker.RULES.items():
        assert function.__name__ in stated[rule], rule


def test_the_rules_are_in_the_order_of_the_format() -> None:
    order = [name for row in rows() for name in row.functions]
    assert len(order) == len(set(order)) > 20
    assert order == [name for name in FUNCTIONS if name in order]
    assert set(order) == {function.__name__ for function in checker.RULES.values()}
    first = FUNCTIONS.index(order[0])
    assert FUNCTIONS[first : first + len(order)] == order, "between two rules stands something else"


def test_a_rule_takes_the_arguments_of_its_quantity_and_the_fields_of_its_witness() -> None:
    for name, quantity in checker.QUANTITIES.items():
        for form, function in quantity.bounds.items():
            _, *fields = form.split()
            due = ["J", "v", *quantity.arguments, *fields]
            assert list(inspect.signature(function).parameters) == due, (name, form)


def test_the_limits_are_stated() -> None:
    """Each limit of the checker stands in the format, as a number with what it limits."""
    for limit, noun in (
        (checker.MAX_LIST, "items"),
        (checker.MAX_LIST, "parameters"),
        (checker.MAX_SIDE, "rows or columns"),
        (checker.MAX_PARTS, "lists and objects"),
        (checker.MAX_TEXT, "characters"),
        (checker.MAX_DEPTH, "deep"),
    ):
        assert f"{limit:,} {noun}".replace(",", " ") in FORMAT, noun
    assert f"at most {checker.MAX_BYTES >> 20} MiB" in FORMAT
    assert f"n ≤ {checker.MAX_SIZE}" in FORMAT
    assert f"from 0 to {checker.MAX_TIME:,}".replace(",", " ") in FORMAT


def test_the_quantities_are_those_of_the_format_in_its_order() -> None:
    table = FORMAT.split("| Q | args | meaning |\n")[1].split("\n\n")[0]
    cells = [re.split(r"(?<!\\)\|", line)[1:3] for line in table.splitlines()[1:]]
    letters = {"": (), "r": ("r",), "ε": ("epsilon",), "δ": ("delta",), "h": ("height",)}
    letters["t"] = ("t",)
    stated = {names(quantity)[0]: letters[args.strip()] for quantity, args in cells}
    assert list(stated) == list(checker.QUANTITIES)
    for name, quantity in checker.QUANTITIES.items():
        assert quantity.arguments == stated[name], name


def test_the_operations_are_those_of_the_format_in_its_order() -> None:
    formulas, terms = re.findall(
        r"^\| tree \| meaning \|\n\| --- \| --- \|\n(.*?)\n\n", FORMAT, re.M | re.S
    )[:2]

    def operations() -> Iterator[str]:
        for line in (formulas + "\n" + terms).splitlines():
            shown, _, listed = line.removesuffix(" |").rpartition("|")
            known = [*re.findall(r'"(\w+)"', shown), *names(listed)]
            yield from (x for x in known if x in checker.OPERATIONS)

    assert list(dict.fromkeys(operations())) == list(checker.OPERATIONS)


def test_every_function_named_in_the_format_is_one_of_the_checker() -> None:
    named = set(re.findall(r"`(\w+)\(\)`", FORMAT))
    assert len(named) > 40
    assert named <= set(FUNCTIONS)


def test_every_paragraph_named_in_the_checker_is_one_of_the_format() -> None:
    titles = [
        x.lower() for x in re.findall(r"^\*\*([^*]+?)\.?\*\*", FORMAT.split("## 6.")[1], re.M)
    ]
    named = re.findall(r"§6, ([^)]+)\)", SOURCE)
    assert len(named) > 10
    for reference in named:
        assert any(title.startswith(reference.lower()) for title in titles), reference
    assert set(re.findall(r"§(\d)", SOURCE)) <= set(re.findall(r"^## (\d)\.", FORMAT, re.M))
