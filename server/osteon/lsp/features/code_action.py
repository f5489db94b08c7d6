"""`textDocument/codeAction`: fixes of findings, all safe fixes at once, and Osteon's commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from osteon.analysis.findings import FileEdit
from osteon.analysis.fixing import safe_edits
from osteon.analysis.ide.code_actions import (
    CommandAction,
    QuickFix,
    command_actions,
    decisions,
    generated_actions,
    quick_fixes,
    rewrites,
)
from osteon.analysis.ide.silencing import ConfigurationFile
from osteon.analysis.text import Span
from osteon.lsp import from_proto, to_proto
from osteon.lsp.generated import findings as generated_findings
from osteon.lsp.generated import is_edited
from osteon.project import table_of

if TYPE_CHECKING:
    from osteon.analysis.build_state import GeneratedFile
    from osteon.lsp.projects import OpenProject
    from osteon.lsp.server import OsteonServer

FIX_ALL = "source.fixAll.osteon"
COMMAND = "source.osteon"
FIX_ALL_TITLE = "Osteon: apply all safe fixes"

Actions = Iterator[types.CodeAction | types.Command]


def respond(server: OsteonServer, params: types.CodeActionParams) -> list[types.CodeAction | types.Command] | None:
    """Return what can be done about a range; edits come later to clients that ask for them when one is chosen."""
    if (generated := server.generated(params.text_document.uri)) is not None:
        return list(_for_generated(server, *generated, params))
    source = server.source(params.text_document.uri)
    if source is None:
        return None
    project, path = source
    span = from_proto.span(params.range, server.lines(project, path), server.client.encoding)
    return [*_fixes(server, project, path, span, params), *_commands(server, project, path, span, params)]


def resolve(server: OsteonServer, action: types.CodeAction) -> types.CodeAction:
    """Give an action its edit, made from the findings of now: none where the text has changed since."""
    data: Any = action.data
    source = server.source(str(data.get("uri"))) if isinstance(data, dict) else None
    if source is None:
        return action
    project, path = source
    if data.get("version") != _version(server, project, path):
        return action
    if data.get("fix") is None:
        action.edit = _edit(server, project, safe_edits(project.workspace, path), FIX_ALL_TITLE)
        return action
    span = Span(*data["span"])
    rewriting = action.kind == types.CodeActionKind.RefactorRewrite
    quick = [] if rewriting else [found.fix for found in _quick_fixes(server, project, path, span)]
    fixes = list(rewrites(project.workspace, path, span)) if rewriting else quick
    if data["fix"] < len(fixes) and fixes[data["fix"]].title == action.title:
        action.edit = _edit(server, project, fixes[data["fix"]].edits, action.title)
    return action


def _fixes(
    server: OsteonServer, project: OpenProject, path: str, span: Span, params: types.CodeActionParams
) -> Actions:
    if not server.client.literal_actions:
        return
    if _wanted(types.CodeActionKind.QuickFix.value, params.context):
        for number, found in enumerate(_quick_fixes(server, project, path, span)):
            yield _quick_fix(server, project, path, span, number, found)
    if _wanted(types.CodeActionKind.RefactorRewrite.value, params.context):
        for number, fix in enumerate(rewrites(project.workspace, path, span)):
            action = types.CodeAction(fix.title, kind=types.CodeActionKind.RefactorRewrite)
            yield _with_edit(server, project, path, action, fix.edits, {"fix": number, "span": list(span)})
    if _wanted(FIX_ALL, params.context) and (edits := safe_edits(project.workspace, path)):
        action = types.CodeAction(FIX_ALL_TITLE, kind=FIX_ALL)
        yield _with_edit(server, project, path, action, edits, {"fix": None})


def _quick_fixes(server: OsteonServer, project: OpenProject, path: str, span: Span) -> list[QuickFix]:
    """Return what can be done about the findings at a range; `resolve` finds an action here again by its number."""
    settings = project.project.configuration_path
    configuration = None
    if settings is not None and not project.loose:
        text = server.lines(project, settings.name).text
        configuration = ConfigurationFile(settings.name, text, table_of(settings))
    return list(quick_fixes(project.workspace, path, span, configuration=configuration))


def _quick_fix(
    server: OsteonServer, project: OpenProject, path: str, span: Span, number: int, found: QuickFix
) -> types.CodeAction:
    plain = server.publisher.texts.plain(project, path, [found.finding])
    action = types.CodeAction(
        found.fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[server.structure(one, types.Diagnostic) for one in plain],
        is_preferred=True if found.fix.preferred and server.client.preferred_actions else None,
    )
    return _with_edit(server, project, path, action, found.fix.edits, {"fix": number, "span": list(span)})


def _with_edit(
    server: OsteonServer,
    project: OpenProject,
    path: str,
    action: types.CodeAction,
    edits: tuple[FileEdit, ...],
    data: dict[str, Any],
) -> types.CodeAction:
    """Give an action its edit, or what is needed to make it when it is chosen."""
    if server.client.lazy_edits:
        action.data = data | {"uri": server.uri(project, path), "version": _version(server, project, path)}
    else:
        action.edit = _edit(server, project, edits, action.title)
    return action


def _edit(server: OsteonServer, project: OpenProject, edits: tuple[FileEdit, ...], label: str) -> types.WorkspaceEdit:
    def target(path: str) -> to_proto.TargetFile:
        version = _version(server, project, path)
        return to_proto.TargetFile(server.uri(project, path), version, server.lines(project, path))

    return to_proto.workspace_edit(edits, server.client, target, label=label)


def _version(server: OsteonServer, project: OpenProject, path: str) -> int | None:
    document = server.documents.at(project.root / path)
    return document.version if document else None


def _commands(
    server: OsteonServer, project: OpenProject, path: str, span: Span, params: types.CodeActionParams
) -> Actions:
    """Offer the commands, but not in a light bulb that the client shows unasked."""
    if _is_asked_for(COMMAND, params.context):
        found = command_actions(project.workspace, path, span.start)
        yield from _offered(server, found, COMMAND, server.uri(project, path))


def _for_generated(
    server: OsteonServer, project: OpenProject, file: GeneratedFile, params: types.CodeActionParams
) -> Actions:
    """Offer what can be decided about an edited file at its finding or when asked for, and the commands of its task."""
    uri = server.uri(project, file.path)
    if is_edited(server, project, file):
        span = from_proto.span(params.range, server.lines(project, file.path), server.client.encoding)
        found = generated_findings(server, project, file.path)
        at_finding = any(span.start <= one.span.end and one.span.start <= span.end for one in found)
        if at_finding and _wanted(types.CodeActionKind.QuickFix.value, params.context):
            yield from _offered(server, decisions(file), types.CodeActionKind.QuickFix.value, uri)
        elif not at_finding and _is_asked_for(COMMAND, params.context):
            yield from _offered(server, decisions(file), COMMAND, uri)
    if _is_asked_for(COMMAND, params.context):
        yield from _offered(server, generated_actions(file), COMMAND, uri)


def _is_asked_for(kind: str, context: types.CodeActionContext) -> bool:
    return _wanted(kind, context) and context.trigger_kind != types.CodeActionTriggerKind.Automatic


def _offered(server: OsteonServer, found: Iterable[CommandAction], kind: str, uri: str) -> Actions:
    """Offer commands, as actions where the client knows those."""
    for one in found:
        command = _command(one, uri)
        yield types.CodeAction(one.title, kind=kind, command=command) if server.client.literal_actions else command


def _command(action: CommandAction, uri: str) -> types.Command:
    return types.Command(action.title, action.command, arguments=[*action.arguments, uri])


def _wanted(kind: str, context: types.CodeActionContext) -> bool:
    """Tell whether the client asks for actions of a kind: it may name the kind or one above it."""
    asked = [str(getattr(one, "value", one)) for one in context.only or ()]
    return not asked or any(one == "" or kind == one or kind.startswith(f"{one}.") for one in asked)
