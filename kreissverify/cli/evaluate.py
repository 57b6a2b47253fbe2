"""The command `evaluate`: one statement on matrices and numbers of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from kreissverify.cli.common import (
    DIFFERS,
    JsonOption,
    NameArgument,
    QuietOption,
    named_statement,
    write_json,
    wrong,
)
from kreissverify.numbers.three_valued import Outcome

__all__ = ["evaluate"]


def evaluate(
    name: NameArgument,
    values: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="VARIABLE=VALUE...",
            help="A matrix file or a number for each variable, such as J=J.npy k=3; of a family "
            "its parts, H=H.npy mu=1/10.",
        ),
    ] = None,
    split: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N",
            help="Rows of the first block of a coupled matrix, or N,N,...; of several, J=N each.",
        ),
    ] = None,
    gamma: Annotated[
        list[str] | None,
        typer.Option(
            metavar="G",
            help="γ of a coupled matrix, of several J=G; default: the smallest certified.",
        ),
    ] = None,
    mu: Annotated[
        list[str] | None,
        typer.Option(
            metavar="M", help="μ of a coupled flow, of several J=M; default: the largest certified."
        ),
    ] = None,
    json: JsonOption = None,
    quiet: QuietOption = False,
) -> None:
    """Decide a statement on your own matrices: holds, violated, open, or it says nothing there.

    Exit code 0: it holds, or says nothing. 1: it is violated, or left open.
    """
    from kreissverify.evidence.evaluate import evaluate as decided
    from kreissverify.evidence.given import NoInstance
    from kreissverify.reports.commands.evaluation import evaluation_record, evaluation_story

    statement = named_statement(name)
    given: dict[str, Any] = {}
    for variable, value in map(_pair, values or []):
        if variable in given:
            raise wrong("VARIABLE=VALUE", f"{variable}: it is given twice")
        given[variable] = value
    for word, said in (
        ("split", _of_coupled("split", split, _sizes)),
        ("gamma", _of_coupled("gamma", gamma, str)),
        ("mu", _of_coupled("mu", mu, str)),
    ):
        if word not in given:
            given |= said
            continue
        of_each = said.get(word, {})
        if not isinstance(of_each, dict):  # it would be taken for the variable
            raise wrong(
                f"--{word}",
                f"{word} is a variable of {statement.id}: say whose it is, as in J={of_each}",
            )
        given |= {f"{owner}.{word}": value for owner, value in of_each.items()}
    try:
        found = decided(statement, **given)
    except NoInstance as error:
        raise typer.BadParameter(str(error), param_hint="VARIABLE=VALUE") from None
    typer.echo(f"{statement.id}: {found.word}" if quiet else evaluation_story(found), nl=quiet)
    write_json(json, evaluation_record(found))
    good = found.vacuous or found.outcome is Outcome.HOLDS
    raise typer.Exit(0 if good else DIFFERS)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name or not value:
        raise wrong("VARIABLE=VALUE", f"expected such as J=J.npy or k=3, got {text!r}")
    return name, value


def _of_coupled(word: str, texts: list[str] | None, read: Callable[[str], Any]) -> dict[str, Any]:
    """Return what is said of the only coupled matrix, or of each by its name."""
    if not texts:
        return {}
    pairs = [text.rpartition("=") for text in texts]
    names = [name for name, _, _ in pairs]
    if len({*names}) < len(names) or ("" in names and len(names) > 1):
        raise wrong(f"--{word}", "expected one for each coupled matrix, such as J=2")
    if names == [""]:
        return {word: read(texts[0])}
    return {word: {name: read(value) for name, _, value in pairs}}


def _sizes(text: str) -> int | tuple[int, ...]:
    try:
        sizes = tuple(map(int, text.split(",")))
    except ValueError:
        raise wrong("--split", f"expected rows such as 2, or 2,2,1, got {text!r}") from None
    return sizes[0] if len(sizes) == 1 else sizes
