"""The shipped JSON Schemas and the parsers accept and refuse the same files."""

import json
import tomllib
from importlib.resources import files

import jsonschema
import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.configuration import CONFIGURATION, parse_configuration
from osteon.analysis.plan_file import parse_plan
from osteon.analysis.schemas import SCHEMAS, configuration_schema, plan_schema
from osteon.analysis.tasks import TASK

VALUES = st.sampled_from(
    ["x", "", 0, 1, -1, 1.5, True, [], ["x"], [1], {}, {"x": "y"}, {"x": 1}, {"model": "m"}, {"x": {"model": "m"}}]
)
PLAN = jsonschema.Draft202012Validator(plan_schema())
SETTINGS = jsonschema.Draft202012Validator(configuration_schema())


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schema_is_the_one_that_the_shapes_give(name: str) -> None:
    shipped = json.loads(files("osteon").joinpath("schemas", name).read_text(encoding="utf-8"))
    assert shipped == SCHEMAS[name]()
    jsonschema.Draft202012Validator.check_schema(shipped)


@given(st.dictionaries(st.sampled_from([*TASK.keys, "need"]), VALUES, max_size=3))
def test_a_task_is_valid_for_both_or_for_none(task: dict[str, object]) -> None:
    text = tomlkit.dumps({"task": [task]})
    assert PLAN.is_valid(tomllib.loads(text)) == (not parse_plan(text).findings)


@given(st.dictionaries(st.sampled_from([*CONFIGURATION.keys, "spec"]), VALUES, max_size=3))
def test_settings_are_valid_for_both_or_for_none(settings: dict[str, object]) -> None:
    text = tomlkit.dumps(settings)
    assert SETTINGS.is_valid(tomllib.loads(text)) == (not parse_configuration(text).findings)
