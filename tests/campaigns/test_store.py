"""The store: what it keeps, what it cuts, what it refuses."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from kreissverify.campaigns import CampaignError, Plan, run_campaign, stored_header
from kreissverify.campaigns.store import Store
from kreissverify.theorems import Statement, load


@pytest.fixture
def plan(bound: Statement) -> Plan:
    return Plan.of(bound, batch_size=10, decided_share=0)


@pytest.fixture
def whole(bound: Statement, plan: Plan, tmp_path: Path) -> Path:
    """Return the store of an uninterrupted campaign of six batches."""
    file = tmp_path / "whole.jsonl"
    run_campaign(bound, plan, 60, store=file)
    return file


def test_a_store_has_a_header_and_a_line_a_batch(whole: Path, plan: Plan) -> None:
    lines = whole.read_bytes().splitlines()
    assert len(lines) == 7 and b'"batch":5' in lines[6]
    assert stored_header(whole) == plan.header()


def test_more_instances_are_added_to_those_kept(
    bound: Statement, plan: Plan, whole: Path, tmp_path: Path
) -> None:
    file = tmp_path / "grown.jsonl"
    for instances in (15, 15, 31, 60):
        seen = []
        run_campaign(bound, plan, instances, store=file, on_batch=lambda s, x=seen: x.append(s))
    assert len(seen) == 1 + 2  # the sums of the four batches kept, and two more
    assert file.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("lost", [1, 20, 150])
def test_a_torn_last_line_is_cut_and_made_again(
    bound: Statement, plan: Plan, whole: Path, lost: int
) -> None:
    expected = whole.read_bytes()
    whole.write_bytes(expected[:-lost])
    summary = run_campaign(bound, plan, 60, store=whole)
    assert whole.read_bytes() == expected
    assert summary.batches == 6 and summary.counts.screened == 60


def test_a_damaged_line_before_the_last_is_refused(
    bound: Statement, plan: Plan, whole: Path
) -> None:
    lines = whole.read_bytes().splitlines(keepends=True)
    for damaged in ([*lines[:3], b'{"batch":2,\n', *lines[4:]], lines[:3] + lines[4:]):
        whole.write_bytes(b"".join(damaged))
        with pytest.raises(CampaignError, match=r"whole.jsonl:4: expected the record of batch 2"):
            run_campaign(bound, plan, 60, store=whole)
        assert whole.read_bytes() == b"".join(damaged)


VALUES = (None, True, -1, 1.5, "x", [], [1], {}, [{}], {"a": 1})


def test_every_field_that_is_missing_or_of_another_kind_is_refused_with_its_line(
    bound: Statement, plan: Plan, whole: Path
) -> None:
    lines = whole.read_bytes().splitlines(keepends=True)
    record = json.loads(lines[3])
    damaged = [
        {k: v for k, v in record.items() if k != gone} for gone in record if gone != "seconds"
    ]
    for key, old in record.items():
        for value in VALUES:
            if value != old or type(value) is not type(old):
                damaged.append({**record, key: value})
    # null is what stands for no ratio, and an empty list for no violations or faults
    absent = [("tightest", None), ("violations", []), ("faults", [])]
    damaged = [x for x in damaged if not any(x.get(k, 0) == v for k, v in absent if record[k] != v)]
    damaged += [[], "text", 7, None, {**record, "tightest": {"ratio": "x", "place": 1}}]
    damaged += [{**record, "violations": [{"place": 1}]}]
    for document in damaged:
        whole.write_bytes(b"".join([*lines[:3], json.dumps(document).encode(), b"\n", *lines[4:]]))
        before = whole.read_bytes()
        with pytest.raises(CampaignError, match=r"whole.jsonl:4: expected the record of batch 2"):
            run_campaign(bound, plan, 60, store=whole)
        assert whole.read_bytes() == before


def test_a_pipe_or_a_device_is_no_store(bound: Statement, plan: Plan, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(CampaignError, match="no regular file"):
            run_campaign(bound, plan, 10, store=path)


@pytest.mark.parametrize("what", ["seed", "batch size", "decided share", "statement", "version"])
def test_a_store_of_another_campaign_is_refused(
    bound: Statement, notes: Path, plan: Plan, whole: Path, what: str
) -> None:
    other, foreign = bound, plan
    if what == "seed":
        foreign = Plan.of(bound, seed=1, batch_size=10, decided_share=0)
    elif what == "batch size":
        foreign = Plan.of(bound, batch_size=20, decided_share=0)
    elif what == "decided share":
        foreign = Plan.of(bound, batch_size=10, decided_share=0.5)
    elif what == "statement":
        other = load(notes, "too_small")
        foreign = Plan.of(other, batch_size=10, decided_share=0)
    else:
        text = whole.read_text()
        whole.write_text(text.replace('"kreissverify":"', '"kreissverify":"0.0.1-', 1))
    before = whole.read_bytes()
    with pytest.raises(CampaignError, match="it belongs to another campaign, with") as refusal:
        run_campaign(other, foreign, 60, store=whole)
    assert refusal.value.option == "store"
    assert whole.read_bytes() == before


def test_fewer_instances_than_are_kept_are_refused(
    bound: Statement, plan: Plan, whole: Path
) -> None:
    with pytest.raises(CampaignError, match="holds 60 already; ask for 60 or more") as refusal:
        run_campaign(bound, plan, 50, store=whole)
    assert refusal.value.option == "instances"


def test_what_is_no_store_is_refused_and_left_alone(
    bound: Statement, plan: Plan, tmp_path: Path
) -> None:
    for content in (b"a,b\n1,2\n", b'{"a": 1}\n', b"no end of line", b"\xff\xfe\x00"):
        file = tmp_path / "data"
        file.write_bytes(content)
        with pytest.raises(CampaignError, match="it is no store of a campaign"):
            run_campaign(bound, plan, 10, store=file)
        assert file.read_bytes() == content
    for path, reason in ((tmp_path, "Is a directory"), (tmp_path / "no" / "x", "No such file")):
        with pytest.raises(CampaignError, match=reason):
            run_campaign(bound, plan, 10, store=path)


def test_an_empty_file_becomes_a_store(
    bound: Statement, plan: Plan, whole: Path, tmp_path: Path
) -> None:
    file = tmp_path / "empty"
    file.touch()
    run_campaign(bound, plan, 60, store=file)
    assert file.read_bytes() == whole.read_bytes()


def test_two_runs_do_not_write_one_store(plan: Plan, whole: Path) -> None:
    pytest.importorskip("fcntl")
    with (
        Store(whole, plan.header()),
        pytest.raises(CampaignError, match="another run is writing it"),
    ):
        Store(whole, plan.header())
    with Store(whole, plan.header()):
        pass


def test_a_failing_disk_is_said_and_loses_nothing(
    bound: Statement, plan: Plan, whole: Path, tmp_path: Path
) -> None:
    file = tmp_path / "full.jsonl"
    run_campaign(bound, plan, 20, store=file)
    kept = file.read_bytes()
    with Store(file, plan.header()) as store, patch.object(store, "_stream") as stream:
        list(store.records(dict))
        stream.write.side_effect = OSError(errno.EIO, "Input/output error")
        with pytest.raises(CampaignError, match="Input/output error; the 2 batches before"):
            store.append(b"{}")
        stream.truncate.assert_called_once_with(len(kept))
    run_campaign(bound, plan, 60, store=file)
    assert file.read_bytes() == whole.read_bytes()


OPTIONS = ("--instances=60", "--batch=10", "--decide-share=0", "--engine=serial", "--store")
FULL = """
import resource, signal, sys
from kreissverify.cli import main

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.slow
def test_a_full_disk_in_mid_line_loses_nothing(
    bound: Statement, plan: Plan, whole: Path, notes: Path, tmp_path: Path
) -> None:
    """The limit on the size of a file ends a write in the middle of a line, as a full disk does."""
    pytest.importorskip("resource")
    file = tmp_path / "full.jsonl"
    lines = whole.read_bytes().splitlines(keepends=True)
    limit = sum(map(len, lines[:4])) + 30
    done = subprocess.run(
        [sys.executable, "-c", FULL, f"{limit}", "campaign", f"{notes}::bound", *OPTIONS, file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "the 3 batches before are kept, and the same command goes on" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert file.read_bytes() == b"".join(lines[:4])
    run_campaign(bound, plan, 60, store=file)
    assert file.read_bytes() == whole.read_bytes()
