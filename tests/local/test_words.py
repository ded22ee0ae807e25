"""A clone holds no compiled words: whoever starts first must find them made, or speaks English until it ends."""

from unittest.mock import Mock

import pytest

from omnidesk import environment
from omnidesk.local import run


def test_words_are_compiled_before_any_process_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Mock()
    monkeypatch.setattr(run.catalogues, "compile_all", told.compile_all)
    monkeypatch.setattr(run, "Supervisor", Mock(return_value=told.supervisor))
    monkeypatch.setattr(run, "start", told.start)
    monkeypatch.setattr(run, "greet", told.greet)
    run.serve(environment.read(), Mock(), 0.0)
    names = [name for name, *_rest in told.mock_calls]
    assert names.index("compile_all") < names.index("start")
