"""What a person may do with a finding that is right and not wanted: allow it with a reason, or turn its code off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osteon.analysis.configuration import parse_configuration
from osteon.analysis.findings import Finding, Fix, Severity, fix_here
from osteon.analysis.rules.sections import under_heading
from osteon.analysis.source_file import SourceFile
from osteon.analysis.text import Blank, Lines, Span, TextEdit, apply_edits, edit_to_fill_in
from osteon.analysis.toml_tree import Table, read_toml

REASON = Blank("<reason>")


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """The file that a project's settings stand in: its path in the workspace, its text, and the table they are in."""

    path: str
    text: str
    table: tuple[str, ...] = ()


def silencings(finding: Finding, file: SourceFile, configuration: ConfigurationFile | None) -> Iterator[Fix]:
    """Yield how a finding may be silenced; an error may not."""
    if finding.severity is Severity.ERROR:
        return
    allow = _allow(finding, file)
    if allow is not None:
        yield fix_here(f"Allow {finding.code} here, with a reason", file.path, allow, preferred=False)
    off = turned_off(finding.code, configuration) if configuration else None
    if configuration and off:
        title = f"Turn {finding.code} off in {configuration.path}"
        yield fix_here(title, configuration.path, off, preferred=False)


def turned_off(code: str, configuration: ConfigurationFile) -> TextEdit | None:
    """Return the edit that turns a code off for the whole project; None where the file is not in order."""
    edit = _setting(f'{code} = "off"', code, configuration)
    before, after = configuration.text, apply_edits(configuration.text, (edit,))
    told = parse_configuration(after, table=configuration.table)
    worse = len(told.findings) > len(parse_configuration(before, table=configuration.table).findings)
    return edit if told.check.get(code) == "off" and not worse else None


def _setting(line: str, code: str, configuration: ConfigurationFile) -> TextEdit:
    """Put a line into the table `check`, in the place of a setting of the same code, or begin the table."""
    names = (*configuration.table, "check")
    table = _table(read_toml(configuration.text)[0], names)
    if table is not None and (entry := table.entries.get(code)):
        return TextEdit(entry.value.span, '"off"')
    text = configuration.text
    if table is not None:
        at = Lines(text).start(Lines(text).position(table.head.end).line + 1)
        lead = "" if text[:at].endswith(("\n", "\r")) else "\n"
        return TextEdit(Span(at, at), f"{lead}{line}\n")
    lead = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return TextEdit(Span(len(text), len(text)), f"{lead}[{'.'.join(names)}]\n{line}\n")


def _table(root: Table, names: tuple[str, ...]) -> Table | None:
    for name in names:
        value = root.get(name)
        if value is None or not isinstance(value.data, Table):
            return None
        root = value.data
    return root


def _allow(finding: Finding, file: SourceFile) -> TextEdit | None:
    """Return the edit that puts an `@allow` where it holds for a finding; None where nothing can hold it."""
    tag = (f"@allow: {finding.code} ", REASON, "\n")
    if file.cases is not None:
        spec = next((directive for directive in file.cases.directives if directive.name.text == "spec"), None)
        return edit_to_fill_in(_line_below(file.text, spec.span.end), *tag) if spec else None
    section = file.outline.section_at(finding.span.start) if file.outline else None
    if section is None or not section.level or section.piece.open_fence:
        return None
    return under_heading(section, *tag)


def _line_below(text: str, offset: int) -> Span:
    lines = Lines(text)
    at = lines.start(lines.position(offset).line + 1)
    return Span(at, at)
