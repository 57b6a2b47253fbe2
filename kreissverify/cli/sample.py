"""The command `sample`: members of a class, on screen or as a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from kreissverify.cli import completion
from kreissverify.cli.common import (
    INTERRUPTED,
    JsonOption,
    QuietOption,
    naming,
    noticing,
    output_file,
    write_json,
    wrong,
)

__all__ = ["sample"]

_SUFFIXES = (".json", ".npz")


def _members_file(
    context: typer.Context, parameter: typer.CallbackParam, value: Path | None
) -> Path | None:
    if value is not None and value.suffix not in _SUFFIXES:
        raise wrong("--out", f"expected a file {' or '.join(_SUFFIXES)}, got {value.name!r}")
    return output_file(context, parameter, value)


def sample(
    of: Annotated[
        str,
        typer.Argument(
            metavar="CLASS",
            autocompletion=completion.classes,
            help='A class such as HeavyBall or "Symmetric(3, spectrum=(0, 1))", or FILE::NAME for '
            "a family or the instances of a theorem.",
        ),
    ],
    count: Annotated[
        int, typer.Option("--count", "-n", metavar="N", min=1, help="How many members.")
    ] = 5,
    seed: Annotated[
        int, typer.Option(metavar="S", min=0, help="Equal seeds draw equal members.")
    ] = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            callback=_members_file,
            help="Write them: exactly as .json, or rounded to floats as .npz.",
        ),
    ] = None,
    json: JsonOption = None,
    quiet: QuietOption = False,
) -> None:
    """Draw exact members of a class of matrices, as `verify` draws them.

    Ctrl-C ends the draws and keeps the members so far.
    """
    from kreissverify.cli.class_argument import read_class
    from kreissverify.evidence.members import NoMembers, instances
    from kreissverify.reports.commands.sample import sample_lines, sample_record
    from kreissverify.reports.verification.json import dump
    from kreissverify.system.atomic_file import write_atomically
    from kreissverify.theorems import Statement

    found = read_class(of)
    shown = found.id if isinstance(found, Statement) else str(found)
    members: list[Any] = []
    interrupted = False
    try:
        with noticing(quiet) as notice:
            for member in islice(instances(found, seed), count):
                members.append(member)
                notice(f"{len(members)} of {count}")
    except NoMembers as error:
        if not members:
            raise wrong("CLASS", str(error)) from None
        typer.echo(f"kreissverify: after {len(members)}: {error}", err=True)
    except KeyboardInterrupt:  # what was drawn is worth keeping
        interrupted = True
    record = {"class": shown, "seed": seed, "members": [sample_record(x) for x in members]}
    if out is not None:
        with naming("--out"):
            write_atomically(out, dump(record) if out.suffix == ".json" else _archive(members))
    typer.echo(_line(shown, members, out) if quiet else "\n".join(_lines(members, sample_lines)))
    write_json(json, record)
    raise typer.Exit(INTERRUPTED if interrupted else 0)


def _lines(members: list[Any], lines: Any) -> Iterator[str]:
    for place, member in enumerate(members, 1):
        yield lines(place, member)


def _line(shown: str, members: list[Any], out: Path | None) -> str:
    place = "" if out is None else f" ({out.as_posix()})"
    return f"{shown}: {len(members)} member{'s' * (len(members) != 1)}{place}"


def _archive(members: list[Any]) -> bytes:
    import numpy as np

    from kreissverify.reports.commands.sample import sample_arrays

    arrays: dict[str, Any] = {}
    for place, member in enumerate(members, 1):
        arrays |= sample_arrays(place, member)
    with io.BytesIO() as buffer:
        np.savez(buffer, **arrays)
        return buffer.getvalue()
