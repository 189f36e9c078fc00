# The verbs. Each sets up what it needs first; a second run starts at once.
PYTHON ?= python3
# Where torch comes from: empty for the default index, or the index of a CPU or CUDA build (docs/install.md).
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OURS := grader tests solutions benchmarks fuzzing docs playground.py
QUICK := checks course feedback judging reports store submission authoring commands/test_screen.py test_end_to_end.py
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: grade test quick check bench load fuzz audit pictures manual screenshots release clean

grade: $(READY)
	$(BIN)/grader grade examples/class --out results/example --jobs 2

# Four at a time, whatever the machine has: many tests wait for a process, or for a limit of time.
test: $(READY)
	$(BIN)/python -m pytest -n 4 --dist worksteal

# After each change: the unit tests, and one submission from end to end. Under a minute.
quick: $(READY)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" $(addprefix tests/,$(QUICK))

check: $(READY)
	$(BIN)/ruff check $(OURS)
	$(BIN)/ruff format --check $(OURS)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/test_layout.py

# What the lessons show, drawn with the references; `make release` then carries it to exercises/.
pictures: $(READY)
	$(BIN)/grader plot --reference
	$(BIN)/grader plot --reference --format gif --to docs/pictures

# Written to build/manual/index.html, without a network; a link that leads nowhere is an error.
manual: $(READY)
	$(BIN)/sphinx-build -n -W --keep-going -b html docs build/manual

# What the manual shows, photographed: with a Chromium, and playwright (pip install -e '.[page]').
screenshots: $(READY)
	$(BIN)/python -m docs.screenshots

release: $(READY)
	$(BIN)/grader release

bench: $(READY)
	$(BIN)/python -m benchmarks

# A class of 2,000 in one run, looked at every second: a quarter of an hour and more.
load: $(READY)
	$(BIN)/python -m benchmarks.load

# A million inputs: minutes. With atheris where it is installed: pip install -e '.[fuzz]'
fuzz: $(READY)
	$(BIN)/python -m fuzzing

# The course judged, and its figures written to validity/README.md: two hours, less the second time.
audit: $(READY)
	$(BIN)/grader audit --jobs 2 --write

$(READY): pyproject.toml constraints.txt setup/sandbox.sh
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c constraints.txt $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[instructor,test,check,manual]'
	sh setup/sandbox.sh
	touch $@

clean:
	rm -rf $(VENV) results
