"""Theorem files in pytest: each statement is a test, which passes if its verdict is the expected.

A theorem file is a Python file that is named on the command line and in which ``theorem`` stands
outside of tests (also in a loop, or in a function that makes theorems), or one whose name matches
the ini option ``kreissverify_files``. One that matches ``python_files``
stays an ordinary test module, and is a theorem file besides only by ``kreissverify_files``.

Nothing heavy is imported until such a file is collected.
"""

from __future__ import annotations

import argparse
import ast
import time
import warnings
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kreissverify.evidence import TheoremReport
    from kreissverify.evidence.cache.verdicts import KnownVerdicts
    from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
    from kreissverify.theorems import Statement

__all__ = ["CertificateItem", "TheoremFile", "TheoremItem", "UnreadableItem"]

MARKER = "kreissverify"
PATTERNS = ["theorem_*.py", "*_theorems.py"]
_cache_of_the_run: pytest.StashKey[QuantityCache] = pytest.StashKey()
_began: pytest.StashKey[float] = pytest.StashKey()
_verdicts: pytest.StashKey[KnownVerdicts] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options and the ini option."""
    group = parser.getgroup("kreissverify", "theorem files")
    group.addoption(
        "--kreissverify-instances",
        metavar="N",
        type=_at_least(1),
        default=200,
        help="instances to decide rigorously for each statement (default: 200)",
    )
    group.addoption(
        "--kreissverify-seed",
        metavar="S",
        type=_at_least(0),
        default=0,
        help="equal seeds draw equal instances (default: 0)",
    )
    group.addoption(
        "--kreissverify-certificates",
        metavar="DIR",
        type=Path,
        default=Path("certificates"),
        help="where counterexample certificates are written (default: certificates)",
    )
    group.addoption(
        "--kreissverify-strict",
        action="store_true",
        help="what rests on facts, quantities, classes or deciders of the file's own is undecided",
    )
    group.addoption(
        "--kreissverify-fresh",
        action="store_true",
        help="take no verdict of an earlier run from .kreissverify_cache in the root folder",
    )
    parser.addini(
        "kreissverify_files",
        type="args",
        default=PATTERNS,
        help=f"file name patterns of theorem files (default: {' '.join(PATTERNS)})",
    )


def _at_least(least: int) -> Any:
    def number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if value < least:
            raise argparse.ArgumentTypeError(f"expected an integer from {least} on, got {text!r}")
        return value

    return number


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker that every theorem has: ``-m kreissverify`` runs theorems only."""
    config.stash[_began] = time.time()  # before any theorem file is collected
    config.addinivalue_line("markers", f"{MARKER}: a statement of a theorem file (kreissverify)")


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Collect a theorem file; ordinary test modules stay what they are."""
    collectors = yield
    if file_path.suffix != ".py":
        return collectors
    ordinary = _matches(file_path, parent.config.getini("python_files"))
    wanted = _matches(file_path, parent.config.getini("kreissverify_files"))
    if not wanted and (ordinary or not parent.session.isinitpath(file_path)):
        return collectors
    # Only a file that is named as theorem files are, and is no test module, is run to see if it has
    # any: it may have them from a function of another file.
    named_so = wanted and not ordinary
    if not named_so and not _has_theorems(file_path, unreadable=wanted):
        return collectors
    if not ordinary:  # pytest takes every named file for a test module: this one is none
        collectors = [x for x in collectors if type(x) is not pytest.Module]
    return [*collectors, TheoremFile.from_parent(parent, path=file_path)]


def _matches(path: Path, patterns: list[str]) -> bool:
    return any(path.match(pattern) for pattern in patterns)


def _has_theorems(path: Path, *, unreadable: bool) -> bool:
    """Say whether ``theorem`` is used outside of tests, without running the file."""
    try:
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return unreadable
    names = {"theorem"}
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module == "kreissverify":
            names |= {x.asname for x in node.names if x.name == "theorem" and x.asname}
    return any(_uses(node, names) for node in body)


def _uses(node: ast.AST, names: set[str]) -> bool:
    # A theorem inside of a test is the test's own, and the file an ordinary module.
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower().startswith("test"):
        return False
    if isinstance(node, ast.Attribute):
        return node.attr in names or _uses(node.value, names)
    if isinstance(node, ast.Name):
        return node.id in names
    return any(_uses(child, names) for child in ast.iter_child_nodes(node))


class TheoremFile(pytest.File):
    """A theorem file: its statements, and each that could not be read as a test that fails."""

    def collect(self) -> Iterator[TheoremItem | CertificateItem | UnreadableItem]:
        """Yield the statements in the order of the file, then what could not be read.

        A file of which nothing could be read is one error that says all that is wrong with it.
        """
        from kreissverify.theorems.collection import NO_THEOREM, collect

        found = collect([self.path])
        # A file that has the name, or the word, may have none: a function that makes them, say.
        if [error.message for error in found.errors] == [NO_THEOREM]:
            return
        if found.errors and not found.statements:
            raise self.CollectError("\n".join(map(str, found.errors)))
        asked = self._ids_asked_for()
        for statement in found.statements:
            name, id = statement.name, statement.id
            # as pytest names a case of a test, so that FILE::NAME selects by the function's name
            shown = name if name == id else f"{name}[{id}]"
            shown = id if id in asked else shown
            # before the statement, whose run may write its certificate anew
            yield from self._certificates(statement, shown.partition("[")[0])
            yield TheoremItem.from_parent(self, name=shown, statement=statement)
        for error in found.errors:
            name = f"unreadable[line {error.line}]" if error.line else "unreadable"
            yield UnreadableItem.from_parent(self, name=name, line=error.line, fault=str(error))

    def _certificates(self, statement: Statement, shown: str) -> Iterator[CertificateItem]:
        """Yield an item for each certificate of a statement that is kept beside its file."""
        from kreissverify.evidence.sampling.first_tried import kept_certificates

        for path in kept_certificates(statement):
            name = f"{shown}[{path.relative_to(self.path.parent).as_posix()}]"
            yield CertificateItem.from_parent(
                self, name=name, statement=statement, certificate=path
            )

    def _ids_asked_for(self) -> set[str]:
        """Return what stands after this file's ``::``: pytest compares it to the items' names."""
        here = self.config.invocation_params.dir
        parts = (argument.partition("::") for argument in self.config.args)
        return {name for file, _, name in parts if name and (here / file) == self.path}


class TheoremItem(pytest.Item):
    """One statement, which passes if its verdict is the one that its file expects."""

    def __init__(self, *, statement: Statement, **options: Any) -> None:
        super().__init__(**options)
        self.statement = statement
        self.add_marker(MARKER)

    def runtest(self) -> None:
        """Gather evidence, and fail with the message of it if the verdict is not as expected."""
        from kreissverify.reports.verification.failure_message import failure_message

        here = self.config.invocation_params.dir
        report = self._report(here / self.config.option.kreissverify_certificates)
        expect = report.expect.value if report.expect is not None else ""
        self.user_properties += [
            ("id", report.id),
            ("verdict", report.verdict.value),
            ("expect", expect),
            ("source", report.source),
            ("instances", str(report.decided)),
        ]
        if report.cached:
            self.user_properties.append(("cached", "cached"))
        if report.rests_on:
            self.user_properties.append(("author", report.rests_on))
        # without a traceback: the fault is in the statement, not in a line of Python
        if not report.as_expected:
            pytest.fail(failure_message(report, here), pytrace=False)

    def _report(self, certificates: Path) -> TheoremReport:
        """Return the report of an earlier run if nothing has changed since, or of this one."""
        from kreissverify.evidence import verify
        from kreissverify.evidence.verdict import InternalContradiction

        options, known = self.config.option, _known(self.config)
        asked = (options.kreissverify_instances, options.kreissverify_seed)
        report = known.find(self.statement, *asked, certificates)
        if report is None:
            try:
                report = verify(
                    self.statement,
                    instances=options.kreissverify_instances,
                    seed=options.kreissverify_seed,
                    certificates=certificates,
                    cache=_cache(self.config),
                    strict=options.kreissverify_strict,
                )
            except InternalContradiction as error:  # the sentence says all: no traceback
                pytest.fail(f"internal contradiction: {error}", pytrace=False)
            known.keep(self.statement, report, *asked)
        return report

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the statement stands."""
        return self.path, self.statement.line - 1, self.name


