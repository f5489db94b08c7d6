import json
import shlex
import subprocess
import sys
from textwrap import dedent

import pytest

from osteon.analysis.case_groups import SCHEMA_KEYWORDS
from osteon.analysis.cases import parse_cases
from osteon.engine.case_compare import ANNOTATIONS, KEYWORDS
from osteon.engine.harness import REPORT, module_of, read_summary, render_harness, target_names


@pytest.fixture
def run(tmp_path):
    """Return a function that runs cases against the code of `built.py` and gives its output."""

    def run(vmd, code, *, language="python"):
        cases = parse_cases(dedent(vmd) if vmd.startswith("\n") else f"@spec X\n{vmd}\n")
        assert cases.findings == ()
        (tmp_path / "built.py").write_text(dedent(code))
        modules = dict.fromkeys(target_names(cases), "built")
        harness = render_harness(cases, language=language, modules=modules, path="specs/x.vmd")
        for path, text in harness.files.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text)
        words = [sys.executable if word == "python" else word for word in shlex.split(harness.command)]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        assert (done.returncode == 0) == harness.passed(done.stdout)
        return done.stdout

    return run


@pytest.mark.parametrize(
    ("modes", "expected", "good", "bad"),
    [
        ("", "[1, 2]", ["[1, 2]", "(1, 2)", "iter([1, 2])"], ["[2, 1]", "[1]", "'[1, 2]'", "{1, 2}", "[True, 2]"]),
        ("", "[1, 255]", ["b'\\x01\\xff'", "bytearray([1, 255])", "range(1, 256, 254)"], ["b'\\x01'"]),
        ("", "true", ["True"], ["1", "'true'", "None"]),
        ("", "1", ["1", "1.0"], ["True", "1.0000001", "'1'"]),
        ("", "null", ["None"], ["0", "False", "''"]),
        ("", "NaN", ["float('nan')"], ["0.0"]),
        ("", '{"a": {"b": [1]}, "7": 2}', ["{7: 2, 'a': {'b': [1]}}"], ["{'a': {'b': [1]}}", "{'a': {'b': []}, 7: 2}"]),
        ("", str(2**70), ["2**70"], ["2**70 + 1", "float(2**70 + 2**30)"]),
        ("", "Ok", ["object()", "None"], ["1 / 0"]),
        ("~approx", "0.3", ["0.1 + 0.2", "0.3000000001"], ["0.31", "None", "'0.3'"]),
        ("~approx:0.1", "[10, {}]", ["[10.5, {}]"], ["[12, {}]", "[10.5]"]),
        ("~approx", "NaN", ["float('nan')"], ["1.0"]),
        ("~unordered", "[1, 2, 2]", ["[2, 1, 2]", "(2, 2, 1)"], ["[1, 2]", "[1, 1, 2]", "[1, 2, 2, 2]"]),
        ("~unordered", "[1, 2]", ["{2, 1}", "frozenset([1, 2])"], ["{1, 3}", "{1: 2}"]),
        ("~unordered ~approx:0.1", "[1, 5]", ["[5.01, 1.01]"], ["[5, 5]"]),
        ("~matches", '"^a+b$"', ["'aab'"], ["'aabc'", "None", "['aab']"]),
        ("~struct", '{"x": 1, "y": [2]}', ["Point(1, [2])", "Named(1, [2])", "Plain()"], ["Point(1, [3])", "7"]),
        ("~struct", '[{"x": 1}]', ["[Point(1, 2)]", "[{'x': 1}]"], ["[]", "[Point(2, 2)]"]),
        ("~decimal", '"12.50"', ["Decimal('12.5')", "'12.500'", "12.5"], ["Decimal('12.51')", "'x'", "True"]),
        ("~decimal", "0.1", ["Decimal('0.1')"], ["0.1 + 1e-17 + 2e-17", "Decimal(0.1)"]),
        (
            "~schema",
            '{"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 1}}}',
            ["{'n': 1}", "{'n': 2, 'm': None}"],
            ["{'n': 0}", "{}", "{'n': '1'}", "{'n': True}", "[]"],
        ),
        ("~schema", '{"items": {"enum": [1, "a"]}, "uniqueItems": true}', ["[1, 'a']", "7"], ["[1, 1]", "[True]"]),
        (
            "~schema",
            '{"oneOf": [{"type": "string", "pattern": "^x"}, {"type": "number", "multipleOf": 0.5}]}',
            ["1.5"],
            ["'y'", "0.3"],
        ),
    ],
)
def test_each_mode_accepts_what_it_should_and_nothing_else(run, modes, expected, good, bad):
    code = """
        from dataclasses import dataclass
        from decimal import Decimal
        from typing import NamedTuple

        @dataclass
        class Point:
            x: object
            y: object

        class Named(NamedTuple):
            x: object
            y: object

        class Plain:
            __slots__ = ("x",)
            y = property(lambda self: [2])
            def __init__(self):
                self.x = 1

        def f(text):
            return eval(text)
    """
    rows = [
        f"{kind}{at} | {json.dumps(text)} | {expected}"
        for kind, texts in (("good", good), ("bad", bad))
        for at, text in enumerate(texts)
    ]
    output = run("\n".join((f"f(text) {modes}", *rows)), code)
    failed = [line.split("case ")[1].split(":")[0] for line in output.splitlines()[:-1]]
    assert failed == [f"bad{at}" for at in range(len(bad))]
    assert read_summary(output) == (len(rows), len(good))


