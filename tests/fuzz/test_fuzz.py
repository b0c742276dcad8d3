"""Any request to any address gets an answer, and the answer keeps the rules of the site.

A small share runs with the suite, the same each time. `make fuzz` runs a hundred thousand requests
that are different each time: `FUZZ_REQUESTS` and `FUZZ_PARTS` say how many, in how many processes.
"""

import os
import random
import sys

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz import addresses
from tests.fuzz.people import site
from tests.fuzz.walking import STEPS, Broken, Tally, Walker

pytestmark = pytest.mark.servers

LONG = "FUZZ_REQUESTS" in os.environ
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "1500"))
PARTS = int(os.environ.get("FUZZ_PARTS", "1"))
PORTION = 500 if LONG else REQUESTS
# Seconds that one request of a hundred may take; only a long run, which is no part of the suite,
# measures them.
SLOWEST_OF_A_HUNDRED = 2.0


@pytest.fixture
def filled(db, settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "erased.txt"
    settings.MEDIA_ROOT = tmp_path / "files"
    return site()


def report(said: str) -> None:
    """Report how far a long run is; a short one needs no report."""
    if LONG:
        sys.__stderr__.write(f"{said}\n")


def walks(filled, tally: Tally, requests: int, *, number: int | None) -> None:
    """Let Hypothesis send about so many requests; the same ones each time without a number."""

    @settings(
        max_examples=max(requests // STEPS, 1),
        derandomize=number is None,
        database=None,
        deadline=None,
        # A walk that broke something is printed step by step; making it shorter takes minutes.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def walk(data) -> None:
        # The rollback brings back an erased member; the erasure list would keep the site closed.
        django_settings.ERASURE_LIST.unlink(missing_ok=True)
        kind = data.draw(st.sampled_from(sorted(filled.cookies)))
        with transaction.atomic():
            walker = Walker(filled, tally, data.draw, kind)
            for _ in range(STEPS):
                walker.step()
            transaction.set_rollback(True)

    (walk if number is None else seed(number)(walk))()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_breaks_the_site(filled, part):
    tally, faults = Tally(), []
    wanted = REQUESTS // PARTS
    while tally.requests < wanted:
        try:
            walks(filled, tally, PORTION, number=random.randrange(2**32) if LONG else None)
        except Broken as broken:
            # Written down once; the rest of a long run searches for others.
            tally.known_faults.add(broken.fault)
            faults.append(str(broken))
            report(str(broken))
            if not LONG:
                break
        report(f"part {part}: {tally.requests} of {wanted} requests, {len(faults)} faults")
    seconds = sorted(tally.seconds)
    known = {address.route for address in addresses.of_the_site()}
    report(f"{dict(tally.answers)}, never reached: {sorted(known - tally.reached)}")
    assert not faults, "\n".join(faults)
    slow = seconds[len(seconds) * 99 // 100]
    report(f"part {part}: 99 of 100 requests within {slow:.2f} s")
    assert not LONG or slow < SLOWEST_OF_A_HUNDRED