class UnreadableItem(pytest.Item):
    """A theorem that could not be read, beside others of its file: it fails, and says why."""

    def __init__(self, *, line: int, fault: str, **options: Any) -> None:
        super().__init__(**options)
        self.line, self.fault = line, fault
        self.add_marker(MARKER)

    def runtest(self) -> None:
        """Fail with what is wrong."""
        pytest.fail(self.fault, pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the fault is."""
        return self.path, max(self.line - 1, 0), self.name


class CertificateItem(pytest.Item):
    """A certificate kept beside a theorem file, which passes if it refutes its statement."""

    def __init__(self, *, statement: Statement, certificate: Path, **options: Any) -> None:
        super().__init__(**options)
        self.statement, self.certificate = statement, certificate
        self.add_marker(MARKER)

    def runtest(self) -> None:
        """Run the checker on it, and compare what it claims with what the statement says now."""
        from kreissverify.evidence.counterexamples.kept_certificate import fault_of_certificate

        fault = fault_of_certificate(self.statement, self.certificate)
        if fault is not None:
            pytest.fail(f"{self.certificate}: {fault}", pytrace=False)
        self.user_properties.append(("verdict", "accepted"))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where its statement stands."""
        return self.path, self.statement.line - 1, self.name


def _cache(config: pytest.Config) -> QuantityCache:
    from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache

    return config.stash.setdefault(_cache_of_the_run, QuantityCache())


def _known(config: pytest.Config) -> KnownVerdicts:
    from kreissverify.evidence.cache.verdicts import FOLDER, KnownVerdicts

    folder, fresh = config.rootpath / FOLDER, config.option.kreissverify_fresh
    return config.stash.setdefault(
        _verdicts, KnownVerdicts(folder, fresh, _warn, config.stash[_began])
    )


def _warn(sentence: str) -> None:
    warnings.warn(pytest.PytestWarning(f"kreissverify: {sentence}"), stacklevel=2)


def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport,
) -> tuple[str, str, str] | None:
    """Show the verdict of a statement that passed: PASSED alone could be taken for "true"."""
    if report.when != "call" or not report.passed or MARKER not in report.keywords:
        return None
    known = dict(report.user_properties)
    shown = ", ".join(str(known[x]) for x in ("verdict", "cached", "author") if x in known)
    return ("passed", ".", f"PASSED ({shown})") if shown else None