ERRORS = """
    class StackError(ValueError):
        pass

    def f(kind):
        if kind == "stack":
            raise StackError("call 2200 is too deep")
        if kind == "key":
            return {}[kind]
        if kind == "exit":
            raise SystemExit(3)
        return kind
"""


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('"stack" | !StackError', ""),
        ('"stack" | !StackError: too deep', ""),
        ('"stack" | !ValueError: 2200', ""),
        ('"stack" | !built.StackError', ""),
        ('"stack" | !StackError: shallow', "raised the right error with a message that lacks the wanted text"),
        ('"stack" | !KeyError', "raised StackError at built.py:7, which is another error than the case asks for"),
        ('"fine" | !StackError', "did not raise"),
        ('"key" | 1', "raised KeyError at built.py:9"),
        ('"exit" | 1', "raised SystemExit at built.py:11"),
        ('"fine" | []', "wrong result: returned str, wanted list"),
        ('"fine" | "other"', "wrong result: returned str"),
        ('"fine" | null', "wrong result: returned str"),
    ],
)
def test_errors_are_compared_and_failures_are_told_by_their_kind(run, row, says):
    output = run(f"@covers stack-depth\nf(kind)\none | {row}", ERRORS).splitlines()
    assert output[:-1] == ([f"x.vmd: group f, case one (covers stack-depth): {says}"] if says else [])


def test_a_case_that_hangs_or_kills_the_process_costs_only_itself(run):
    code = """
        import os
        def f(n):
            if n == 1:
                while True: pass
            if n == 2:
                os._exit(7)
            if n == 3:
                print("osteon-cases: 9 run, 9 passed")
            return n
    """
    output = run("f(n) ~timeout:1\na | 0 | 0\nb | 1 | 1\nc | 2 | 2\nd | 3 | 3\ne | 4 | 4", code).splitlines()
    assert output == [
        "x.vmd: group f, case b: timed out",
        "x.vmd: group f, case c: the call ended the whole process",
        "osteon-cases: 5 run, 3 passed",
    ]


def test_nothing_that_a_person_wrote_and_nothing_returned_is_in_the_output_but_all_is_in_the_report(run, tmp_path):
    code = """
        def f(secret):
            if secret == "leak-by-class":
                raise type(secret.replace("-", ""), (Exception,), {})()
            if secret == "leak-by-type":
                return type("Leaked_" + secret[:4], (), {})()
            raise RuntimeError("got " + secret)
    """
    rows = ('a | "leak-by-class" | "wanted-1"', 'b | "leak-by-type" | "wanted-2"', 'c | "plain" | !KeyError: wanted-3')
    output = run("\n".join(("f(secret)", *rows)), code)
    assert not any(word in output for word in ("leak", "Leak", "wanted-", "plain", "got "))
    report = (tmp_path / REPORT).read_text()
    assert all(word in report for word in ("leakbyclass", "wanted-1", "wanted-2", "wanted-3", "got plain"))


def test_built_code_finds_neither_expected_values_nor_the_data_file(run):
    code = """
        import gc, glob, sys
        def f(n):
            open_files = [open(path).read() for path in glob.glob("**/*.json", recursive=True)]
            held = [value for value in gc.get_objects() if isinstance(value, dict) and "expected" in value]
            return [len(open_files), len(held), "case_judge" in sys.modules]
    """
    assert run("f(n)\na | 7 | [0, 0, false]", code) == "osteon-cases: 1 run, 1 passed\n"


