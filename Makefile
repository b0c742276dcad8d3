# Every target is a script in bin/; read it there, or run it there.
# Variables: PORT=8001, DATA_DIR=/elsewhere, PYTHON=/path/to/python3.11, ARGS="…" for the tests.
.DEFAULT_GOAL := help
.PHONY: help run demo-reset test fuzz mutants lint audit bench compose-check lock messages courses links worksheets recordings sums secrets

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 - \2/p' Makefile

run:  ## Start everything on this machine, with a demo: http://localhost:8000/
	@bin/run

demo-reset:  ## Delete the demo's data
	@bin/demo-reset

test:  ## Run the whole test suite (ARGS="tests/webinars -x" for a part)
	@bin/test $(ARGS)

fuzz:  ## Send 100,000 requests that no one should send (FUZZ_REQUESTS=2000 for fewer)
	@bin/fuzz $(ARGS)

mutants:  ## Change the guards one by one and see whether a test fails (ARGS="people/sealing.py")
	@bin/mutants $(ARGS)

lint:  ## Check style, types, migrations and translations
	@bin/lint

audit:  ## Look for known faults in the packages, and for secrets in the files
	@bin/audit

bench:  ## Measure speed and memory
	@bin/bench $(ARGS)

compose-check:  ## Build the image, start docker-compose.yml apart from any other site, and walk through it
	@bin/compose-check

lock:  ## Write the locks again after a change in pyproject.toml
	@bin/lock $(ARGS)

messages:  ## Collect the translatable sentences and compile the catalogues
	@bin/messages

courses:  ## Say how long, how easy and how heavy each starter course is
	@bin/courses

links:  ## Ask the pages that the courses name, where there is a network
	@bin/courses links

worksheets:  ## Write the sheets of the courses again (ARGS="cash-book" for one)
	@bin/worksheets $(ARGS)

recordings:  ## Let a computer read the lessons aloud that have no recording of their text
	@bin/recordings $(ARGS)

sums:  ## Write the checksums of the files that the courses of this program bring
	@bin/sums

secrets:  ## Make the secret files that docker-compose.yml reads
	@bin/secrets
