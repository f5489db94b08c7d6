"""`osteon fmt` in a folder."""

from pathlib import Path

from click.testing import CliRunner

from osteon.cli.fmt import fmt


def test_a_link_is_formatted_where_it_leads(tmp_path: Path) -> None:
    shared, link = tmp_path / "shared.smd", tmp_path / "a.smd"
    shared.write_text("# A\n\n@id:   A\n")
    link.symlink_to(shared.name)
    CliRunner().invoke(fmt, [str(link)], standalone_mode=False, catch_exceptions=False)
    assert link.is_symlink()
    assert shared.read_text() == "# A\n\n@id: A\n"