def test_a_module_that_cannot_be_imported_and_a_function_that_is_missing_are_said(run):
    assert "built cannot be imported: raised SyntaxError at built.py:2" in run("f()\na | 1", "\ndef f(:\n")
    assert "case a: missing function" in run("f()\na | 1", "g = 1")


def test_parameters_go_by_keyword_where_the_names_fit_and_by_position_where_not(run):
    rows = "f(b, a)\nx | 1 | 2 | [2, 1]\n\ng(p, q)\nx | 1 | 2 | [1, 2]"
    assert "2 run, 2 passed" in run(rows, "def f(a, b): return [a, b]\ndef g(x, y, /): return [x, y]")


def test_decimal_columns_keep_the_digits_that_were_written(run):
    assert "2 run, 2 passed" in run(
        'f(a: decimal)\nx | 0.10 | "Decimal(\'0.10\')"\ny | "1e3" | "Decimal(\'1E+3\')"', "def f(a): return repr(a)"
    )


MACHINE = """
    class Machine:
        def __init__(self, size=2):
            self.cells = [0] * size
        def put(self, at, value):
            self.cells[at] = value
        def dump(self):
            return self.cells

    def total(machine, extra):
        return sum(machine.cells) + extra

    def push(items, item):
        items.append(item)
        return len(items)
"""


def test_state_carries_from_call_to_call_in_a_scenario_and_starts_afresh_in_the_next(run):
    vmd = """
        @spec X
        @fixture machine = !Machine(3)
        total(machine, extra)
        fresh | 5 | 5

        scenario a machine keeps its cells:
          given machine
          when machine.put(1, 7)
          then ok
          when machine.dump()
          then returns [0, 7, 0]
          when total(machine, 1)
          then returns 8
          when machine.put(9, 1)
          then raises IndexError

        scenario and the next one is new:
          given machine
          given items = [1]
          when machine.dump()
          then returns [0, 0, 0]
          when push(items, 2)
          then returns 2
          when push(items, 2)
          then returns 3
    """
    assert run(vmd, MACHINE) == "osteon-cases: 3 run, 3 passed\n"
    broken = run(vmd, MACHINE.replace("self.cells[at] = value", "pass")).splitlines()
    assert broken[0] == "x.vmd: scenario a machine keeps its cells: step 2: wrong result: returned list"


def test_a_call_has_the_files_variables_and_input_it_was_given(run):
    vmd = """
        @spec X
        scenario everything given:
          given file "in/a.txt" = "one\\n"
          given env MODE = "fast"
          given stdin = "typed"
          when f()
          then returns ["one\\n", "fast", "typed"]
          then file "out.txt" is "done"

        scenario nothing given:
          when f()
          then raises FileNotFoundError
    """
    code = """
        import os, sys
        def f():
            text = open("in/a.txt").read()
            open("out.txt", "w").write("done")
            return [text, os.environ["MODE"], sys.stdin.read()]
    """
    assert run(vmd, code) == "osteon-cases: 2 run, 2 passed\n"


PROGRAM = """
    import os, pathlib, sys, time
    what, *rest = sys.argv[1:]
    if what == "echo":
        print(*rest)
    elif what == "both":
        print("out"); print("err", file=sys.stderr); sys.exit(3)
    elif what == "read":
        print(pathlib.Path("d/in.txt").read_text(), os.environ["MODE"], sys.stdin.read(), sep=",", end="")
    elif what == "write":
        pathlib.Path("out.txt").write_text(rest[0]); pathlib.Path("empty").touch()
    elif what == "hang":
        time.sleep(600)
    elif what == "bytes":
        print(os.fsencode(rest[0]).hex())
    elif what == "fail":
        {}["secret"]
"""


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ('when $ python -m built echo "a  b"\n> a  b', ""),
        ('when $ python -m built echo x\nthen stdout is "x"\nthen stderr empty', ""),
        ('when $ python -m built echo x\nthen stdout is "x\\n"', ""),
        ('when $ python -m built both\nthen exit 3\nthen stdout has "u"\nthen stderr matches "^e.r$"', ""),
        ("when $ python -m built bytes \\xff\n> ff", ""),
        ('when $ python -m built write T\nthen file "out.txt" is "T"\nthen file "empty" empty', ""),
        (
            'given file "d/in.txt" = "F"\ngiven env MODE = "M"\ngiven stdin="S"\nwhen $ python -m built read\n> F,M,S',
            "",
        ),
        ("when $ python -m built write T\nwhen $ python -c \"print(open('out.txt').read())\"\n> T", ""),
        ("when $ python -m built both", "wrong exit code"),
        ("when $ python -m built echo x\n> y", "wrong standard output"),
        ('when $ python -m built echo x\nthen stdout has "y"', "wrong content of standard output"),
        ("when $ python -m built both\nthen exit 3\nthen stderr empty", "wrong content of standard error"),
        ('when $ python -m built write T\nthen file "out.txt" is "U"', "wrong content of a file"),
        ('when $ python -m built echo x\nthen file "out.txt" is "U"', "a file that it must write is missing"),
        ("when $ python -m built fail", "wrong exit code, after an exception at built.py:17"),
        ("when $ no-such-program", "the program is neither in the build folder nor on the PATH"),
        ("when $ python -m built echo x\nwhen $ python -m built both", "step 2: wrong exit code"),
    ],
)
@pytest.mark.parametrize("language", ["python", "rust"])
def test_commands_run_without_a_shell_in_a_folder_of_their_own_for_any_language(run, steps, says, language):
    output = run(f"scenario s:\n{steps}", PROGRAM, language=language).splitlines()
    assert output[:-1] == ([f"x.vmd: scenario s: {says}"] if says else [])


