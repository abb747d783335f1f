"""The HTTP client: where it goes, how long it tries, how much it takes."""
from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ckanext.mutualisation import http

OPTION = "ckanext.mutualisation.room.allowed_hosts"


class Server:
    """A server whose answers are set by the test: a list of (status, headers, body), the last one repeated."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], bytes]] = [(200, {}, b"{}")]
        self.connections: set[tuple[str, int]] = set()
        self.requests = 0
        self.delay = 0.0
        self.pause = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.requests += 1
                outer.connections.add(self.client_address)
                time.sleep(outer.delay)
                status, headers, body = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                # A client that gave up is what some tests are about.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    for start in range(0, len(body), 65_536):
                        self.wfile.write(body[start : start + 65_536])
                        time.sleep(outer.pause)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def client() -> Iterator[http.Client]:
    with http.Client(["127.0.0.1"], option=OPTION, retry_seconds=0) as one:
        yield one


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://0.0.0.0:{port}/",
        "http://[::1]:{port}/",
        "http://2130706433:{port}/",
    ],
)
def test_the_machine_itself_is_refused_whatever_its_name(server: Server, url: str):
    with http.Client(option=OPTION) as client, pytest.raises((http.AddressRefused, http.Unreachable)) as refused:
        client.get(url.format(port=server.port))
    assert server.requests == 0
    if "2130706433" not in url:
        assert isinstance(refused.value, http.AddressRefused)
        assert "allowed_hosts" in str(refused.value)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "192.168.1.1", "169.254.169.254", "172.16.0.1", "100.64.0.1", "[fe80::1]", "[::ffff:10.0.0.1]"],
)
def test_internal_addresses_are_refused_without_a_connection(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http.connection, "create_connection", lambda *_, **__: pytest.fail("it connected"))
    with http.Client(option=OPTION) as client, pytest.raises(http.AddressRefused):
        client.get(f"http://{address}/")


def test_a_name_that_changes_its_answer_after_the_check_gains_nothing(server: Server, monkeypatch: pytest.MonkeyPatch):
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", server.port))]]
    later = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
    tried = []

    def connect(place, *_, **__):
        tried.append(place[0])
        raise OSError("unreachable")

    monkeypatch.setattr(http.socket, "getaddrinfo", lambda *_, **__: answers.pop(0) if answers else later)
    monkeypatch.setattr(http.connection, "create_connection", connect)
    with http.Client(option=OPTION, retry_seconds=0) as client, pytest.raises(http.AddressRefused):
        client.get(f"http://rebinding.example:{server.port}/")
    assert tried == ["8.8.8.8"]


def test_a_redirect_into_the_network_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch):
    server.answers = [(302, {"Location": f"http://127.0.0.2:{server.port}/secret"}, b"")]
    with http.Client(["127.0.0.1"], option=OPTION) as client, pytest.raises(http.AddressRefused):
        client.get(server.url)
    assert server.requests == 1


def test_the_operator_allows_a_host_by_name_by_address_or_by_network(server: Server):
    for allowed in ("localhost", "127.0.0.1", "127.0.0.0/8"):
        with http.Client([allowed, "::1"], option=OPTION) as client:
            assert client.get(f"http://localhost:{server.port}/") == b"{}"


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "/etc/hostname", "http://"])
def test_other_schemes_are_refused(client: http.Client, url: str):
    with pytest.raises(http.SchemeRefused):
        client.get(url)


def test_a_redirect_to_a_file_is_refused(client: http.Client, server: Server):
    server.answers = [(302, {"Location": "file:///etc/hostname"}, b"")]
    with pytest.raises(http.SchemeRefused):
        client.get(server.url)


def test_an_error_that_passes_is_tried_again(client: http.Client, server: Server):
    server.answers = [(500, {}, b""), (429, {"Retry-After": "0"}, b""), (200, {}, b'{"ok": 1}')]
    assert client.get_json(server.url) == {"ok": 1}
    assert server.requests == 3


def test_an_error_that_lasts_is_told(client: http.Client, server: Server):
    server.answers = [(503, {}, b"")]
    with pytest.raises(http.Unreachable, match="503"):
        client.get(server.url)
    assert server.requests == 4


def test_a_server_that_is_not_there_is_told_in_few_words(client: http.Client, server: Server):
    server.server.server_close()
    with pytest.raises(http.Unreachable, match=r"did not answer: no connection to 127\.0\.0\.1") as told:
        client.get(server.url)
    assert not isinstance(told.value, http.Overloaded)


def test_a_server_too_slow_to_begin_may_be_asked_for_less(
    client: http.Client, server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(http, "_READ_SECONDS", 0.05)
    server.delay = 0.3
    with pytest.raises(http.Overloaded):
        client.get(server.url)


def test_a_server_cannot_make_us_wait_for_hours():
    retry = http._Retry()
    answer = type("Answer", (), {"headers": {"Retry-After": "86400"}})()
    assert retry.get_retry_after(answer) == 120


def test_a_refusal_is_told_with_the_servers_words_and_not_tried_again(client: http.Client, server: Server):
    server.answers = [(403, {}, b'{"success": false, "error": {"message": "Acc\\u00e8s refus\\u00e9"}}')]
    with pytest.raises(http.Refused, match="403: Accès refusé") as refused:
        client.get(server.url)
    assert refused.value.status == 403
    assert server.requests == 1


def test_an_answer_too_large_once_decompressed_is_dropped(server: Server):
    server.answers = [(200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 10_000_000))]
    with http.Client(["127.0.0.1"], option=OPTION, max_bytes=1_000_000) as client, pytest.raises(http.AnswerTooLarge):
        client.get(server.url)


def test_an_answer_that_does_not_end_in_time_is_dropped(server: Server):
    server.answers = [(200, {}, b"x" * 65_536 * 40)]
    server.pause = 0.02
    with http.Client(["127.0.0.1"], option=OPTION, total_seconds=0.2) as client, pytest.raises(http.TooSlow):
        client.get(server.url)


def test_an_answer_that_is_not_json_is_told(client: http.Client, server: Server):
    server.answers = [(200, {}, b"<html>")]
    with pytest.raises(http.NotJson):
        client.get_json(server.url)


def test_connections_are_kept(client: http.Client, server: Server):
    for _ in range(3):
        client.get(server.url)
    assert len(server.connections) == 1


def test_the_proxies_of_the_environment_are_not_followed(
    client: http.Client, server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert client.get(server.url) == b"{}"
