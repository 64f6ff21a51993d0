# `make` lists what there is.

.DEFAULT_GOAL := help
.PHONY: help demo test lint check bench docs assets

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

demo: ## run the whole portal with a demo region
	uv run manage.py demo

test: ## run all tests
	uv run pytest

lint: ## format and lint
	uv run ruff format
	uv run ruff check --fix
	uv run lint-imports

check: ## all that .ci/run checks
	bash .ci/run

bench: ## measure; prints JSON and writes bench.json
	uv run python -m tests.bench > bench.json; status=$$?; cat bench.json; exit $$status

docs: ## write what is generated: docs/toegang.md and the pictures
	uv run manage.py toegang > docs/toegang.md
	uv run python -m tests.beelden

assets: ## fetch the front-end packages and lay out the static files
	uv run manage.py assets
