# Compiled modules and rewritten assertions are kept, whatever the machine is set to: every start is quicker.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
STACK ?= test
T ?= tests
PLUGINS ?=
B ?=
PYTHON := .dev/venv/bin/python
STACKS := PYTHONPATH=dev python3 -m stack
SAY := @printf '%s\n'

.PHONY: help demo test bench check stop clean logs install stack ckan

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: ## Start the Pays de la Loire demo and print its addresses
	@dev/bootstrap demo
	@$(STACKS) up demo
	@$(PYTHON) demo/load

test: ## Run the tests (T=tests/core for a part)
	@dev/bootstrap test
	@dev/test "$(STACK)" "$(PLUGINS)" "$(T)" $(ARGS)

bench: ## Measure beside stock CKAN, in about 5 minutes (B=resolution for one bench)
	@dev/bootstrap bench
	@$(PYTHON) -m bench $(B)

check: ## Check style, types, import contracts and translations
	@dev/bootstrap check
	@dev/check

stop: ## Stop a stack (STACK=demo by default)
	@$(STACKS) down $(if $(filter file,$(origin STACK)),demo,$(STACK))

clean: ## Stop every stack and delete what they hold (STACK=name for one alone)
	@for folder in $(if $(filter file,$(origin STACK)),.dev/*/ports.json,.dev/$(STACK)/ports.json); do \
	  [ -e "$$folder" ] || continue; $(STACKS) clean $$(basename $$(dirname $$folder)); done

logs: ## Follow the logs of a stack (STACK=demo by default)
	@$(STACKS) logs $(if $(filter file,$(origin STACK)),demo,$(STACK))

install: ## Install what is missing, and nothing else
	@dev/bootstrap demo

stack: ## Start the servers of a stack without running anything on it (STACK=name)
	@dev/bootstrap test
	@$(STACKS) up $(STACK) --plugins "$(PLUGINS)"

ckan: ## Run the ckan command on a stack (STACK=name A="mutualisation --help")
	@.dev/venv/bin/ckan -c .dev/$(STACK)/ckan.ini $(A)
