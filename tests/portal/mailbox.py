"""A mail server on this machine, which keeps what CKAN sends."""
from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from types import TracebackType

__all__ = ["Mailbox"]


class Mailbox:
    """What arrived, each mail as one text: its headers and its words, decoded."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(self.mails))
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """Return ``host:port``, as the option ``smtp.server`` takes it."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Mailbox:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(mails: list[str]) -> type[socketserver.StreamRequestHandler]:
    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            while command := self.rfile.readline().strip().upper():
                if command == b"DATA":
                    self._say("354 go on")
                    mails.append(_text(self._message()))
                self._say("221 bye" if command == b"QUIT" else "250 yes")

        def _message(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return b"".join(lines)

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    return Session


def _text(content: bytes) -> str:
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *parts])
