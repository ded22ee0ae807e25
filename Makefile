# Two commands: `make run` and `make test`. Both set up what they need; nothing but Python 3.12 and make is assumed.
PY := .venv/bin/python
ARGS ?=

# Where byte code is forbidden, every process of every start would compile every package anew: it is kept in .venv.
ifdef PYTHONDONTWRITEBYTECODE
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/bytecode
endif

.PHONY: run test lint bench faults shots messages lock clean

run: ; @tools/set-up requirements.txt && exec $(PY) -m omnidesk.local.run

test: ; @tools/set-up requirements-dev.txt && tools/system-packages && exec $(PY) -m pytest -n auto --dist loadscope --no-loadscope-reorder $(ARGS)

lint: ; @tools/set-up requirements-dev.txt && exec $(PY) tools/lint.py

bench: ; @tools/set-up requirements-dev.txt && exec $(PY) -m tests.bench $(ARGS)

# Kills and restarts what it runs on, in the middle of its work, and counts what was lost or sent twice.
faults: ; @tools/set-up requirements-dev.txt && exec $(PY) -m tests.faults $(ARGS)

shots: ; @tools/set-up requirements-dev.txt && tools/system-packages && exec $(PY) -m tests.shots $(ARGS)

# Brings the Japanese catalogues in line with what the sources say; new words come in empty, and a test asks for them.
messages: ; @tools/set-up requirements-dev.txt && tools/system-packages && exec $(PY) tools/messages.py

# Pins every package with its hashes, for all platforms, without the address of any index.
lock: ; @tools/set-up requirements-dev.txt && tools/lock $(ARGS)

# Everything that was made here, the database included.
clean: ; @tools/clean
