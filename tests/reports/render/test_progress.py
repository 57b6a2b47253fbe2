"""Progress of long searches: what is written where nobody watches, and when."""

from __future__ import annotations

from threading import Event

import pytest

from kreissverify.reports.render import progress
from kreissverify.reports.render.progress import SILENCE, notices


class OneSilence:
    """The end of a search, which comes when one silence has passed after its notice."""

    def __init__(self) -> None:
        self.noticed, self.silences = Event(), 0

    def wait(self, seconds: float) -> bool:
        assert seconds == SILENCE
        self.noticed.wait()
        self.silences += 1
        return self.silences > 1

    def set(self) -> None:
        self.noticed.set()


def test_a_log_is_told_that_a_search_goes_on(capsys, monkeypatch) -> None:
    monkeypatch.setattr(progress, "Event", OneSilence)
    with notices(in_logs=True) as notice:
        notice("maximising: worst ratio 0.9")
    out, err = capsys.readouterr()
    assert out == "" and err == "kreissverify: after 0 s: maximising: worst ratio 0.9\n"


@pytest.mark.parametrize("options", [{}, {"quiet": True}, {"in_logs": True, "quiet": True}])
def test_a_prompt_and_a_quiet_command_are_told_nothing(capsys, monkeypatch, options) -> None:
    monkeypatch.setattr(progress, "Event", OneSilence)
    with notices(**options) as notice:
        notice("maximising")
    assert capsys.readouterr().err == ""


def test_a_short_search_is_silent_and_an_interruption_ends_it(capsys) -> None:
    with pytest.raises(KeyboardInterrupt), notices(in_logs=True) as notice:
        notice("maximising")
        raise KeyboardInterrupt
    assert capsys.readouterr().err == ""
