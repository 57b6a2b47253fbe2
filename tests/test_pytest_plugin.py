"""Theorem files as tests: what is collected, what fails and how, and that nothing else changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

# loaded once, not anew in every inner run
import kreissverify.evidence
import kreissverify.reports.verification.failure_message
from kreissverify.derivations.citations.schema import unregister

kreissverify.evidence, kreissverify.theorem  # noqa: B018

pytest_plugins = ["pytester"]

NOTES = """
from kreissverify import theorem, BlockTriangular, K, M

@theorem(source="a note", expect="supported", id="L2")
def at_least_one(J: BlockTriangular(sizes=(1, 1))):
    return K(J) >= 1

@theorem(source="a slip", expect="refuted")
def never_above_one(J: BlockTriangular(sizes=(1, 1))):
    return K(J) <= 1
"""
MADE = """
from kreissverify import theorem, BlockTriangular, K

def make(id, bound):
    @theorem(source="a note", id=id)
    def inner(J: BlockTriangular(sizes=(1, 1))):
        return K(J) >= bound

for k in (1, 1000):
    @theorem(source="a loop", id=f"bound.{k}", expect="supported" if k == 1 else "refuted")
    def bound(J: BlockTriangular(sizes=(1, 1))):
        return K(J) >= k

make("made", 1)
"""
HOPED = NOTES.replace('expect="refuted"', 'expect="supported"')
FEW = "--kreissverify-instances=3"


@pytest.fixture(autouse=True)
def _alone(request, monkeypatch) -> None:
    """Leave Hypothesis out of the inner runs, which would load it anew each time."""
    request.getfixturevalue("pytester")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")


@pytest.fixture
def notes(pytester: pytest.Pytester) -> Path:
    return pytester.makepyfile(notes=NOTES)


def test_a_named_theorem_file_is_a_test_a_statement(pytester, notes) -> None:
    result = pytester.runpytest(notes, FEW, "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "*notes.py::at_least_one?L2? PASSED (supported)*",
            "*notes.py::never_above_one PASSED (refuted)*",
        ]
    )
    assert [x.name for x in (pytester.path / "certificates").iterdir()] == ["never_above_one.json"]


def test_files_are_found_by_their_names(pytester) -> None:
    pytester.makepyfile(
        theorem_a=NOTES, b_theorems=NOTES, other=NOTES, theorem_helper="def helper(x): return x"
    )
    pytester.makepyfile(**{"papers/lemma": NOTES})
    result = pytester.runpytest("--collect-only", "-q")
    result.assert_outcomes()
    result.stdout.fnmatch_lines(["*theorem_a.py::at_least_one*", "4 tests collected*"])
    result.stdout.no_fnmatch_line("*other.py*")
    by_option = pytester.runpytest("--collect-only", "-q", "-o", "kreissverify_files=papers/*.py")
    by_option.stdout.fnmatch_lines(["papers/lemma.py::at_least_one*", "2 tests collected*"])


@pytest.mark.parametrize("name", ["some_theorems", "notes"])
def test_theorems_that_are_made_have_their_own_node_ids(pytester, name: str) -> None:
    path = pytester.makepyfile(**{name: MADE})
    result = pytester.runpytest(path, FEW, "-v")
    result.assert_outcomes(passed=3)
    for id in ("bound?bound.1?", "bound?bound.1000?", "inner?made?"):
        result.stdout.fnmatch_lines([f"*{name}.py::{id} PASSED*"])
    # the first run has left a certificate of bound.1000, which is a test from now on
    for chosen, count in {"bound": 3, "bound.1000": 2, "bound[bound.1]": 1, "made": 1}.items():
        pytester.runpytest(f"{path.name}::{chosen}", FEW).assert_outcomes(passed=count)
    assert pytester.runpytest(f"{path.name}::none").ret == pytest.ExitCode.USAGE_ERROR


def test_a_file_that_is_named_so_has_theorems_from_another_file(pytester) -> None:
    pytester.makepyfile(
        _maker=MADE.partition("for ")[0],
        some_theorems="from _maker import make\nmake('one', 1)\nmake('two', 1)\n",
        no_theorems="VALUE = 1",
    )
    result = pytester.runpytest(FEW, "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*some_theorems.py::inner?one? PASSED*"])


def test_theorems_inside_of_tests_are_the_tests_own(pytester) -> None:
    text = MADE.partition("def ")[0] + "def test_one():\n" + " @theorem(source='a')\n"
    path = pytester.makepyfile(notes=text + " def f(J: BlockTriangular): return K(J) >= 1\n")
    result = pytester.runpytest(path, "-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*notes.py::test_one PASSED*"])


def test_one_statement_is_selected_by_its_name_and_by_a_keyword(pytester, notes) -> None:
    for chosen in ([f"{notes}::at_least_one"], [notes, "-k", "L2"], [notes, "-k", "not above"]):
        pytester.runpytest(*chosen, FEW, "-q").assert_outcomes(
            passed=1, deselected=len(chosen) // 2
        )


def test_a_verdict_that_is_not_expected_fails_with_its_account(pytester) -> None:
    notes = pytester.makepyfile(notes=HOPED)
    result = pytester.runpytest(notes, FEW)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "never_above_one: refuted, but supported was expected",
            "*for every J in BlockTriangular(sizes=(1, 1)): K(J) ≤ 1*",
            "*stated at notes.py:7, source: a slip*",
            "*counterexample: a member of BlockTriangular, γ = *",
            "*J = [[]*[]]",
            "*kreissverify check certificates/never_above_one.json",
            "FAILED notes.py::never_above_one*refuted, but*",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_undecided_fails_where_something_else_is_expected(pytester) -> None:
    # bc ≥ δ² and ρ(T) < 1 contradict each other: no instance satisfies the hypotheses
    text = """
    from kreissverify import theorem, assume, rho, K, SelfReferential

    @theorem(source="a slip", expect="supported")
    def empty(J: SelfReferential):
        assume(rho(J.comparison) < 1)
        assume(J.b * J.c >= (1 - J.gamma) ** 2)
        return K(J) <= 1
    """
    result = pytester.runpytest(pytester.makepyfile(hoped=text), "--kreissverify-instances=1")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["empty: undecided, but supported was expected", "*reason: no instance was found*"]
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "from kreissverify import theorem\n\ndef broken(:",
            "*theorem_bad.py:3: *no valid Python*",
        ),
        ("import kreissverify.theorem\nraise RuntimeError('out of coffee')", "*theorem_bad.py:*"),
    ],
)
def test_a_broken_theorem_file_is_one_collection_error(pytester, text, message) -> None:
    pytester.makepyfile(theorem_bad=text, test_fine="def test_fine(): pass")
    pytester.runpytest(FEW).assert_outcomes(errors=1)
    result = pytester.runpytest("theorem_bad.py", FEW)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting theorem_bad.py*", message])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (NOTES + "raise RuntimeError('out of coffee')", "*theorem_bad.py:*out of coffee*"),
        (NOTES.replace("K(J) <= 1", "K(J)"), "*theorem_bad.py:7: *expected a comparison*"),
        (NOTES.replace('id="L2"', 'id="never_above_one"'), "*is taken by*"),
    ],
)
def test_one_bad_statement_does_not_stop_its_file(pytester, text, message) -> None:
    pytester.makepyfile(theorem_bad=text)
    result = pytester.runpytest("theorem_bad.py", FEW)
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] == 1 and outcomes["passed"] in (1, 2) and "errors" not in outcomes
    result.stdout.fnmatch_lines([message])


def test_ordinary_tests_are_not_disturbed(pytester) -> None:
    module = NOTES + "\n\ndef test_of_my_own():\n    assert at_least_one.id == 'L2'\n"
    pytester.makepyfile(test_mine=module, script="assert False", theorem_a=NOTES)
    pytester.runpytest("test_mine.py").assert_outcomes(passed=1)
    both = pytester.runpytest("test_mine.py", "-o", "kreissverify_files=test_*.py", FEW)
    both.assert_outcomes(passed=3)
    # a named file without theorems is still taken as pytest takes it
    pytester.runpytest("script.py").assert_outcomes(errors=1)
    pytester.runpytest("-p", "no:kreissverify", "theorem_a.py").assert_outcomes()
    pytester.runpytest("-m", "not kreissverify", FEW).assert_outcomes(passed=1, deselected=3)


def test_a_certificate_that_is_stale_fails_in_a_sentence(pytester, notes) -> None:
    pytester.runpytest(notes, FEW).assert_outcomes(passed=2)
    fine = pytester.runpytest(notes, FEW, "-v")
    fine.assert_outcomes(passed=3)
    fine.stdout.fnmatch_lines(["*never_above_one?certificates/never_above_one.json? PASSED (acc*"])
    notes.write_text(NOTES.replace("K(J) <= 1", "K(J) <= 2"))
    stale = pytester.runpytest(notes, FEW)
    stale.assert_outcomes(passed=2, failed=1)
    stale.stdout.fnmatch_lines(["*never_above_one as it stands now: the conclusion differs"])


def test_nothing_heavy_is_imported_without_theorem_files(pytester) -> None:
    pytester.makepyfile(
        test_light="""
        import sys

        def test_light(pytestconfig):
            assert pytestconfig.pluginmanager.has_plugin("kreissverify")
            assert not {"sympy", "numpy", "flint", "rich"} & set(sys.modules)
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_the_junit_report_has_the_verdicts(pytester, notes) -> None:
    pytester.runpytest(notes, FEW, "--junitxml=j.xml", "--kreissverify-seed=4")
    cases = ElementTree.parse(pytester.path / "j.xml").iter("testcase")
    found = {
        case.get("name"): {x.get("name"): x.get("value") for x in case.iter("property")}
        for case in cases
    }
    held = found["at_least_one[L2]"]
    assert (held["verdict"], held["expect"], held["source"]) == ("supported",) * 2 + ("a note",)
    assert held["instances"] == "3"
    assert found["never_above_one"]["verdict"] == "refuted"


