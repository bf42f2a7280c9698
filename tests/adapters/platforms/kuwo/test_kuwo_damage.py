"""Whatever arrives, a parser of kuwo gives a result or an error of kuwo that names the platform; nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsync.adapters.platforms.kuwo import PARSERS
from tests.adapters.platforms.answering import answers_beside, recordings
from tests.adapters.platforms.mutation import damaged, monsters, refused_by

FIXTURES = answers_beside(__file__)
RECORDED = [parameter.values[1] for parameter in recordings("kuwo")]
# The long recordings repeat one row hundreds of times: their first mutations say as much as their last.
BODIES = [body for body in [*FIXTURES.values(), *RECORDED] if len(body) < 60_000]


@pytest.mark.parametrize("operation", PARSERS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_answer_is_read_or_refused(operation: str, data: st.DataObject) -> None:
    raw = data.draw(damaged(data.draw(st.sampled_from(BODIES))))

    assert refused_by(PARSERS[operation], raw) in (None, "kuwo")


@pytest.mark.parametrize("operation", PARSERS)
def test_any_answer_goes_to_any_parser_without_harm(operation: str) -> None:
    for raw in [*FIXTURES.values(), *RECORDED, *monsters()]:
        assert refused_by(PARSERS[operation], raw) in (None, "kuwo")