def test_a_command_that_hangs_is_ended(run):
    assert "scenario s: timed out" in run("scenario s: ~timeout:1\nwhen $ python -m built hang", PROGRAM)


def test_a_program_is_found_in_the_build_folder(run, tmp_path):
    (tmp_path / "target" / "release").mkdir(parents=True)
    program = tmp_path / "target" / "release" / "tool"
    program.write_text("#!/bin/sh\necho built\n")
    program.chmod(0o755)
    assert "1 run, 1 passed" in run("scenario s:\nwhen $ tool\n> built", "", language="rust")


def test_functions_of_another_language_are_not_run_and_are_said_so(run):
    output = run("f()\na | 1\n\nscenario s:\nwhen f()\nthen ok\n\nscenario t:\nwhen $ python -V", "", language="Rust")
    assert output.splitlines() == [
        "not run: group f: functions in Rust cannot be called from here",
        "not run: scenario s: functions in Rust cannot be called from here",
        "osteon-cases: 1 run, 1 passed",
    ]


def test_a_fixture_that_names_no_constructor_is_not_run(run):
    output = run("@fixture server = !a running server\nf(server)\na | 1\n\ng()\na | 1", "def g(): return 1")
    assert output.splitlines() == [
        "not run: group f: a fixture it uses names no constructor",
        "osteon-cases: 1 run, 1 passed",
    ]


def test_async_functions_are_awaited(run):
    assert "1 run, 1 passed" in run("f(a)\nx | 1 | 2", "async def f(a): return a + 1")


def test_a_summary_is_read_from_the_last_line_only():
    assert read_summary("x\nosteon-cases: 4 run, 3 passed\n") == (4, 3)
    assert read_summary("osteon-cases: 4 run, 3 passed\nKilled") is None
    assert read_summary("") is None


def test_every_schema_keyword_that_a_case_may_use_is_known_to_the_runner():
    assert {*KEYWORDS, *ANNOTATIONS} == SCHEMA_KEYWORDS


def test_a_schema_that_cannot_be_compared_fails_its_case_only(run):
    rows = 'f(a) ~schema\nx | 1 | {"type": "secret"}\ny | 1 | {"type": "integer"}'
    output = run(rows, "def f(a): return a").splitlines()
    assert output == [
        "x.vmd: group f, case x: what the case expects cannot be compared",
        "osteon-cases: 2 run, 1 passed",
    ]


@pytest.mark.parametrize(("path", "module"), [("a.py", "a"), ("p/q/a.py", "p.q.a"), ("p/__init__.py", "p")])
def test_the_module_of_a_path(path, module):
    assert module_of(path) == module


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process's memory as a file")
@pytest.mark.parametrize("file", ["mem", "fd/1"])
def test_built_code_cannot_open_the_judges_memory_nor_its_output(run, file):
    code = f"""
        import os

        def add(a):
            open(f"/proc/{{os.getppid()}}/{file}", "rb").close()
    """
    assert "case x: raised PermissionError at built.py:5" in run("add(a)\n  x | 1 | 2", code)


@pytest.mark.parametrize("language", ["Python 3", "python 3.12", " PYTHON "])
def test_python_with_a_version_is_python(run, language):
    assert "1 run, 1 passed" in run("f()\na | 1\n", "def f():\n    return 1\n", language=language)
