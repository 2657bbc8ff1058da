# Two commands are all a newcomer needs: `make demo` and `make test`.
UV_VERSION := 0.13.9
UV := .tools/bin/uv
# Of the project alone: settings of the machine (extra indexes, other environments) do not count.
export UV_NO_CONFIG := 1
# Trust whom the machine trusts: newsrooms and universities often have a certificate of their own.
export UV_SYSTEM_CERTS := 1
export UV_PROJECT_ENVIRONMENT := .venv
RUN := .venv/bin

.PHONY: demo test check setup setup-ocr setup-readers lock docs catalogues pictures clean

demo: .venv/.runs
	$(RUN)/heliograph scan examples/documents --case demo-case
	$(RUN)/heliograph report --case demo-case

test: .venv/.tests
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/python -m cogapp --check docs/reference/*.md README.md
	$(RUN)/pytest -q --numprocesses 2 --dist loadfile

setup: .venv/.tests

$(UV):
	python3 -m pip install --quiet --target .tools "uv==$(UV_VERSION)"

.venv/.runs: $(UV) requirements.lock pyproject.toml
	$(UV) venv --quiet --allow-existing --python python3 .venv
	$(UV) pip install --quiet --compile-bytecode --python .venv --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python .venv --no-deps --editable .
	touch $@

.venv/.tests: .venv/.runs requirements-dev.lock
	$(UV) pip install --quiet --python .venv --require-hashes -r requirements-dev.lock
	touch $@

# Reads pictures and scanned pages, too; about 140 MB.
setup-ocr: .venv/.tests requirements-ocr.lock
	$(UV) pip install --quiet --compile-bytecode --python .venv --require-hashes -r requirements-ocr.lock

# Other people's tools, with which tests open what is exported. In an environment of their own: what
# they need clashes with what we need. PyICU is built here (libicu-dev, pkg-config, a C++ compiler).
setup-readers: $(UV) requirements-readers.lock
	$(UV) venv --quiet --allow-existing --python python3 .readers
	$(UV) pip install --quiet --python .readers --require-hashes -r requirements-readers.lock

# Names, versions and digests, not the places they come from.
lock: $(UV)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group dev pyproject.toml -o requirements-dev.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --constraint requirements-dev.lock --extra ocr pyproject.toml -o requirements-ocr.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group readers -o requirements-readers.lock

docs: .venv/.tests
	$(RUN)/python -m cogapp -r docs/reference/*.md README.md

# What the reading room says, in the languages that it speaks: takes out, merges, compiles.
catalogues: .venv/.tests
	$(RUN)/python -m tools.catalogues

# The pictures of the reading room in docs/pictures; needs Debian's chromium.
pictures: .venv/.tests
	$(RUN)/python -m tools.pictures

clean:
	rm -rf .venv .readers .tools demo-case
