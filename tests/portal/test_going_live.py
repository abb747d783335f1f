"""`ckan mutualisation portal check`, against a real name server and a real HTTPS server of the test's own."""
from __future__ import annotations

import http.server
import json
import socket
import ssl
import subprocess
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import reset_db

from ckanext.mutualisation.portal.cli import portal
from tests.portal.factories import make_members, make_portal, remove_portals

ZONE = {
    "plateforme.example.org.": ["A 127.0.0.1"],
    "good.example.": ["CNAME plateforme.example.org."],
    "elsewhere.example.": ["A 198.51.100.7"],
    "expired.example.": ["A 127.0.0.1"],
    "othername.example.": ["A 127.0.0.1"],
}
APEX = "apex.example."


def reply(question: bytes) -> bytes:
    asked = dns.message.from_wire(question)
    answer = dns.message.make_response(asked)
    answer.flags |= dns.flags.RA
    name, kind = str(asked.question[0].name), asked.question[0].rdtype.name
    if name == APEX:
        if kind == "SOA":
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "SOA", "ns.example. admin.example. 1 60 60 60 60"))
        return answer.to_wire()
    if name not in ZONE:
        answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()
    for record in ZONE[name]:
        form, value = record.split(" ", 1)
        if form in (kind, "CNAME"):
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", form, value))
        if form == "CNAME":
            for target in ZONE[value]:
                if target.split(" ")[0] == kind:
                    answer.answer.append(dns.rrset.from_text(value, 60, "IN", *target.split(" ", 1)))
    return answer.to_wire()


@pytest.fixture(scope="module")
def name_server():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                question, whom = server.recvfrom(4096)
            except OSError:
                return
            if not question:
                return
            server.sendto(reply(question), whom)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
        last.sendto(b"", server.getsockname())
    thread.join()
    server.close()


def certificate(folder, name: str, days: str) -> None:
    subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-addext", "basicConstraints=CA:TRUE"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", days,
         *subject, "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem"],
        check=True, capture_output=True,
    )


class Page(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *rest: object) -> None:
        return


@pytest.fixture(scope="module")
def https_server(tmp_path_factory):
    """A server that shows each name its own certificate: one is good, one ends soon, one is of another name."""
    folder = tmp_path_factory.mktemp("tls")
    contexts = {}
    for name, days in (("good.example", "60"), ("expired.example", "3"), ("wrong.example", "60")):
        certificate(folder, name, days)
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[name].load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    (folder / "trusted.pem").write_bytes(b"".join((folder / f"{name}.pem").read_bytes() for name in contexts))

    def choose(channel: ssl.SSLSocket, name: str | None, _context: ssl.SSLContext) -> None:
        channel.context = contexts.get(name or "", contexts["wrong.example"])

    contexts["wrong.example"].sni_callback = choose  # type: ignore[assignment]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.socket = contexts["wrong.example"].wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], folder / "trusted.pem"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def platform_at(platform, monkeypatch, name_server, https_server):
    reset_db()
    remove_portals()
    make_members()
    port, trusted = https_server
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setitem(tk.config, "ckan.site_url", "https://plateforme.example.org")
    monkeypatch.setitem(tk.config, "ckanext.mutualisation.portal.name_servers", [name_server])
    yield port
    remove_portals()
    reset_db()


def test_a_host_that_is_ready_is_told_with_the_end_of_its_certificate(cli, platform_at):
    make_portal(slug="bon", organizations=["nantes"], hosts=[f"https://good.example:{platform_at}"], state="draft")
    checked = cli.invoke(portal, ["check"])
    assert checked.exit_code == 0, checked.output
    assert "leads here: plateforme.example.org -> 127.0.0.1" in checked.output
    assert "certificate valid until 20" in checked.output


def test_what_is_not_ready_is_told_with_what_to_ask_the_registrar(cli, platform_at):
    names = ("elsewhere.example", "absent.example", "apex.example", "expired.example", "othername.example")
    make_portal(slug="tous", organizations=["nantes"], hosts=[f"https://{name}:{platform_at}" for name in names])
    # A documentation address answers nobody: its connection would wait for the network's time-out.
    ZONE["elsewhere.example."] = ["A 127.0.0.2"]
    checked = cli.invoke(portal, ["check", "tous", "--json"])
    assert checked.exit_code == 1
    found = {report["host"].split("/")[2].split(":")[0]: report for report in json.loads(checked.output)}
    assert found["elsewhere.example"]["dns"]["to_ask"] == ["elsewhere.example. CNAME plateforme.example.org."]
    assert found["elsewhere.example"]["dns"]["to_remove"] == ["elsewhere.example. A 127.0.0.2"]
    assert found["absent.example"]["dns"]["state"] == "absent"
    assert found["absent.example"]["https"]["state"] == "unreachable"
    assert found["apex.example"]["dns"]["to_ask"] == ["apex.example. A 127.0.0.1"]
    assert found["expired.example"]["dns"]["good"]
    assert found["expired.example"]["https"]["state"] == "ending"
    assert found["othername.example"]["https"]["state"] == "refused"
    assert "othername.example" in found["othername.example"]["https"]["found"]
    assert not any(report["good"] for report in found.values())


def test_the_addresses_of_the_option_come_before_those_of_the_dns(cli, platform_at, monkeypatch):
    make_portal(slug="bon", organizations=["nantes"], hosts=[f"https://good.example:{platform_at}"])
    monkeypatch.setitem(tk.config, "ckanext.mutualisation.portal.public_addresses", ["192.0.2.10"])
    report = json.loads(cli.invoke(portal, ["check", "--json"]).output)[0]
    assert report["dns"]["state"] == "elsewhere"


def test_an_address_that_is_not_https_is_not_ready(cli, platform_at):
    make_portal(slug="bon", organizations=["nantes"], hosts=["http://good.example"])
    checked = cli.invoke(portal, ["check"])
    assert checked.exit_code == 1
    assert "its address is http://" in checked.output


def test_a_platform_that_the_dns_does_not_know_says_which_option_to_set(cli, platform_at, monkeypatch):
    monkeypatch.setitem(tk.config, "ckan.site_url", "https://nowhere.example")
    make_portal(slug="bon", organizations=["nantes"], hosts=["https://good.example"])
    checked = cli.invoke(portal, ["check"])
    assert checked.exit_code == 1
    assert "public_addresses" in checked.output
    assert cli.invoke(portal, ["check", "nobody"]).exit_code == 1
