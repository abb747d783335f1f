"""A real nginx in front of a real server of the application, set up by the printed configuration alone."""
from __future__ import annotations

import os
import socket
import ssl
import subprocess
import threading
import time

import pytest
from werkzeug.serving import make_server

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.mutualisation.portal.cli import portal
from tests.portal.factories import site_url
from tests.statements import statements_run

HOSTS = ("localhost", "nantes.localhost", "data.nantes.example", "loire-atlantique.localhost", "chantier.localhost")

TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def upstream(territory):
    server = make_server("127.0.0.1", 0, territory.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    for host in HOSTS:
        (folder / host).mkdir()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "60",
             "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}",
             "-keyout", folder / host / "privkey.pem", "-out", folder / host / "fullchain.pem"],
            check=True, capture_output=True,
        )
    return folder


@pytest.fixture
def over_https(monkeypatch):
    """The common site, and every portal whose record says nothing else, by HTTPS on its usual port."""
    monkeypatch.setitem(tk.config, "ckan.site_url", "https://localhost")


def printed(cli, *arguments: str) -> str:
    result = cli.invoke(portal, ["proxy", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def nginx_files(folder, text: str):
    """Stand the text where Debian's nginx.conf includes it, beside what that file says itself."""
    (folder / "site.conf").write_text(text)
    main = folder / "nginx.conf"
    account = "user root;\n" if os.geteuid() == 0 else ""
    main.write_text(
        f"{account}pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;\nevents {{ }}\nhttp {{\n"
        "gzip on; ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; access_log off;\n"
        + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in TEMPORARY)
        + f"include {folder}/site.conf;\n}}\n"
    )
    return main


def answer(port: int, lines: list[str], name: str | None = None) -> str:
    with socket.create_connection(("127.0.0.1", port), 10) as plain:
        channel = plain
        if name:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # made by the test itself
            channel = context.wrap_socket(plain, server_hostname=name)
        channel.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        return b"".join(iter(lambda: channel.recv(65536), b"")).decode("utf-8", "replace")


def get(port: int, path: str, host: str, *headers: str, name: str | None = None) -> str:
    return answer(port, [f"GET {path} HTTP/1.1", f"Host: {host}", *headers], name)


@pytest.fixture
def nginx(cli, upstream, certificates, tmp_path, over_https):
    ports = free_port(), free_port()
    text = printed(
        cli, "nginx", "--upstream", upstream, "--certificates", str(certificates), "--cache", str(tmp_path / "cache"),
        "--http-port", str(ports[0]), "--https-port", str(ports[1]),
    )
    main = nginx_files(tmp_path, text)
    process = subprocess.Popen(["/usr/sbin/nginx", "-c", main, "-g", "daemon off;"])
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", ports[1]), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield ports
    process.terminate()
    process.wait()


def test_nginx_accepts_the_configuration_at_its_usual_ports(cli, territory, certificates, tmp_path, over_https):
    text = printed(cli, "nginx", "--certificates", str(certificates), "--cache", str(tmp_path / "cache"))
    tried = subprocess.run(["/usr/sbin/nginx", "-t", "-c", nginx_files(tmp_path, text)], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    for host in HOSTS:
        assert f"server_name {host};" in text


def test_caddy_accepts_the_configuration(cli, territory, tmp_path, over_https, monkeypatch):
    file = tmp_path / "Caddyfile"
    file.write_text(printed(cli, "caddy"))
    monkeypatch.setenv("HOME", str(tmp_path))
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", file]
    tried = subprocess.run(command, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    assert "mutualisation/tls-ask" in file.read_text()


def test_an_upstream_or_a_folder_that_would_write_into_the_file_is_refused(cli, territory):
    for options in (["--upstream", "a:1; }"], ["--certificates", "/a\n}"], ["--cache", "relative"]):
        assert cli.invoke(portal, ["proxy", "nginx", *options]).exit_code == 2


def test_each_host_is_served_its_own_portal_and_its_own_cache(nginx):
    _, port = nginx
    for _ in range(3):
        for host, own, other in (
            ("nantes.localhost", "00695c", "a3195b"), ("loire-atlantique.localhost", "a3195b", "00695c"),
        ):
            page = get(port, "/about", host, name=host)
            assert page.startswith("HTTP/1.1 200")
            assert own in page
            assert other not in page
    assert "X-Cache: HIT" in get(port, "/about", "nantes.localhost", name="nantes.localhost")
    assert "X-Cache: HIT" not in get(port, "/about", "localhost", "Cookie: ckan=x", name="localhost")


def test_a_forged_forwarded_host_shows_nowhere(nginx):
    _, port = nginx
    for path in ("/dataset/", "/no", "/dataset/nantes-1"):
        forged = get(port, path, "nantes.localhost", "X-Forwarded-Host: evil.example", name="nantes.localhost")
        assert "evil.example" not in forged
    moved = get(port, "/fr/dataset/?q=a", "data.nantes.example", name="data.nantes.example")
    assert "Location: https://nantes.localhost/fr/dataset/?q=a" in moved


def test_unknown_and_doubled_hosts_are_refused_before_ckan(nginx):
    plain, port = nginx
    assert get(plain, "/", "evil.example") == ""
    assert "Location: https://nantes.localhost/a?b" in get(plain, "/a?b", "nantes.localhost")
    with pytest.raises(ssl.SSLError):
        get(port, "/", "evil.example", name="evil.example")
    assert get(port, "/", "evil.example", name="nantes.localhost").startswith("HTTP/1.1 421")
    doubled = answer(port, ["GET / HTTP/1.1", "Host: nantes.localhost", "Host: evil.example"], "nantes.localhost")
    assert doubled.startswith("HTTP/1.1 400")


def test_what_a_proxy_may_ask_a_certificate_for_is_known_without_sql_and_not_told_outside(nginx, visitor):
    call_action("mutualisation_portal_update", id="region", state="closed", hosts=["region.localhost"])
    try:
        with statements_run() as seen:
            for domain, status in (
                ("nantes.localhost", 200), ("NANTES.localhost.", 200), ("chantier.localhost", 200),
                ("evil.example", 404), ("region.localhost", 404), ("a b", 404), ("", 404),
            ):
                by_number = {"HTTP_HOST": "127.0.0.1:5000"}
                asked = visitor(f"/mutualisation/tls-ask?domain={domain}", environ_overrides=by_number)
                assert asked.status_code == status, domain
        assert seen == []
    finally:
        call_action("mutualisation_portal_update", id="region", state="published", hosts=[])
    assert visitor("/mutualisation/tls-ask?domain=nantes.localhost", "nantes.localhost").status_code == 404
    assert get(nginx[1], "/mutualisation/tls-ask?domain=nantes.localhost", "localhost", name="localhost").startswith(
        "HTTP/1.1 404"
    )
    assert site_url() == "https://localhost"
