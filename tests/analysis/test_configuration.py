"""The configuration, from `osteon.toml` or from a table of a `pyproject.toml`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteon.analysis.configuration import Configuration, ReviewSettings, Role, VerifySettings, parse_configuration

EVERYTHING = """\
specs = "spec"
plan = "build.toml"
output = "out"
language = "rust"
tags = ["@owner", "team"]
vocabulary = ["Fast Fourier", "API"]
fix_attempts = 0
review = { role = "audit", required = true }
context_tokens = 9
[verify]
setup = ["pip install x"]
commands = ["ruff check {outputs}"]
timeout = 5
sandbox = "bwrap"
network = true
[models]
default = "a/b"
audit = { model = "c/d", temperature = 0.5, api_base = "http://here", retries = 1, price = { input = 1, output = 2.5 } }
[budget]
usd = 2.5
[check]
vague-adverb = "hint"
"drafts/*" = { long-statement = "off" }
"""


def codes(text: str) -> list[tuple[str, str]]:
    return [(finding.code, text[slice(*finding.span)]) for finding in parse_configuration(text).findings]


def test_every_setting_is_read() -> None:
    assert parse_configuration(EVERYTHING) == Configuration(
        "spec",
        "build.toml",
        "out",
        "rust",
        ("owner", "team"),
        frozenset({"fast fourier", "api"}),
        VerifySettings(("pip install x",), ("ruff check {outputs}",), 5, "bwrap", True),
        {
            "default": Role("a/b"),
            "audit": Role("c/d", {"temperature": 0.5}, {"api_base": "http://here", "retries": 1}, (1, 2.5)),
        },
        fix_attempts=0,
        context_tokens=9,
        budget_usd=2.5,
        check={"vague-adverb": "hint"},
        check_files={"drafts/*": {"long-statement": "off"}},
        review=ReviewSettings(True, "audit", True),
    )


@pytest.mark.parametrize(
    ("text", "review"),
    [
        ("", ReviewSettings()),
        ("review = true", ReviewSettings(True)),
        ("[review]", ReviewSettings(True)),
        ('[review]\nenabled = false\nrole = "r"', ReviewSettings(False, "r")),
        ("[review]\nrequired = 1", ReviewSettings(True)),
    ],
)
def test_a_review_is_a_truth_or_a_table(text: str, review: ReviewSettings) -> None:
    assert parse_configuration(text).review == review


def test_a_table_of_a_pyproject_is_read_and_the_rest_is_not() -> None:
    text = '[project]\nname = "x"\n[tool.other]\nspecs = 1\n[tool.osteon]\nspecs = "s"\n'
    assert parse_configuration(text, table=("tool", "osteon")) == Configuration(specs="s")
    assert parse_configuration('[project]\nname = "x"\n', table=("tool", "osteon")) == Configuration()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("spec = 1", ("unknown-configuration-key", "spec")),
        ("specs = 1", ("invalid-value", "1")),
        ('specs = "/tmp"', ("escaping-path", '"/tmp"')),
        ('output = "../.."', ("escaping-path", '"../.."')),
        ("[verify]\ntime = 1", ("unknown-configuration-key", "time")),
        ("[verify]\ntimeout = 0", ("invalid-value", "0")),
        ("[verify]\ntimeout = nan", ("invalid-value", "nan")),
        ('[verify]\nsandbox = "docker"', ("invalid-value", '"docker"')),
        ("[verify]\nnetwork = 1", ("invalid-value", "1")),
        ("review = 1", ("invalid-value", "1")),
        ("[review]\nrequires = true", ("unknown-configuration-key", "requires")),
        ("fix_attempts = true", ("invalid-value", "true")),
        ("fix_attempts = 1.5", ("invalid-value", "1.5")),
        ("[budget]\nusd = -1", ("invalid-value", "-1")),
        ('[check]\nx = "loud"', ("invalid-value", '"loud"')),
        ('[check."a*"]\nx = "loud"', ("invalid-value", '"loud"')),
        ("[models]\na = { temperature = 1 }", ("invalid-value", "{ temperature = 1 }")),
        ("[models]\na = { model = 'm', since = 2020-01-01 }", ("invalid-value", "2020-01-01")),
        ("[models]\na = { model = 'm', api_key = 'k' }", ("invalid-value", "api_key")),
        ('specs = "s', ("toml-syntax", 'specs = "s')),
    ],
)
def test_a_wrong_setting_is_a_finding_and_has_its_default(text: str, found: tuple[str, str]) -> None:
    configuration = parse_configuration(text)
    assert codes(text) == [found]
    assert (configuration.specs, configuration.output, configuration.verify, configuration.fix_attempts) == (
        "specs",
        ".",
        VerifySettings(),
        3,
    )


def test_a_credential_never_becomes_a_parameter_of_a_request() -> None:
    role = parse_configuration('[models]\na = { model = "m", api_key = "k", max_tokens = 5 }').role("a")
    assert role == Role("m", {"max_tokens": 5})


@given(st.lists(st.sampled_from(["[models]", "[check]", "a", "=", '"x"', "{", "}", "1", "\n", "verify"])))
def test_any_text_is_a_configuration(pieces: list[str]) -> None:
    parse_configuration(" ".join(pieces))
