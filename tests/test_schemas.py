"""The JSON Schemas of the package: what it writes has the form that they say, and nothing else."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from kreissverify import BlockTriangular, SelfReferential
from kreissverify import continuous as ct
from kreissverify.cli import app, main
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.matrices import CoupledMatrix
from kreissverify.reports.render.records import member_record
from tests.paths import PROOFS

SCHEMAS = {
    name: json.loads((files("kreissverify") / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    for name in ("certificate", "proof", "report")
}
THEOREMS = """
from kreissverify import BlockTriangular, K, SelfReferential, Square, rho, theorem
from kreissverify import continuous as ct

@theorem(source="a slip", expect="refuted")
def never_above_one(J: BlockTriangular(sizes=(1, 1))):
    return K(J) <= 1

@theorem(source="a slip", expect="refuted")
def of_flows(J: ct.BlockTriangular(sizes=(1, 1))):
    return ct.K(J) <= 1

@theorem(source="a slip", expect="refuted")
def of_two_radii(J: SelfReferential(sizes=(1, 1), radii="each")):
    return K(J) <= 1

@theorem(source="a slip", expect="refuted")
def of_any_matrix(A: Square(2, complex=True)):
    return rho(A) <= 1
"""
NOTES = [f"notes.py::{x}" for x in ("never_above_one", "of_flows", "of_two_radii", "of_any_matrix")]


def of_command(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$defs": SCHEMAS["report"]["$defs"], "$ref": f"#/$defs/{name}"})


@pytest.fixture
def written(tmp_path: Path, monkeypatch, capsys) -> Callable[..., Any]:
    """Return a function that runs a command, and returns what it writes as JSON."""
    monkeypatch.chdir(tmp_path)
    Path("notes.py").write_text(THEOREMS, encoding="utf-8")
    np.save("J.npy", np.array([[0.25, 0.0], [8.0, 0.25]]))
    np.save("flow.npy", np.array([[-1.0, 0.0], [8.0, -1.0]]))

    def run(*line: str) -> Any:
        assert main([*line, "--json", "out.json"]) in (0, 1), capsys.readouterr().err
        return json.loads(Path("out.json").read_text(encoding="utf-8"))

    return run


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


def test_there_is_one_for_each_command() -> None:
    commands = {command.name for command in app.registered_commands}
    assert {x["$ref"].rpartition("/")[2] for x in SCHEMAS["report"]["anyOf"]} == commands


@pytest.mark.parametrize(
    "line",
    [
        "list notes.py",
        "kreiss J.npy",
        "kreiss J.npy --certify",
        "kreiss flow.npy --continuous",
        "analyze J.npy",
        "analyze J.npy --split 1",
        "analyze flow.npy --split 1 --continuous",
        "evaluate notes.py::never_above_one J=J.npy --split 1",
        "sample BlockTriangular --count 2",
        "sample HeavyBall --count 2",
        "prove R1",
        "tighten notes.py::never_above_one --budget 0.2",
        "tighten notes.py::of_flows --budget 0.2",
        pytest.param("campaign notes.py::never_above_one --instances 20", marks=pytest.mark.slow),
        pytest.param("experiment lyapunov-bounds --small", marks=pytest.mark.slow),
    ],
)
def test_a_command_writes_what_its_schema_says(written, line: str) -> None:
    found = written(*line.split())
    of_command(line.split()[0]).validate(found)
    for name in found:  # a field less, or one more, is another form
        rest = {key: value for key, value in found.items() if key != name}
        optional = line.startswith("prove") and name in ("author", "certificate")
        assert optional or not of_command(line.split()[0]).is_valid(rest), name
    assert not of_command(line.split()[0]).is_valid({**found, "more": 1})


def test_verdicts_and_certificates_have_their_forms(written) -> None:
    found = written("verify", *NOTES, "--instances", "5", "--jobs", "1", "--necessity")
    of_command("verify").validate(found)
    kinds = {item["kind"] for x in found["theorems"] for item in x["evidence"]}
    assert {"screened", "decided", "covered", "worst instance", "counterexample"} <= kinds
    certificates = [json.loads(path.read_text()) for path in Path("certificates").iterdir()]
    assert {x["version"] for x in certificates} == {1, 2} and len(certificates) == 4
    of_certificates = Draft202012Validator(SCHEMAS["certificate"])
    for document in certificates:
        of_certificates.validate(document)
        for planted in spoilt(document):
            assert not of_certificates.is_valid(planted)
    of_command("check").validate(written("check", *map(str, Path("certificates").iterdir())))


@pytest.mark.parametrize(
    "instance",
    [
        BlockTriangular("1/2", 3, "1/2"),
        SelfReferential("1/2", 1, 3, "1/4", radii="each"),
        ct.BlockTriangular(-1, 3, -1),
        ct.SelfReferential(-1, 1, 3, -2, radii="each"),
    ],
    ids=lambda x: f"{type(x).__name__} {x.radii}",
)
def test_a_search_writes_its_instance_whatever_its_class(instance: CoupledMatrix) -> None:
    """Of flows, and of a radius for each block, writing it was once a KeyError."""
    of_instances = Draft202012Validator(
        {"$defs": SCHEMAS["report"]["$defs"], "$ref": "#/$defs/instance"}
    )
    of_instances.validate(member_record(Binding.of("J", instance)))


def test_a_refutation_has_its_form(written) -> None:
    found = written("refute", "notes.py::of_flows", "--budget", "20")
    assert found["refuted"]
    of_command("refute").validate(found)


def spoilt(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield documents that differ in one place, and are no certificates."""
    for name in document:
        yield {key: value for key, value in document.items() if key != name}
    yield {**document, "more": 1}
    yield {**document, "version": 3}
    for change in ({"op": "leq"}, {"args": []}, {"args": [{"num": 1.5}, {"num": "1"}]}):
        yield {**document, "conclusion": {**document["conclusion"], **change}}
    planted = deepcopy(document)
    planted["facts"][0]["witness"] = "0"
    yield planted


@pytest.mark.parametrize("name", ["E3", "R4"])
def test_the_proofs_of_the_library_have_their_form(name: str) -> None:
    with gzip.open(PROOFS / "proof_files" / f"{name}.json.gz") as stream:
        document = json.load(stream)
    of_proofs = Draft202012Validator(SCHEMAS["proof"])
    of_proofs.validate(document)
    document["theorems"][-1]["steps"][-1]["kind"] = "believed"
    assert not of_proofs.is_valid(document)


@pytest.mark.slow
def test_all_proofs_of_the_library_have_their_form() -> None:
    of_proofs = Draft202012Validator(SCHEMAS["proof"])
    for path in sorted((PROOFS / "proof_files").glob("*.json.gz")):
        with gzip.open(path) as stream:
            of_proofs.validate(json.load(stream))