OWN = """
from kreissverify import BlockTriangular, theorem
from kreissverify.derivations import CitedFact, register_fact

@register_fact("plugin.limit", source="nowhere")
def limit(J):
    return CitedFact((), J.c <= 10**30)

@theorem(source="an attack", expect="proved")
def coupling(J: BlockTriangular):
    return J.c <= 10**30

coupling.derivation(lambda p: p.qed(p.by("plugin.limit", J=p.J)))
"""


def test_the_second_run_takes_verdicts_also_into_a_folder_that_is_gone(pytester, notes) -> None:
    os.utime(notes, (1, 1))  # older than the run
    for shown in ("PASSED (refuted)", "PASSED (refuted, cached)"):
        result = pytester.runpytest("notes.py", FEW, "-v")
        result.assert_outcomes(passed=2)
        assert shown in result.stdout.str()
        certificates = pytester.path / "certificates"
        (certificates / "never_above_one.json").unlink()  # it was written, also the second time
        certificates.rmdir()
    result = pytester.runpytest("notes.py", FEW, "-v", "--kreissverify-fresh")
    assert "PASSED (refuted)" in result.stdout.str()


def test_what_rests_on_the_authors_own_says_so_and_strict_fails_it(pytester) -> None:
    file = pytester.makepyfile(theorem_own=OWN)
    try:
        loose = pytester.runpytest(file, FEW, "-v", "--junitxml=j.xml")
        loose.stdout.fnmatch_lines(
            ["*coupling PASSED (proved, resting on 1 fact of the author's)*", "*1 passed*"]
        )
        assert 'value="resting on 1 fact of the author\'s"' in (pytester.path / "j.xml").read_text()
        strict = pytester.runpytest(file, FEW, "--kreissverify-strict")
        strict.stdout.fnmatch_lines(["*which --strict refuses*", "*1 failed*"])
    finally:
        unregister("plugin.limit")


