"""`osteon import` on whole projects, as a person runs it, and what can be done with its result."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.importing.projects import FULL, PLAIN, TAGGED, write

from osteon.cli.main import osteon
from osteon.project import UserError

MODEL = """\
import sys
prompt = sys.stdin.read()
path = prompt.split("## Files to write")[1].split("- ")[1].split()[0]
print(f"### {path}\\n````\\ndef up(number):\\n    return number + 1\\n\\ndef reset(number):\\n    return 0\\n````")
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = osteon.main(list(arguments), standalone_mode=False)
    return code, capsys.readouterr().out


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(params=[TAGGED, PLAIN, FULL], ids=["0.0.1", "0.0.5", "0.2"])
def project(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(request.param, tmp_path)


def test_all_that_was_there_stays_and_the_result_has_no_errors(project, capsys):
    before = files(project)
    assert run(capsys, "import")[0] == 0
    assert {path: data for path, data in files(project).items() if path in before} == before
    assert run(capsys, "check")[0] == 0


def test_a_second_run_changes_nothing(project, capsys):
    run(capsys, "import")
    before = files(project)
    code, text = run(capsys, "import")
    assert (code, files(project)) == (0, before)
    assert "imported already" in text


def test_a_dry_run_tells_the_same_and_writes_nothing(project, capsys):
    before = files(project)
    dry = json.loads(run(capsys, "import", "--dry-run", "--json")[1])
    assert files(project) == before
    real = json.loads(run(capsys, "import", "--json")[1])
    assert {**dry, "dry_run": False} == real
    assert {file["path"] for file in real["files"]} == files(project).keys() - before.keys()


def test_into_another_folder(project, capsys, monkeypatch):
    before = files(project)
    run(capsys, "import", "--into", "new")
    assert {path: data for path, data in files(project).items() if not path.startswith("new/")} == before
    monkeypatch.chdir(project / "new")
    assert run(capsys, "check")[0] == 0


@pytest.mark.parametrize("project", [PLAIN, FULL], indirect=True)
def test_the_planner_takes_the_plan_for_up_to_date(project, capsys):
    run(capsys, "import")
    code, text = run(capsys, "plan", "--check")
    assert (code, text.splitlines()[-1].partition(": ")[2]) == (0, "up to date")


@pytest.mark.parametrize("project", [FULL], indirect=True)
def test_what_was_imported_can_be_built_and_its_cases_run(project, capsys):
    run(capsys, "import")
    (project / "model.py").write_text(MODEL)
    configuration = (project / "osteon.toml").read_text()
    model = f"command: {sys.executable} {project}/model.py"
    configuration = configuration.replace("anthropic/claude-x", model) + '\n[verify]\nsandbox = "none"\n'
    (project / "osteon.toml").write_text(configuration)
    (project / "out").mkdir()
    (project / "out/main.py").write_text("import counter\n")
    code, text = run(capsys, "build")
    assert (code, "001: built" in text) == (0, True)
    assert (project / "out/assets/logo.txt").read_text() == "1 2 3\n"
    assert run(capsys, "status")[0] == 0


@pytest.mark.parametrize("project", [PLAIN], indirect=True)
def test_no_secret_is_copied_or_shown(project, capsys):
    assert "sk-secret" not in run(capsys, "import")[1]
    assert "sk-secret" not in (project / "osteon.toml").read_text()


@pytest.mark.parametrize("project", [PLAIN], indirect=True)
def test_an_import_that_was_broken_off_goes_on(project, capsys):
    run(capsys, "import")
    whole = files(project)
    (project / "osteon.toml").unlink()
    assert run(capsys, "import")[0] == 0
    assert files(project) == whole


@pytest.mark.parametrize("project", [TAGGED], indirect=True)
def test_a_project_of_osteon_is_refused(project):
    (project / "osteon.toml").write_text('specs = "specs"\n')
    with pytest.raises(UserError, match="already, and nothing was changed"):
        osteon.main(["import"], standalone_mode=False)


@pytest.mark.parametrize("project", [PLAIN], indirect=True)
def test_nothing_is_overwritten(project):
    (project / "spec/plan.toml").write_text("# mine\n")
    before = files(project)
    with pytest.raises(UserError, match="nothing is overwritten"):
        osteon.main(["import"], standalone_mode=False)
    assert files(project) == before


def test_a_plan_in_the_same_place_is_kept_under_another_name(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    plan = PLAIN[".ossature/plan.toml"]
    write({**{path: text for path, text in PLAIN.items() if "plan" not in path}, "spec/plan.toml": plan}, tmp_path)
    run(capsys, "import")
    assert (tmp_path / "spec/plan.ossature.toml").read_text() == plan
    assert "[plan]" in (tmp_path / "spec/plan.toml").read_text()
    (tmp_path / "osteon.toml").unlink()
    imported = files(tmp_path)
    assert run(capsys, "import")[0] == 0
    assert files(tmp_path).items() >= imported.items()


def test_without_a_project_the_next_step_is_named(tmp_path):
    with pytest.raises(UserError, match=r"no ossature\.toml here or above"):
        osteon.main(["import", str(tmp_path)], standalone_mode=False)


@pytest.mark.parametrize("text", ["[project", '[project]\nspec_dir = "../up"\n', '[project]\nspec_dir = "none"\n'])
def test_a_configuration_that_cannot_be_followed_is_refused_by_its_place(text, tmp_path):
    (tmp_path / "ossature.toml").write_text(text)
    with pytest.raises(UserError, match=r"ossature\.toml: .*(correct|move)"):
        osteon.main(["import", str(tmp_path)], standalone_mode=False)


@pytest.mark.parametrize("project", [PLAIN], indirect=True)
def test_a_plan_that_is_no_toml_is_named_by_its_line_and_nothing_is_written(project):
    (project / ".ossature/plan.toml").write_text('[meta]\n\n[[task]\nid = "1"\n')
    before = files(project)
    with pytest.raises(UserError, match=r"\.ossature/plan\.toml:3: "):
        osteon.main(["import"], standalone_mode=False)
    assert files(project) == before


@pytest.mark.parametrize("project", [FULL], indirect=True)
def test_outputs_that_stand_there_already_are_pointed_out_and_can_be_kept(project, capsys):
    write({"out/counter.py": "def up(n):\n    return n + 1\n\n\ndef reset(n):\n    return 0\n"}, project)
    assert "`osteon drift keep TASK` pins them" in run(capsys, "import")[1]
    assert run(capsys, "status")[0] == 3
    assert run(capsys, "drift", "keep", "001")[0] == 0
    assert "pinned   001" in run(capsys, "status")[1]


@pytest.mark.parametrize("project", [TAGGED], indirect=True)
def test_an_error_with_a_safe_fix_is_corrected_and_shown(project, capsys):
    path = project / "specs/counter.smd"
    before = path.read_text()
    path.write_text(before.replace("@id: COUNTER\n", "@id: COUNTER\n@id: COUNTER\n"))
    assert "-@id: COUNTER" in run(capsys, "import")[1]
    assert path.read_text() == before
    assert run(capsys, "check")[0] == 0


@pytest.mark.parametrize("project", [TAGGED], indirect=True)
def test_what_ossature_lets_pass_is_a_warning(project, capsys):
    path = project / "specs/counter.amd"
    path.write_text(path.read_text() + "\n**Depends on:** Missing\n")
    assert "a warning there only, since Ossature lets it pass: unknown-component" in run(capsys, "import")[1]
    assert run(capsys, "check")[0] == 0
