"""The composite action: its inputs, and what its shell commands do with them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kreissverify.evidence.cache.verdicts import FOLDER
from kreissverify.reports import Run
from kreissverify.reports.verification.job_summary import outputs
from kreissverify.theorems import FIELD
from tests.paths import ROOT

yaml = pytest.importorskip("yaml")

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
EXAMPLE = ROOT / "examples" / "own_theorem"
NOTES = """
from kreissverify import theorem, BlockTriangular, K

@theorem(source="a slip", expect="{}")
def never_above_one(J: BlockTriangular(sizes=(1, 1))):
    return K(J) <= 1
"""


def step(name: str) -> dict[str, Any]:
    (found,) = [x for x in ACTION["runs"]["steps"] if x.get("name") == name]
    return dict(found)


def expressions(value: object) -> list[str]:
    return re.findall(r"\$\{\{\s*([^}]*?)\s*\}\}", yaml.safe_dump(value))


@pytest.fixture
def run_step(tmp_path: Path):
    """Return a function that runs a step's commands in a folder, as the runner does."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    tools = tmp_path / "tools"
    tools.mkdir()

    def tool(name: str, line: str) -> None:
        (tools / name).write_text(f"#!{bash}\n{line}\n")
        (tools / name).chmod(stat.S_IRWXU)

    one_process = f'exec "{sys.executable}" -m kreissverify "$1" --jobs 1'
    tool("kreissverify", f'{one_process} "${{@:2}}"')
    tool("python", 'printf "[%s]\\n" "$@"')  # installs nothing: it says what it was asked for

    def run(name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        chosen = {key: str(x["default"]) for key, x in ACTION["inputs"].items()} | inputs
        chosen = {f"inputs.{key}": value for key, value in chosen.items()}
        chosen["github.action_path"] = "/the action"
        asked = step(name)
        given = {key: chosen[expressions(x)[0]] for key, x in asked["env"].items()}
        path = os.pathsep.join((str(tools), os.environ["PATH"]))
        # `shell: bash` in an action: https://docs.github.com, "jobs.<job_id>.steps[*].shell"
        command = [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", asked["run"]]
        environment = {**os.environ, **given, "PATH": path, "GITHUB_ACTIONS": "true"}
        environment.update(PYTHONPATH=str(ROOT), GITHUB_WORKSPACE=str(tmp_path))
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    return run


def test_the_action_is_as_the_runner_wants_it() -> None:
    assert ACTION["runs"]["using"] == "composite" and ACTION["name"] and ACTION["description"]
    for one in ACTION["runs"]["steps"]:
        assert ("uses" in one) != ("run" in one)
        assert "uses" in one or one["shell"] == "bash"
        assert not expressions(one.get("run", "")), "an input in a script can become code"
    for one in ACTION["inputs"].values():
        assert one["description"] and isinstance(one["default"], str)


def test_every_input_is_declared_and_used() -> None:
    used = {x.removeprefix("inputs.") for x in expressions(ACTION["runs"]) if "inputs." in x}
    assert used == set(ACTION["inputs"]) >= {"paths", "instances", "seed", "python-version"}


def test_the_outputs_are_those_of_the_run() -> None:
    values = {name: x["value"] for name, x in ACTION["outputs"].items()}
    assert values == {
        name: f"${{{{ steps.verify.outputs.{name} }}}}"
        for name in outputs(Run((), (), seed=0, instances=1))
    }
    assert step("Verify")["id"] == "verify"


def test_counterexamples_are_uploaded_whatever_the_verdicts_are() -> None:
    last = ACTION["runs"]["steps"][-1]
    assert last["uses"].startswith("actions/upload-artifact@") and "!cancelled()" in last["if"]
    assert last["with"]["path"] == "${{ inputs.certificates }}"


def test_the_hook_of_pre_commit_runs_on_what_pytest_collects() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (hook,) = yaml.safe_load(text)
    pattern = re.compile(hook["files"])
    assert pattern.search("paper/theorem_peak.py") and pattern.search("our_theorems.py")
    assert not pattern.search("notes.py") and not pattern.search("theorem_peak.txt")
    command, *arguments = shlex.split(hook["entry"])
    assert (command, arguments[0]) == ("kreissverify", "verify")


def test_verdicts_of_earlier_runs_are_restored_before_the_run() -> None:
    steps = ACTION["runs"]["steps"]
    (cache,) = [x for x in steps if x.get("uses", "").startswith("actions/cache@")]
    assert cache["with"]["path"] == FOLDER.as_posix()
    assert steps.index(cache) < steps.index(step("Verify"))


def test_the_nightly_workflow_asks_only_for_what_there_is() -> None:
    text = (ROOT / ".github" / "workflows" / "nightly.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    (action,) = (x for x in jobs["field"]["steps"] if x["uses"] == "./")
    assert action["with"]["paths"] == FIELD and set(action["with"]) <= set(ACTION["inputs"])
    (command,) = (x["run"] for x in jobs["slow"]["steps"] if "run" in x)
    assert f"\n{command.removeprefix('make ')}:" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_example_workflow_asks_only_for_what_there_is() -> None:
    text = (EXAMPLE / ".github" / "workflows" / "verify.yml").read_text(encoding="utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    (ours,) = [x for x in job["steps"] if "kreissverify@" in x["uses"]]
    assert set(ours["with"]) <= set(ACTION["inputs"])
    assert all((EXAMPLE / path).is_file() for path in ours["with"]["paths"].split())


@pytest.mark.parametrize(
    ("version", "arguments"),
    [
        ("", ["-c", "/the action/constraints.txt", "/the action"]),
        ("0.1.0", ["kreissverify==0.1.0"]),
    ],
)
def test_what_is_installed(run_step, version: str, arguments: list[str]) -> None:
    done = run_step("Install kreissverify", version=version)
    asked = [x[1:-1] for x in done.stdout.splitlines()]
    assert done.returncode == 0 and asked == ["-m", "pip", "install", *arguments]
    assert (ROOT / "constraints.txt").is_file()


@pytest.mark.slow
def test_the_files_that_are_named_are_verified(run_step, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(NOTES.format("refuted"))
    (tmp_path / "and two.py").write_text(NOTES.format("supported").replace("never", "and_never"))
    paths = "one.py\n\nand two.py::and_never_above_one\n"
    done = run_step("Verify", paths=paths, instances="20", seed="5", report="a report")
    assert done.returncode == 1, done.stdout + done.stderr
    assert (tmp_path / "a report" / "verify.html").is_file()
    assert "2 statements: 2 refuted (seed 5" in done.stdout
    (annotation,) = (x for x in done.stdout.splitlines() if x.startswith("::"))
    where = "::error file=and two.py,line=4,title=and_never_above_one%3A refuted"
    assert annotation.startswith(where)
    harmless = run_step("Verify", paths="$(touch pwned); `touch pwned`.py")
    assert harmless.returncode == 2 and not (tmp_path / "pwned").exists()
