"""The spectral portrait: what it shows, and where it is written."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kreissverify import enclose, kreiss_constant, resolvent_norm
from kreissverify.cli import main
from kreissverify.matrices import Matrix
from kreissverify.matrices.gallery import grcar
from kreissverify.reports.figures.portrait_drawing import drawn, write_portrait
from kreissverify.reports.figures.spectral_portrait import Portrait, portrait

JORDAN = [["1/4", 0], [8, "1/4"]]
HEADS = {".png": b"\x89PNG", ".pdf": b"%PDF", ".svg": b"<?xml"}


def shown(matrix: object, points: int = 21) -> Portrait:
    return portrait(Matrix(matrix), points)


def texts(picture: Portrait) -> str:
    figure = drawn(picture)
    (axes,) = figure.axes
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    return " | ".join([axes.get_title(), *legend, *(t.get_text() for t in axes.texts)])


@pytest.mark.parametrize("n", [2, 12, 48])
def test_the_heights_are_those_of_the_resolvent(n: int) -> None:
    J = Matrix(grcar(n) / 2.5)
    picture = portrait(J, 11)
    assert picture.height.shape == (picture.y.size, picture.x.size) == (11, 11)
    for i, k in ((0, 0), (3, 8), (5, 5), (9, 2)):
        norm = resolvent_norm(J, complex(picture.x[k], picture.y[i]))
        assert picture.height[i, k] == pytest.approx(np.log10(norm), abs=1e-2)


TURNED = [[0.5 + 0.3j, 5, 1], [0, 0.2 - 0.6j, 3], [0, 0, -0.5j]]


def test_a_complex_matrix_is_drawn_in_the_whole_plane() -> None:
    J = Matrix(np.array(TURNED))
    picture = portrait(J, 21)
    assert picture.height.shape == (picture.y.size, picture.x.size) == (21, 21)
    assert not np.allclose(picture.height, picture.height[::-1], atol=1e-2)
    for i, k in ((0, 0), (3, 8), (17, 8), (10, 10), (20, 2)):
        norm = resolvent_norm(J, complex(picture.x[k], picture.y[i]))
        assert picture.height[i, k] == pytest.approx(np.log10(norm), abs=1e-2)
    # the maximiser lies in the lower half-plane, and its conjugate is none
    assert picture.z is not None and picture.z.imag < -1 and picture.shows_peak
    value = kreiss_constant(J)
    height = (abs(picture.z) - 1) * resolvent_norm(J, picture.z)
    assert height == pytest.approx(value, rel=1e-9)
    assert f"K = {value:.6g} at z = 0.48434 − 1.2503i" in texts(picture)


def test_the_portrait_of_a_conjugate_is_the_mirror_image() -> None:
    picture, mirror = shown(np.array(TURNED)), shown(np.conj(TURNED))
    np.testing.assert_allclose(mirror.height[::-1], picture.height, atol=1e-2)
    assert mirror.z == pytest.approx(np.conj(picture.z), rel=1e-6)


def test_the_window_holds_what_is_to_be_seen() -> None:
    for matrix in (
        JORDAN,
        np.array(TURNED),
        grcar(20) / 2.5,
        [["3/2", 2], [0, "-2"]],
        np.zeros((3, 3)),
    ):
        picture = shown(matrix)
        places = [*picture.eigenvalues, 1, -1, 1j, -1j]
        places += [] if picture.z is None else [picture.z]
        assert all(picture.x[0] < z.real < picture.x[-1] for z in places)
        assert all(picture.y[0] < z.imag < picture.y[-1] for z in places)
        assert picture.y == pytest.approx(-picture.y[::-1])


def test_the_maximiser_is_marked_with_its_value() -> None:
    picture = shown(grcar(12) / 2.5)
    value = kreiss_constant(grcar(12) / 2.5)
    assert picture.z is not None and picture.z.imag > 0 and picture.shows_peak
    height = (abs(picture.z) - 1) * resolvent_norm(grcar(12) / 2.5, picture.z)
    assert height == pytest.approx(value, rel=1e-9)
    (axes,) = drawn(picture).axes
    (star,) = [line for line in axes.lines if line.get_marker() == "*"]
    assert complex(star.get_xdata()[0], star.get_ydata()[0]) == picture.z
    assert f"K = {value:.6g} at z = " in axes.get_title()
    assert axes.get_aspect() == 1.0


def test_the_level_of_the_maximiser_passes_through_it() -> None:
    picture = shown(JORDAN, 101)
    (axes,) = drawn(picture).axes
    assert picture.z is not None
    vertices = np.concatenate([path.vertices for path in axes.collections[-1].get_paths()])
    nearest = np.hypot(vertices[:, 0] - picture.z.real, vertices[:, 1] - picture.z.imag).min()
    assert nearest < 1e-2


PERMUTATION = np.eye(5)[[1, 2, 0, 4, 3]]  # a 3-cycle and a swap: K = 1
GODUNOV = [  # float64 has no digit of its resolvent where K is attained
    [289, 2064, 336, 128, 80, 32, 16],
    [1152, 30, 1312, 512, 288, 128, 32],
    [-29, -2000, 756, 384, 1008, 224, 48],
    [512, 128, 640, 0, 640, 512, 128],
    [1053, 2256, -504, -384, -756, 800, 208],
    [-287, -16, 1712, -128, 1968, -30, 2032],
    [-2176, -287, -1565, -512, -541, -1152, -289],
]


CYCLE = np.roll(np.eye(3), 1, axis=0)
DOUBLY_STOCHASTIC = np.array([np.roll([4, 2, 1, 1], k) for k in range(4)]) / 8  # circulant
DEFECTIVE = [[1, 1, 1], [0, 1, 0], [0, 0, 1]]  # at 1: K = ∞


@pytest.mark.parametrize("matrix", [PERMUTATION, CYCLE, DOUBLY_STOCHASTIC, np.divide(GODUNOV, 8)])
def test_the_title_says_the_k_that_is_printed(matrix: np.ndarray) -> None:
    value = kreiss_constant(matrix)
    picture = shown(matrix)
    assert picture.peak is not None and picture.peak.value == value
    assert f"K = {value:.6g}" in texts(picture)


def test_what_float64_cannot_draw_is_shaded_and_said() -> None:
    picture = shown(np.divide(GODUNOV, 8), 61)
    inside = np.abs(picture.x + 1j * picture.y[:, None]) < 1
    assert picture.noise[inside].all() and not picture.noise.all()
    assert picture.lost.all()
    assert picture.noise.tolist() == picture.noise[::-1].tolist()
    said = texts(picture)
    assert "rounding noise" in said and "eigenvalues moved by rounding" in said
    assert "level of the maximiser" not in said, "that level is noise"
    (axes,) = drawn(picture).axes
    vertices = [path.vertices for path in axes.collections[-1].get_paths() if len(path.vertices)]
    distance = np.hypot(*np.concatenate(vertices).T)
    assert distance.min() > 1, "no curve in the noise"


@pytest.mark.parametrize("matrix", [PERMUTATION, JORDAN, grcar(48) / 2.5, np.eye(3), DEFECTIVE])
def test_nothing_is_shaded_where_float64_can_draw(matrix: object) -> None:
    picture = shown(matrix, 61)
    assert not picture.noise.any() and not picture.lost.any()
    assert "noise" not in texts(picture) and "rounding" not in texts(picture)


def test_a_jordan_block_on_the_circle_has_no_bounded_powers() -> None:
    picture = shown(DEFECTIVE)
    assert picture.z is None
    assert "K = ∞: the powers are not bounded" in texts(picture).replace("\n", " ")


def test_a_portrait_is_drawn_where_k_is_refused() -> None:
    picture = shown([[0.6, -0.8], [0.8, 0.6]])
    assert picture.peak is None and picture.z is None
    assert "K is refused: |rho - 1| = 2.2e-17" in texts(picture).replace("\n", " ")
    assert "levels" in texts(picture) and "maximiser" not in texts(picture)


def test_a_certified_k_is_what_the_title_says_where_floats_refuse() -> None:
    matrix = Matrix([["9/10", "1/10"], ["1/2", "1/2"]])
    picture = portrait(matrix, 21, enclose(kreiss_constant, matrix))
    assert texts(picture).startswith("K = 1.20185")


def test_titles_where_there_is_no_maximiser() -> None:
    assert "K = 1, approached as |z| → ∞" in texts(shown([["1/2", 0], [0, "1/4"]]))
    unstable = texts(shown([["3/2", 1], [0, "1/4"]]))
    assert "K = ∞: the spectral radius is 1.5" in unstable and "maximiser" not in unstable


def test_a_maximiser_far_away_is_told_and_not_drawn() -> None:
    picture = shown([[0, 0], ["101/50", 0]])  # K = c/4 + 1/c at |z| ≈ 101
    assert picture.z is not None and not picture.shows_peak
    assert "beyond this window" in texts(picture) and "maximiser of K" not in texts(picture)


@pytest.mark.parametrize("matrix", [JORDAN, grcar(40) / 2.5, [[0]], np.eye(3) / 2, [["1e6"]]])
def test_levels_are_few_and_labelled(matrix: object) -> None:
    figure = drawn(shown(matrix, 41))
    figure.savefig(io.BytesIO(), format="png")  # labels are placed when it is drawn
    (axes,) = figure.axes
    levels = axes.collections[0].levels
    assert 1 <= len(levels) <= 9 and axes.texts
    assert all("e" not in label.get_text() for label in axes.texts)


@pytest.mark.parametrize("suffix", HEADS)
def test_each_format_is_written_twice_the_same(suffix: str, tmp_path: Path) -> None:
    picture = shown(JORDAN)
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        write_portrait(picture, path)
    first, second = (path.read_bytes() for path in paths)
    assert first == second and first.startswith(HEADS[suffix])
    assert sorted(tmp_path.iterdir()) == paths  # nothing else is left


# ---- the command line ------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    np.save("J.npy", np.array([[0.25, 0], [8, 0.25]]))
    return tmp_path


@pytest.mark.parametrize("command", [["analyze", "J.npy", "--split", "1"], ["kreiss", "J.npy"]])
def test_a_plot_from_the_command_line(saved: Path, command: list[str]) -> None:
    assert main([*command, "--quiet", "--plot", "J.svg"]) == 0
    assert "K = 2.76042 at z = 1.8047" in (saved / "J.svg").read_text()


def test_a_plot_is_written_where_the_number_is_refused(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save("turn.npy", np.array([[0.6, -0.8], [0.8, 0.6]]))
    assert main(["kreiss", "turn.npy", "--plot", "turn.svg"]) == 2
    assert "K is refused" in (saved / "turn.svg").read_text()
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("command", [["analyze", "J.npy", "--split", "1"], ["kreiss", "J.npy"]])
@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("J.jpg", ".png"),
        ("J", ".png"),
        ("nowhere/J.png", "no folder nowhere"),
        ("folder.png", "folder"),
    ],
)
def test_a_plot_that_cannot_be_written_is_refused_first(
    saved: Path,
    command: list[str],
    path: str,
    word: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (saved / "folder.png").mkdir()

    def never(*arguments: object, **options: object) -> None:
        raise AssertionError("the long computation began")

    monkeypatch.setattr("kreissverify.quantities.base.enclose", never)
    monkeypatch.setattr("kreissverify.reports.commands.measured.enclose", never)
    assert main([*command, "--plot", path]) == 2
    out, err = capsys.readouterr()
    assert not out and len(err.splitlines()) == 1
    assert "--plot" in err and word in err and path in err


def test_other_commands_do_not_wait_for_the_plots() -> None:
    module = "kreissverify.reports.figures.portrait_drawing"
    code = f"import sys, kreissverify.cli, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "matplotlib" not in done.stdout.split()
