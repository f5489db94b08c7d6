from __future__ import annotations

import pytest

from osteon.models.structured import ReplyInvalid, parse_reply

SCHEMA = {
    "type": "object",
    "properties": {"tasks": {"type": "array", "items": {"type": "string"}}},
    "required": ["tasks"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    "text",
    [
        '{"tasks": ["a"]}',
        '\n {"tasks": ["a"]} \n',
        '```json\n{"tasks": ["a"]}\n```',
        'Here it is:\n\n~~~\n{"tasks": ["a"]}\n~~~\nDone.',
    ],
)
def test_a_reply_may_stand_alone_or_in_a_fence(text: str) -> None:
    assert parse_reply(text, SCHEMA) == {"tasks": ["a"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("I cannot do that.", "line 1, column 1"),
        ('{"tasks": [', "not JSON"),
        ('```json\n{"tasks": []}\n', "not JSON"),
        ('```\n{"tasks": []}\n```\n```\n{"tasks": ["b"]}\n```', "not JSON"),
        ('{"tasks": []}\n```\n', "not JSON"),
        ('{"tasks": [NaN]}', "NaN"),
        ("[" * 100_000, "not usable JSON|not JSON"),
        ('{"tasks": 1' + "0" * 5000 + "}", "not usable JSON|fit the schema"),
        ("[]", r"- \$: "),
        ("{}", "'tasks' is a required property"),
        ('{"tasks": ["a", 2], "more": 1}', r"(?s)- \$: .*more.*- \$\.tasks\[1\]: 2 is not of type 'string'"),
    ],
)
def test_anything_else_is_an_error_that_a_model_can_act_on(text: str, message: str) -> None:
    with pytest.raises(ReplyInvalid, match=message):
        parse_reply(text, SCHEMA)


def test_a_flood_of_problems_is_cut_with_their_number() -> None:
    with pytest.raises(ReplyInvalid, match="and 90 more") as caught:
        parse_reply(f'{{"tasks": {[1] * 100}}}', SCHEMA)
    assert len(str(caught.value)) < 2000