@pytest.mark.slow
def test_it_works_in_two_processes(pytester) -> None:
    counted = """
    import os
    import kreissverify.evidence as evidence

    decide = evidence.verify

    def verify(statement, **options):
        with open("decided.txt", "a") as stream:
            stream.write(statement.id + "\\n")
        return decide(statement, **options)

    evidence.verify = verify
    """
    pytester.makeconftest(counted)
    pytester.makepyfile(theorem_a=HOPED, test_a="def test_a(): pass")
    result = pytester.runpytest("-n", "2", FEW)
    result.assert_outcomes(passed=2, failed=1)
    # each process collects all statements, and decides its own ones only
    decided = (pytester.path / "decided.txt").read_text().split()
    assert sorted(decided) == ["L2", "never_above_one"]
    result.stdout.fnmatch_lines(["never_above_one: refuted, but supported was expected"])


@pytest.mark.parametrize(
    "option", ["--kreissverify-instances=0", "--kreissverify-instances=x", "--kreissverify-seed=-1"]
)
def test_a_wrong_option_is_named(pytester, option: str) -> None:
    result = pytester.runpytest(option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    name, _, value = option.partition("=")
    result.stderr.fnmatch_lines([f"*{name}*expected an integer from *got '{value}'*"])


def test_the_plugin_comes_with_the_package() -> None:
    code = "from importlib.metadata import entry_points as e; print(*e(group='pytest11').names)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "kreissverify" in done.stdout.split()
