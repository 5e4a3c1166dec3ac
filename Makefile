# Every target sets this folder up first; the second time that takes no time.
#   make app    open the form checker in the browser (ARGS="--server.port 8600" for another port;
#               PHONE=1 lets your phone in, too)
#   make test   linters, types, layers and every test but those of `make soak`
#   make demo   analyze sample_videos/ and print reps and findings
#   make explore  the tests of properties with many new examples, for while you work
#   make check  the quick part of `make test`, for while you work
#   make soak   kills, hostile files, long batches, whole installs and every clip of docs/accuracy.md,
#               before a release
#   make accuracy  judge the committed clips, print docs/accuracy.md and docs/real-clips.md (WRITE=1
#               writes them)
#   make calibrate  fit the estimator's instruments on the committed clips (WRITE=1 writes them)
#   make images  take the screenshots of docs/images anew; look at them before you commit them
#   make docs   build the docs as a site, in build/docs
#   make lock   renew requirements.lock and requirements-oldest.lock from pyproject.toml
#   make test-oldest  the quick tests with the oldest versions that pyproject.toml allows
#   make audit  known vulnerabilities of what is locked, where a registry answers
.PHONY: accuracy all-tests audit calibrate app test test-oldest demo check docs explore images \
	lint lock set-up set-up-test soak style types
.DEFAULT_GOAL := app

export PYTHON ?=
# small matrices: threads only wait for one another
export OPENBLAS_NUM_THREADS ?= 1
# glibc would hand back what every second array frees, and fault each page in anew
export MALLOC_MMAP_THRESHOLD_ ?= 33554432
export MALLOC_TRIM_THRESHOLD_ ?= 67108864
# every process would compile all packages anew
export PYTHONDONTWRITEBYTECODE :=
ENV := .venv/bin
OLDEST := .venv-oldest
# workers of the tests on two cores: those of `make test` wait for browsers a third of their time.
# WORKERS=0 is one process; a default for single targets would hide what the shell says from `test`
FEW = $(or $(WORKERS),2)
MORE = $(or $(WORKERS),3)

app: set-up
	@FORMCHECK_PHONE=$(PHONE) $(ENV)/streamlit run app.py --server.showEmailPrompt false $(ARGS)

demo: set-up
	@$(ENV)/formcheck demo

# in a fresh clone mypy takes 40 s of one core, so the tests begin beside it; where something failed,
# what mypy found, if it found anything, is said once more below them
test: style
	@$(MAKE) --no-print-directory --jobs=2 types all-tests || \
		{ $(ENV)/mypy --no-error-summary; exit 1; }

all-tests: set-up-test
	$(ENV)/pytest -n $(MORE) --dist worksteal --durations=20

check: lint
	$(ENV)/pytest -n $(FEW) --dist worksteal \
		-m "not slow and not browser and not model and not long"

explore: set-up-test
	$(ENV)/pytest -n $(FEW) --hypothesis-profile=explore -m "not slow and not browser and not model" $(ARGS)

lint: style types

style: set-up-test
	$(ENV)/ruff check
	$(ENV)/ruff format --check
	$(ENV)/lint-imports --no-logo

types: set-up-test
	$(ENV)/mypy

soak: set-up-test
	$(ENV)/python -m benchmarks.kill
	$(ENV)/python -m benchmarks.hostile
	$(ENV)/python -m benchmarks.batch
	$(ENV)/pytest -n 0 -m soak

accuracy: set-up
	@$(ENV)/python -m benchmarks.judge $(if $(WRITE),--write)
	@$(ENV)/python -m benchmarks.real_clips $(if $(WRITE),--write)

calibrate: set-up
	@$(ENV)/python -m benchmarks.calibrate $(if $(WRITE),--write)

images: set-up-test
	$(ENV)/python scripts/build_images.py

docs: set-up-test
	$(ENV)/mkdocs build --strict --quiet

lock:
	$(ENV)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes \
		--quiet -o requirements.lock >/dev/null
	$(ENV)/uv pip compile pyproject.toml --resolution lowest-direct --universal --generate-hashes \
		--quiet -o requirements-oldest.lock >/dev/null

# the tools of the tests as locked, and over them the oldest of what formcheck itself asks for;
# an old library may call what a new one beneath it is about to drop: not ours to mend
test-oldest: set-up-test
	$(ENV)/uv venv --quiet --allow-existing --python $(ENV)/python $(OLDEST)
	$(ENV)/uv pip sync --quiet --python $(OLDEST) --require-hashes requirements.lock
	$(ENV)/uv pip install --quiet --python $(OLDEST) --require-hashes -r requirements-oldest.lock
	$(ENV)/uv pip install --quiet --python $(OLDEST) --no-deps --no-build-isolation -e .
	$(OLDEST)/bin/python -m pytest -n $(FEW) --dist worksteal \
		-m "not slow and not browser and not model" -W ignore::DeprecationWarning

audit: set-up-test
	@$(ENV)/python scripts/audit.py

set-up:
	@scripts/bootstrap --for app

set-up-test:
	@scripts/bootstrap --for test
