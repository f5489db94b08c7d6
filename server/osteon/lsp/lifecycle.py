"""The messages about the connection and its documents: one handler each, which calls the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder

from osteon.lsp import from_proto
from osteon.lsp.protocol import Phase
from osteon.lsp.views import SCHEME

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer


def _initialize(server: OsteonServer, params: types.InitializeParams) -> types.InitializeResult:
    server.prepare(params)
    features = server.protocol.fm
    server.protocol.client_capabilities = params.capabilities
    server.protocol.server_capabilities = ServerCapabilitiesBuilder(
        params.capabilities,
        set(features.features),
        features.feature_options,
        list(features.commands),
        types.TextDocumentSyncKind.Incremental,
        position_encoding=types.PositionEncodingKind(server.client.encoding),
    ).build()  # type: ignore[no-untyped-call]  # pygls leaves it untyped
    workspace = server.protocol.server_capabilities.workspace
    if workspace is not None and server.client.content_requests:
        workspace.text_document_content = types.TextDocumentContentOptions([SCHEME])
    server.protocol.phase = Phase.RUNNING
    return types.InitializeResult(server.protocol.server_capabilities, server.protocol.server_info)


def _initialized(server: OsteonServer, _params: types.InitializedParams) -> None:
    server.begin()


def _shutdown(server: OsteonServer, _params: None) -> None:
    server.protocol.shut_down()
    server.rest()


def _set_trace(server: OsteonServer, params: types.SetTraceParams) -> None:
    server.protocol.trace = params.value


def _did_open(server: OsteonServer, params: types.DidOpenTextDocumentParams) -> None:
    server.open_document(params.text_document)


def _did_change(server: OsteonServer, params: types.DidChangeTextDocumentParams) -> None:
    server.change_document(params.text_document, params.content_changes)


def _did_save(server: OsteonServer, params: types.DidSaveTextDocumentParams) -> None:
    server.save_document(params.text_document.uri)


def _did_close(server: OsteonServer, params: types.DidCloseTextDocumentParams) -> None:
    server.close_document(params.text_document.uri)


def _did_change_watched_files(server: OsteonServer, params: types.DidChangeWatchedFilesParams) -> None:
    server.reread([path for event in params.changes if (path := from_proto.path(event.uri))])


def _did_change_workspace_folders(server: OsteonServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    server.change_folders(params.event.added, params.event.removed)


def _did_change_configuration(_server: OsteonServer, _params: types.DidChangeConfigurationParams) -> None:
    """Do nothing: a project is configured by its own file, the same for every editor and for CI."""


async def _execute_command(server: OsteonServer, params: types.ExecuteCommandParams) -> Any:
    await server.loaded()
    return server.commands.run(params.command, params.arguments or [])


def _text_document_content(
    server: OsteonServer, params: types.TextDocumentContentParams
) -> types.TextDocumentContentResult:
    return types.TextDocumentContentResult(server.commands.views.content(params.uri))


def _cancel_progress(server: OsteonServer, params: types.WorkDoneProgressCancelParams) -> None:
    server.commands.cancel_token(params.token)


HANDLERS: Mapping[str, Callable[[OsteonServer, Any], Any]] = MappingProxyType(
    {
        types.INITIALIZE: _initialize,
        types.INITIALIZED: _initialized,
        types.SHUTDOWN: _shutdown,
        types.SET_TRACE: _set_trace,
        types.TEXT_DOCUMENT_DID_OPEN: _did_open,
        types.TEXT_DOCUMENT_DID_CHANGE: _did_change,
        types.TEXT_DOCUMENT_DID_SAVE: _did_save,
        types.TEXT_DOCUMENT_DID_CLOSE: _did_close,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _did_change_watched_files,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _did_change_workspace_folders,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION: _did_change_configuration,
        types.WORKSPACE_EXECUTE_COMMAND: _execute_command,
        types.WORKSPACE_TEXT_DOCUMENT_CONTENT: _text_document_content,
        types.WINDOW_WORK_DONE_PROGRESS_CANCEL: _cancel_progress,
    }
)
