"""The protocol's rules of conduct on top of pygls: every request gets one reply, whatever was sent and whenever."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from cattrs import Converter
from cattrs.errors import BaseValidationError
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

from osteon.lsp.message_reader import Malformed

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer

log = logging.getLogger(__name__)

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
INVALID_PARAMS = -32602
NOT_INITIALIZED = -32002
CANCELLED = -32800


class Phase(Enum):
    """How far the life of the connection has come."""

    NEW = auto()
    RUNNING = auto()
    SHUT_DOWN = auto()
    ENDED = auto()


class Written(str):
    """The result of a request as JSON text, which is sent as it is."""

    __slots__ = ()


class Protocol(LanguageServerProtocol):
    """Decides which messages reach a handler, and replies to the rest as the specification says."""

    _server: OsteonServer

    def __init__(self, server: OsteonServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.phase = Phase.NEW
        self.write: Callable[[bytes], None] = lambda _data: None
        self.was_cancelled: Callable[[str | int], bool] = lambda _request: False

    def _register_builtin_features(self) -> None:
        """Leave out the handlers of pygls, which keep documents in a workspace of its own: `lifecycle` has ours."""

    # -- receiving -----------------------------------------------------------------------------------------------

    def receive(self, message: Any) -> None:
        """Handle one decoded message, or say what is wrong with it."""
        if isinstance(message, Malformed):
            self.refuse(None, PARSE_ERROR, str(message))
        elif not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            self.refuse(_reply_id(message), INVALID_REQUEST, "not a JSON-RPC 2.0 message")
        elif "method" not in message:
            self._receive_response(message)
        elif not isinstance(message["method"], str):
            self.refuse(_reply_id(message), INVALID_REQUEST, "the method is not a string")
        elif "id" in message:
            self._receive_request(message)
        else:
            self._receive_notification(message)

    def _receive_request(self, message: dict[str, Any]) -> None:
        request, method = _reply_id(message), message["method"]
        if request is None:
            self.refuse(None, INVALID_REQUEST, "a request's id must be a number or a string")
        elif (refusal := self._out_of_turn(method)) is not None:
            self.refuse(request, *refusal)
        elif self.was_cancelled(request):
            self.refuse(request, CANCELLED, f"{method} was cancelled before it ran")
        elif (known := self._structured(message)) is not None:
            self._answer(request, method, known)

    def _answer(self, request: str | int, method: str, known: Any) -> None:
        if hasattr(known, "id"):
            self.handle_message(known)
        else:  # a notification has no handler that replies
            self.refuse(request, INVALID_REQUEST, f"{method} is a notification: it takes no id")

    def _out_of_turn(self, method: str) -> tuple[int, str] | None:
        """Return the error for a request that may not come now."""
        if method == types.INITIALIZE:
            return None if self.phase is Phase.NEW else (INVALID_REQUEST, "the server is initialized already")
        if self.phase is Phase.NEW:
            return NOT_INITIALIZED, f"{method} came before initialize"
        return None if self.phase is Phase.RUNNING else (INVALID_REQUEST, f"{method} came after shutdown")

    def _receive_notification(self, message: dict[str, Any]) -> None:
        if message["method"] == types.EXIT:
            self._server.stop(0 if self.phase is Phase.SHUT_DOWN else 1)
        elif self.phase is not Phase.RUNNING:
            log.warning("%s is ignored: the server is not running", message["method"])
        elif (known := self._structured(message)) is not None:
            self.handle_message(known)

    def _receive_response(self, message: dict[str, Any]) -> None:
        waiting = self._request_futures.get(message.get("id", "")) if _reply_id(message) is not None else None
        if waiting is None:
            log.warning("a reply to a request that nobody waits for: %.200s", message)
        elif (known := self._structured(message)) is not None:
            self.handle_message(known)
        else:
            self._fail(message["id"], waiting)

    def _fail(self, request: str | int, waiting: Future[Any]) -> None:
        self._request_futures.pop(request, None)
        if not waiting.done():
            waiting.set_exception(JsonRpcException("the client's reply could not be read", INVALID_PARAMS))

    def _structured(self, message: dict[str, Any]) -> Any:
        """Return a message as its lsprotocol type; None where it cannot be read, after a request got its error."""
        try:
            return self.structure_message(message)
        except Exception:  # whatever a client sends must not end the server
            if "method" in message and "id" in message:
                self.refuse(message["id"], INVALID_PARAMS, f"the parameters of {message['method']} are not valid")
            return None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return a message as its lsprotocol type. Raises JsonRpcException where it cannot be read."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if isinstance(error.__cause__, BaseValidationError):
                log.warning("cannot read %s: %s", data.get("method", "a reply"), error.__cause__)
            raise

    def _handle_response(self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None) -> None:
        waiting = self._request_futures.get(msg_id)
        if waiting is None or waiting.done():  # who asked has been cancelled meanwhile
            self._request_futures.pop(msg_id, None)
            return
        super()._handle_response(msg_id, result, error)

    def shut_down(self) -> None:
        """Take no more requests, and give up those that are being answered."""
        self.phase = Phase.SHUT_DOWN
        for request in [one for one in self._request_futures.values() if not one.done()]:
            request.cancel()

    # -- sending -------------------------------------------------------------------------------------------------

    def refuse(self, request: str | int | None, code: int, message: str) -> None:
        """Reply with an error."""
        self.send({"jsonrpc": "2.0", "id": request, "error": {"code": code, "message": message}})

    def send(self, message: Any) -> None:
        """Send a message given as JSON-ready data or as an lsprotocol object; nothing is sent after the end."""
        self._send_written(json.dumps(message, default=self._serialize_message, separators=(",", ":")))

    def _send_written(self, message: str) -> None:
        if self.phase is Phase.ENDED:
            return
        body = message.encode()
        try:
            self.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        except OSError as error:
            log.warning("the client is gone: %s", error)
            self._server.stop(1)

    def notify_plain(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification whose parameters are JSON-ready already."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def notify_written(self, method: str, params: str) -> None:
        """Send a notification whose parameters are JSON text already: the quick way for diagnostics."""
        self._send_written(f'{{"jsonrpc":"2.0","method":"{method}","params":{params}}}')

    def _send_data(self, data: Any) -> None:
        try:
            self.send(data)
        except (TypeError, ValueError):
            log.exception("a message could not be written")

    def _send_response(self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None) -> None:
        if error is not None:  # without `data`: pygls puts tracebacks there
            self.refuse(msg_id, error.code, error.message)
        elif isinstance(result, Written):
            self._send_written(f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":{result}}}')
        else:
            super()._send_response(msg_id, result)


def _reply_id(message: Any) -> str | int | None:
    """Return the id to reply to, None where the message has none that can be used."""
    found = message.get("id") if isinstance(message, dict) else None
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None
