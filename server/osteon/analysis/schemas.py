"""JSON Schemas of `plan.toml` and `osteon.toml` for other TOML tools, made from the shapes that the parsers check."""

from __future__ import annotations

from typing import Any

from osteon.analysis.configuration import CONFIGURATION
from osteon.analysis.own_rules import RULE_FILE
from osteon.analysis.tasks import PLAN, TASK_ID
from osteon.analysis.toml_shape import json_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan; `osteon/schemas/plan.schema.json` holds it."""
    schema = {"$schema": DIALECT, "title": "plan.toml of Osteon", **json_schema(PLAN)}
    task = schema["properties"]["task"]["items"]
    task["properties"]["id"]["pattern"] = f"^(?:{TASK_ID})$"
    task["required"] = ["id"]
    return schema


def configuration_schema() -> dict[str, Any]:
    """Return the JSON Schema of an `osteon.toml` and of `[tool.osteon]`; `osteon.schema.json` holds it."""
    return {"$schema": DIALECT, "title": "Configuration of Osteon", **json_schema(CONFIGURATION)}


def rules_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of a project's own rules; `rules.schema.json` holds it."""
    return {"$schema": DIALECT, "title": "Own rules of a project of Osteon", **json_schema(RULE_FILE)}


SCHEMAS = {
    "plan.schema.json": plan_schema,
    "osteon.schema.json": configuration_schema,
    "rules.schema.json": rules_schema,
}
"""The files under `osteon/schemas` with what makes them."""
