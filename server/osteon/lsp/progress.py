"""Shows a client what long work is doing: as a progress bar it can cancel, else as log lines."""

from __future__ import annotations

import uuid
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from osteon.lsp.server import OsteonServer


class WorkProgress:
    """One piece of work. Its bar is created at once, without waiting for the client's answer."""

    def __init__(self, server: OsteonServer, title: str) -> None:
        self._server = server
        self._shown = server.client.progress
        self.title = title
        self.token = str(uuid.uuid4())
        self._percentage = 0
        if self._shown:
            create = types.WorkDoneProgressCreateParams(self.token)
            self._request = server.protocol.send_request(types.WINDOW_WORK_DONE_PROGRESS_CREATE, create)
            self._request.add_done_callback(self._answered)
            self._send({"kind": "begin", "title": title, "cancellable": True, "percentage": 0})
        else:
            self._log(f"{title} …")

    def report(self, message: str, *, percentage: int | None = None) -> None:
        """Say what is being done now; the percentage never falls."""
        self._percentage = max(self._percentage, min(percentage or 0, 100))
        if self._shown:
            self._send({"kind": "report", "message": message, "percentage": self._percentage})
        else:
            self._log(f"{self.title}: {message}")

    def end(self, message: str) -> None:
        """Take the bar away."""
        if self._shown:
            self._send({"kind": "end", "message": message})
        else:
            self._log(f"{self.title}: {message}")

    def _answered(self, answer: Future[Any]) -> None:
        self._shown = not answer.cancelled() and answer.exception() is None

    def _send(self, value: dict[str, Any]) -> None:
        self._server.protocol.notify_plain(types.PROGRESS, {"token": self.token, "value": value})

    def _log(self, message: str) -> None:
        params = types.LogMessageParams(types.MessageType.Info, message)
        self._server.window_log_message(params)
