"""Logs into the packages themselves, where they are installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from kreissverify.training import Player, TransientMonitor, to_lightning, to_tensorboard  # noqa: E402
from tests.experiments.monitor.support.games import networks, train  # noqa: E402


def test_scalars_are_in_the_event_file_of_tensorboard(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from torch.utils.tensorboard import SummaryWriter

    players = networks(3, "sgd")
    with SummaryWriter(tmp_path) as writer:
        monitor = TransientMonitor(*players, every=2, horizon=4, log=to_tensorboard(writer))
        with monitor:
            for _ in range(4):
                train(players)
    events = EventAccumulator(str(tmp_path))
    events.Reload()
    assert "transient/rho" in events.Tags()["scalars"]
    for name in ("rho", "growth", "G/radius", "coupling/D_to_G"):
        read = [(event.step, event.value) for event in events.Scalars(f"transient/{name}")]
        logged = [(step, values[name]) for step, values in monitor.history]
        assert [step for step, _ in read] == [2, 4] == [step for step, _ in logged]
        for (_, seen), (_, said) in zip(read, logged, strict=True):
            assert seen == pytest.approx(said, rel=1e-6)  # in float32 there
    # a plot with an infinite value has no scale
    assert all(values["K_worst"] == float("inf") for _, values in monitor.history)
    assert "transient/K_worst" not in events.Tags()["scalars"]


def test_metrics_are_in_the_logger_of_lightning(tmp_path: Path) -> None:
    L = pytest.importorskip("lightning", reason="needs lightning")

    class Game(L.LightningModule):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.automatic_optimization = False
            x, y = networks(3, "sgd", steps=0)
            self.G, self.D = x.module, y.module
            self.of_G, self.of_D = x.loss, y.loss

        def configure_optimizers(self) -> Any:
            return [torch.optim.SGD(part.parameters(), lr=0.1) for part in (self.G, self.D)]

        def on_fit_start(self) -> None:
            of_G, of_D = (o.optimizer for o in self.optimizers())
            self.monitor = TransientMonitor(
                Player("G", self.G, of_G, self.of_G),
                Player("D", self.D, of_D, self.of_D),
                order="alternating",
                every=2,
                horizon=4,
                log=to_lightning(self),
            )

        def training_step(self, batch: Any, index: int) -> None:
            for optimizer, loss in zip(self.optimizers(), (self.of_G, self.of_D), strict=True):
                optimizer.zero_grad()
                self.manual_backward(loss())
                optimizer.step()
            self.monitor.step()

    game = Game()
    batches = torch.utils.data.DataLoader(torch.zeros(4, 1), batch_size=1)
    trainer = L.Trainer(
        max_epochs=1,
        accelerator="cpu",
        logger=L.pytorch.loggers.CSVLogger(tmp_path),
        log_every_n_steps=1,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(game, batches)
    assert [step for step, _ in game.monitor.history] == [2, 4]
    last = game.monitor.history[-1][1]
    assert trainer.logged_metrics["transient/rho"].item() == pytest.approx(last["rho"], rel=1e-6)
    (written,) = tmp_path.rglob("metrics.csv")
    header, *rows = written.read_text().splitlines()
    assert "transient/G/radius" in header.split(",") and rows
