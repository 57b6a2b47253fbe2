"""Collecting theorem files, as pytest collects tests: a broken file does not stop the others."""

from __future__ import annotations

import builtins
import hashlib
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from kreissverify.expressions.errors import StatementError
from kreissverify.instances.family import Family
from kreissverify.system.near_names import near_keyword, near_name, unknown_name
from kreissverify.theorems.language import recording
from kreissverify.theorems.neighbours import folder_on_path
from kreissverify.theorems.statement import Statement, change_of

__all__ = [
    "NO_THEOREM",
    "Collection",
    "CollectionError",
    "Reading",
    "collect",
    "families_of",
    "load",
    "theorem_files",
]

NO_THEOREM = "no theorem in this file"


@dataclass(frozen=True)
class CollectionError:
    """A theorem file, or one theorem in it, that could not be read, and why, in one line."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Collection:
    """The statements found, in the order of the paths and of the files, and what went wrong.

    Of a single file also its families, by their names there.
    """

    statements: tuple[Statement, ...]
    errors: tuple[CollectionError, ...]
    families: Mapping[str, Family] = field(default_factory=dict)


@dataclass
class Reading:
    """What was read so far, so that a file runs once, also where its neighbours import it.

    It is for one run: a file that is written meanwhile is not read again.

    Attributes
    ----------
    collections
        What was found in each file.
    neighbours
        The modules of each folder, by the names under which files in it import them.
    """

    collections: dict[Path, Collection] = field(default_factory=dict)
    neighbours: dict[Path, dict[str, ModuleType]] = field(default_factory=dict)


def collect(paths: Iterable[str | Path], reading: Reading | None = None) -> Collection:
    """Return the statements of theorem files.

    Parameters
    ----------
    paths
        Python files, folders (every ``.py`` file below, but for names that begin with ``_`` or
        ``.``), or ``PATH::NAME`` for one theorem by its id or its function's name.
    reading
        What was read in this run already; by default nothing.

    Returns
    -------
    Collection
        What could be read; each thing that could not is one error in it, and nothing is raised.

    Raises
    ------
    KeyboardInterrupt
        If it is pressed.
    """
    chosen = [paths] if isinstance(paths, (str, Path)) else list(paths)
    statements: list[Statement] = []
    errors: list[CollectionError] = []
    reading = reading or Reading()
    for argument in chosen:
        found = _collect_argument(argument, reading)
        # by identity: a file is read once, and two theorems that say the same are two, of which
        # one has the other's id
        statements += [x for x in found.statements if all(x is not y for y in statements)]
        errors += [x for x in found.errors if x not in errors]
    return _with_unique_ids(statements, errors)


def load(file: str | Path, name: str) -> Statement:
    """Return one statement of a file by its id or its function's name.

    Raises
    ------
    StatementError
        If the file, or that theorem in it, cannot be read, or if several have the name.
    """
    found = collect([f"{file}::{name}"])
    if found.errors:
        raise StatementError(str(found.errors[0]))
    return found.statements[0]


def families_of(file: str | Path) -> dict[str, Family]:
    """Return the families that a file defines or imports, by their names there.

    Raises
    ------
    StatementError
        If the file cannot be read.
    """
    reading = Reading()
    errors = [x for x in _collect_argument(file, reading).errors if x.message != NO_THEOREM]
    if errors:
        raise StatementError(str(errors[0]))
    (found,) = reading.collections.values()
    return dict(found.families)


def _collect_argument(argument: str | Path, reading: Reading) -> Collection:
    text, colons, name = str(argument).partition("::")
    path = Path(text)
    if colons and not name:
        return _failed(path, f"expected the name of a theorem behind {text}::")
    if not path.exists():
        return _failed(path, f"no such file or folder{_meant(path)}")
    if path.is_dir():
        if name:
            return _failed(path, f"expected a file before ::{name}, got a folder")
        return _collect_folder(path, reading)
    # Whatever else it is, it is not run: a theorem file is code.
    if path.suffix != ".py":
        return _failed(path, "expected a Python file (.py) of theorems")
    found = _read_once(path, reading)
    if name:
        return _selected(found, path, name)
    return found if found.statements or found.errors else _failed(path, NO_THEOREM)


def _collect_folder(folder: Path, reading: Reading) -> Collection:
    parts = [_read_once(path, reading) for path in theorem_files(folder)]
    statements = tuple(x for part in parts for x in part.statements)
    errors = tuple(x for part in parts for x in part.errors)
    if not statements and not errors:
        return _failed(folder, "no theorem in this folder")
    return Collection(statements, errors)


def theorem_files(folder: Path) -> list[Path]:
    """Return the theorem files below a folder, in the order in which they are read."""
    return [
        path
        for path in sorted(folder.rglob("*.py"), key=_with_numbers_in_order)
        if not any(part.startswith(("_", ".")) for part in path.relative_to(folder).parts)
    ]


def _with_numbers_in_order(path: Path) -> list[tuple[int, str]]:
    """Return a key by which r2_… stands before r10_…, as a reader counts."""
    words = re.findall(r"\d+|\D+", path.as_posix())
    return [(int(word), "") if word.isdecimal() else (-1, word) for word in words]


def _selected(found: Collection, path: Path, name: str) -> Collection:
    # An id first: it is what tells theorems of one name apart, and may be another one's name.
    statements = tuple(x for x in found.statements if x.id == name)
    statements = statements or tuple(x for x in found.statements if x.name == name)
    ids = list(dict.fromkeys(x.id for x in statements))
    if len(ids) > 1:
        shown = ", ".join(f"{path}::{id}" for id in ids)
        return _failed(path, f"several theorems have the name {name!r}; choose one of {shown}")
    if statements:  # several of one id, also: that is an error of its own
        return Collection(statements, ())
    if found.errors:
        return Collection((), found.errors)
    known = dict.fromkeys(x for s in found.statements for x in (s.id, s.name))
    return _failed(path, unknown_name("theorem", name, known))


def _meant(path: Path) -> str:
    """Return what may have been meant by a path that does not exist; empty if nothing was."""
    file, colon, name = str(path).rpartition(":")
    if colon and name and Path(file).is_file():
        return f"; did you mean {file}::{name}?"
    try:
        neighbours = [x.name for x in path.parent.iterdir() if x.is_dir() or x.suffix == ".py"]
    except OSError:
        return ""
    near = near_name(path.name, neighbours)
    return f"; did you mean {path.with_name(near)}?" if near else ""


def _failed(path: Path, message: str, line: int = 0) -> Collection:
    return Collection((), (CollectionError(path, line, message),))


def _read_once(path: Path, reading: Reading) -> Collection:
    resolved = path.resolve()
    if resolved not in reading.collections:
        neighbours = reading.neighbours.setdefault(resolved.parent, {})
        reading.collections[resolved] = _read_file(path, neighbours)
    return reading.collections[resolved]


def _read_file(path: Path, neighbours: dict[str, ModuleType]) -> Collection:
    """Run a theorem file and return what its theorems came to, whatever else goes wrong in it."""
    errors = []
    names: Mapping[str, Any] = {}
    resolved = path.resolve()  # before the file runs: it may change the current folder
    with recording() as recorder:
        try:
            with folder_on_path(resolved.parent, neighbours):
                names = vars(module := _execute(resolved))
            # A neighbour that imports it later gets the module that has run.
            neighbours.setdefault(resolved.stem, module)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a file that calls sys.exit() is one that is broken
            errors.append(CollectionError(path, _line_in(resolved, error), _one_line(error)))
    # Theorems of a neighbour that it imports were recorded also, and belong to that file.
    stated = [(where, x) for where, x in recorder.statements if where.file.resolve() == resolved]
    changed = {id(x): found for _, x in stated if (found := change_of(x)) is not None}
    statements = tuple(
        replace(x, file=path, line=where.line) for where, x in stated if id(x) not in changed
    )
    errors = [
        CollectionError(path, where.line, _shortened(str(error)))
        for where, error in recorder.failures
        if where.file.resolve() == resolved
    ] + errors
    # What the rest of the file has written into them since: nobody stated that.
    errors += [
        CollectionError(path, where.line, f"{x.id}: {changed[id(x)]}")
        for where, x in stated
        if id(x) in changed
    ]
    families = {name: x for name, x in names.items() if isinstance(x, Family)}
    return Collection(statements, tuple(errors), families)


def _execute(resolved: Path) -> ModuleType:
    """Run a file as a module under a name of its own, writing no byte code."""
    # A name of its own for each file: two folders may each have a lemma.py. 48 bits are enough for
    # the files of one process.
    key = hashlib.sha256(str(resolved).encode()).hexdigest()[:12]
    module = ModuleType(f"kreissverify_theorem_file_{key}")
    module.__file__ = str(resolved)
    # Dataclasses and pickle look the module up by its name.
    sys.modules[module.__name__] = module
    # Without the future statements of this module: annotations would become texts, in which a name
    # local to a function that makes theorems is not known.
    code = compile(resolved.read_bytes(), str(resolved), "exec", dont_inherit=True)
    exec(code, module.__dict__)
    return module


def _with_unique_ids(statements: list[Statement], errors: list[CollectionError]) -> Collection:
    first: dict[str, Statement] = {}
    for statement in statements:
        other = first.setdefault(statement.id, statement)
        if other is not statement:
            message = (
                f"the id {statement.id!r} is taken by {other.file}:{other.line}; "
                'give this theorem another, @theorem(..., id="...")'
            )
            errors.append(CollectionError(statement.file, statement.line, message))
    return Collection(tuple(first.values()), tuple(errors))


def _line_in(path: Path, error: BaseException) -> int:
    resolved = str(path)
    if isinstance(error, SyntaxError) and error.filename == resolved:
        return error.lineno or 0
    # The innermost line of the file itself: what it calls in a library is not the author's to mend.
    frames = traceback.extract_tb(error.__traceback__)
    return next((x.lineno or 0 for x in reversed(frames) if x.filename == resolved), 0)


def _one_line(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "the file ends the program (SystemExit) when it is imported"
    if isinstance(error, SyntaxError):
        return _shortened(f"the file is no valid Python: {error.msg}")
    if isinstance(error, OSError) and not error.__traceback__:
        return _shortened(f"the file cannot be read: {error.strerror}")
    said = f"the file raises {type(error).__name__} when it is imported: {_text(error)}"
    return _shortened(said.removesuffix(": "))


def _text(error: BaseException) -> str:
    """Return what an exception of an author's code says, with a name that may have been meant."""
    try:
        text = str(error)
    except Exception:  # its class is the author's also
        return "(its text cannot be shown)"
    near = ""
    if isinstance(error, ImportError) and " import name " in text:
        missing = text.partition("'")[2].partition("'")[0]
        module = sys.modules.get(error.name or "")
        # what a package loads when it is asked for stands in its list only
        near = near_name(missing, [*getattr(module, "__all__", ()), *dir(module)])
        text = text.partition(" (")[0]  # where the package stands says nothing here
    elif isinstance(error, NameError) and error.__traceback__ is not None:
        *_, (frame, _) = traceback.walk_tb(error.__traceback__)
        near = near_name(error.name, [*frame.f_globals, *dir(builtins)])
    elif isinstance(error, TypeError):
        near = near_keyword(error, _known_names(error))
    return f"{text}; did you mean {near!r}?" if near else text


def _known_names(error: BaseException) -> dict[str, Any]:
    """Return what the code that an exception comes from can name, an inner function's before."""
    return {
        name: value
        for frame, _ in traceback.walk_tb(error.__traceback__)
        for name, value in (frame.f_globals | frame.f_locals).items()
    }


def _shortened(message: str, limit: int = 400) -> str:
    # One line of a table or a log: an exception may print a whole expression.
    line = " ".join(message.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
