"""What the pages of docs/ show is run."""

import contextlib
import importlib.util
import io
import re
from pathlib import Path
from typing import Any

import matplotlib
import pytest
import scipy.io
import scipy.sparse

from kreissverify import verify
from kreissverify.cli import main
from kreissverify.derivations.citations import schema
from kreissverify.derivations.deciders import registry
from tests.paths import DOCS, ROOT


def fenced(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def test_the_links_of_the_pages_lead_somewhere() -> None:
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def rows_of_the_glossary(text: str) -> list[list[str]]:
    """Return the cells of each row of the table, its head left out."""
    rows = [x for x in text.splitlines() if x.startswith("| ")][2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]


def faults_of_the_glossary(text: str) -> list[str]:
    """Return what is out of order, incomplete, or not where the glossary says."""
    rows = rows_of_the_glossary(text)
    terms = [row[0] for row in rows]
    ordered = sorted(terms, key=lambda term: term.casefold().replace("-", " "))
    files = [path for row in rows for path in re.findall(r"`([\w./]+)`", row[2])]
    return [
        *(f"out of order: {x}" for x, y in zip(terms, ordered, strict=True) if x != y),
        *(f"expected four cells: {row[0]}" for row in rows if len(row) != 4 or not all(row)),
        *(f"no file is named: {row[0]}" for row in rows if "`" not in row[2]),
        *(f"no such file: {x}" for x in files if not (ROOT / place_of(x)).is_file()),
    ]


def place_of(path: str) -> str:
    """Return a path from the folder of the project, as the glossary abbreviates it."""
    apart = ("proofs/", "findings/", "tests/", "docs/")
    return path if path.startswith(apart) else f"kreissverify/{path}"


def test_the_glossary_is_in_order_and_names_files_that_exist() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    assert len(rows_of_the_glossary(text)) > 40
    assert faults_of_the_glossary(text) == []


@pytest.mark.parametrize(
    ("good", "planted", "sentence"),
    [
        ("| ball |", "| zone |", "out of order: zone"),
        ("`numbers/ball.py`", "`numbers/bal.py`", "no such file: numbers/bal.py"),
        ("`numbers/ball.py`", "balls", "no file is named: ball"),
        ("| interval arithmetic |", "| |", "expected four cells: enclosure"),
    ],
)
def test_planted_faults_of_the_glossary_are_found(good: str, planted: str, sentence: str) -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    assert good in text
    assert sentence in faults_of_the_glossary(text.replace(good, planted))


@pytest.mark.slow
def test_the_derivations_shown_are_complete(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    for example in fenced("derivations.md", "python"):
        name = re.match(r"# (\w+\.py)\n", example)
        if name is None:  # no theorem file
            exec(compile(example, "derivations.md", "exec"), {})
            assert capsys.readouterr().out == "True\n"
        else:
            Path(name[1]).write_text(example, encoding="utf-8")
    commands = [
        line.partition("#")[0].split()
        for block in fenced("derivations.md", "sh")
        for line in block.splitlines()
    ]
    assert [command[1] for command in commands] == ["prove", "verify", *4 * ["prove"]]
    try:
        for command in commands:
            assert main(command[1:]) == 0
    finally:  # what the page registers is for the page alone
        schema.unregister("notes.cube")
        registry.unregister("notes.factors")
    printed = " ".join(capsys.readouterr().out.split())
    assert printed.count("Proved in") == 5 and "1 proved" in printed
    assert "by a decider; its factors" in printed and "notes.cube: If x ≤ y" in printed
    assert "decreases from x = 0 on" in printed and "the claim holds in the limit" in printed


def test_the_best_steps_shown_are_found() -> None:
    (snippet,) = (text for text in fenced("experiments.md", "python") if "best.alpha" in text)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(snippet, "experiments.md", "exec"), {})
    first, usual, peak, worst, each = printed.getvalue().splitlines()
    assert first.startswith("3/2 1/4 1.055037788") and each.startswith("1 1/4 1.15492291704")
    assert float(usual) == pytest.approx(1.45) and float(worst) == pytest.approx(1.45)
    assert peak.startswith("2.549")


def test_the_large_matrices_shown(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    sparse, operator = fenced("large-matrices.md", "python")
    names: dict[str, object] = {}
    exec(compile(sparse, "large-matrices.md", "exec"), names)
    (shown,) = fenced("large-matrices.md", "text")
    first, rest = shown.split(" (a proved lower bound; estimated error ")
    printed = capsys.readouterr().out
    assert printed.startswith(f"{first} (a proved lower bound; estimated error ")
    assert float(rest.rstrip(")\n")) < 1e-10 and names["found"].error < 1e-10  # type: ignore[attr-defined]
    exec(compile(operator, "large-matrices.md", "exec"), {})
    assert capsys.readouterr().out == "True\n"
    scipy.sparse.save_npz("J.npz", names["A"].tocsr())  # type: ignore[attr-defined]
    scipy.io.mmwrite("J.mtx", names["A"])
    (commands,) = fenced("large-matrices.md", "sh")
    for line in commands.splitlines():
        assert main(line.partition("#")[0].split()[1:]) == 0
        assert capsys.readouterr().out.startswith(first)


@pytest.mark.slow
def test_the_campaigns_shown_run_and_give_what_is_shown(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    statement, again = fenced("campaigns.md", "python")
    assert statement.startswith("# bound.py\n")
    Path("bound.py").write_text(statement, encoding="utf-8")
    (block,) = fenced("campaigns.md", "sh")
    for line in block.splitlines():
        capsys.readouterr()
        assert main(line.split()[1:]) == 0, line
        if "--instances 3000" in line:
            (shown,) = fenced("campaigns.md", "text")
            # the engine's float counts may differ by rounding; verdict and counts of lines do not
            assert capsys.readouterr().out.splitlines()[-1] == shown.splitlines()[-1]
    assert Path("bound.jsonl").read_bytes().count(b"\n") == 4
    exec(compile(again, "campaigns.md", "exec"), {})
    assert capsys.readouterr().out.splitlines()[-1].startswith("J = [[")


def test_the_snippets_of_continuous_time_hold() -> None:
    names: dict[str, object] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for snippet in fenced("continuous-time.md", "python"):
            exec(snippet, names)
    assert printed.getvalue().startswith("2.56")


def test_the_statement_of_the_first_page_is_judged_as_it_expects() -> None:
    (snippet,) = fenced("index.md", "python")
    names: dict[str, Any] = {}
    exec(compile(snippet, "index.md", "exec"), names)
    (report,) = verify(names["kreiss_upper_bound"], instances=5)
    assert report.as_expected


def test_the_snippet_of_the_functions_of_a_prompt_runs() -> None:
    matplotlib.use("Agg")
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for snippet in fenced("from-python.md", "python"):
            exec(compile(snippet, "from-python.md", "exec"), names)
    matplotlib.pyplot.close("all")
    said = printed.getvalue()
    assert said.endswith("K is 1.134 True\n")
    for words in ("supported 2", "refuted by this instance", "worst ratio", "Proved in"):
        assert words in said, said
    assert "doubled: holds on J = [[1/2, 0], [1/4, 1/2]], gamma = 1/2" in said


@pytest.mark.parametrize("page", ["weighted-norms.md", "continuous-resolvents.md"])
def test_the_snippets_of_a_page_print_what_is_shown(page: str) -> None:
    snippets, (shown,) = (fenced(page, x) for x in ("python", "text"))
    names: dict[str, object] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for snippet in snippets:
            exec(snippet, names)
    assert printed.getvalue() == shown


def test_the_commands_of_flows_are_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("A.csv").write_text("-1,10\n0,-2\n")
    (commands,) = fenced("continuous-resolvents.md", "sh")
    for line in commands.splitlines():
        assert main(line.split()[1:]) == 0, line
    assert "K_c = 1.865355616" in capsys.readouterr().out and Path("A.svg").exists()


def test_the_monitor_shown_measures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch", reason="needs the extra nn")
    state = torch.get_rng_state()
    names: dict[str, object] = {}
    of_tensorboard = importlib.util.find_spec("tensorboard") is not None
    monkeypatch.chdir(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for snippet in fenced("training.md", "python"):
            if of_tensorboard or "tensorboard" not in snippet:
                exec(compile(snippet, "training.md", "exec"), names)
    torch.set_rng_state(state)
    assert bool(list(tmp_path.glob("runs/gan/events.*"))) == of_tensorboard
    said = printed.getvalue()
    for words in ("worst case", "growth: max ‖Jᵗ‖", "grows from", "[0, 50, 100, 150, 200]"):
        assert words in said, said


def test_the_scalars_of_the_loop_shown_are_found() -> None:
    torch = pytest.importorskip("torch", reason="needs the extra nn")
    (snippet,) = (text for text in fenced("experiments.md", "python") if "coupling" in text)
    state = torch.get_rng_state()
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(snippet, "experiments.md", "exec"), {})
    torch.set_rng_state(state)
    scalars, (worst, both) = (map(float, x.split()) for x in printed.getvalue().splitlines())
    assert all(0 < x < 1 for x in scalars) and 1 <= both <= worst


@pytest.mark.slow
def test_the_commands_of_the_library_of_the_field_run(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (shown,) = fenced("field-library.md", "sh")
    for line in shown.splitlines():
        assert main(line.partition("#")[0].split()[1:]) == 0, line
    assert capsys.readouterr().out.count("; all as expected") == 2


def test_the_page_on_json_is_right(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (block,), (snippet,) = fenced("json-output.md", "sh"), fenced("json-output.md", "python")
    line = block.partition(" > ")[0].split()
    assert main([*line[1:-1], "verdicts.json"]) == 0
    capsys.readouterr()
    exec(compile(snippet, "json-output.md", "exec"), {})
    assert capsys.readouterr().out == "valid\n"
