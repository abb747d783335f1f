"""What runs in a site's process: CKAN, which answers requests made inside it and says what each cost.

No socket and no WSGI server: what they cost is the same for every site, would hide a part of the difference, and adds
most of the noise.
"""
from __future__ import annotations

import gc
import os
import random
import threading
import time
import traceback
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import EnvironBuilder

import ckan.plugins.toolkit as tk
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

from bench.site import Cost

__all__ = ["answer", "environ_of", "serve", "settle", "warm_up"]

_SECONDS_TO_LOOK = 5


def environ_of(path: str, host: str | None) -> dict[str, Any]:
    """Return the WSGI environment of a GET, as a browser makes it."""
    site = urlsplit(tk.config["ckan.site_url"])
    netloc = f"{host}:{site.port}" if host and site.port else host or site.netloc
    headers = [("Accept", "text/html,*/*;q=0.8"), ("Accept-Language", "fr"), ("User-Agent", "bench")]
    return EnvironBuilder(path, base_url=f"{site.scheme}://{netloc}", headers=headers).get_environ()


def answer(application: Any, path: str, host: str | None) -> tuple[int, Cost]:
    """Answer one request; return its status, and the processor time of the whole process and the elapsed time."""
    environ = environ_of(path, host)
    said: list[str] = []
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    body = application(environ, lambda status, headers, *rest: said.append(status))
    size = sum(map(len, body))
    if hasattr(body, "close"):
        body.close()
    cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
    return int(said[0][:3]), Cost(cpu / 1e9, wall / 1e9, size)


def warm_up(application: Any, requests: list[tuple[str, str | None]]) -> None:
    """Answer these requests (path and host) twice, so that what is made once is there, and settle."""
    for path, host in requests * 2:
        answer(application, path, host)
    settle(application)


def settle(application: Any) -> None:
    """Collect garbage, and leave what lives since the start out of later collections, as a server that forks does.

    The collector stays on: what a page leaves to collect is a part of its cost.
    """
    gc.collect()
    gc.freeze()


def serve(pipe: Connection, ini: str, log: str, lot: int) -> None:
    """Start CKAN, then obey: each order is a function and its arguments, each answer a result and an error.

    :param lot: what is held in memory first, and freed in part, is drawn by it: CKAN's objects fill other gaps
    """
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(said, 1)
    os.dup2(said, 2)
    held = _drawn(lot)
    application = make_app(CKANConfigLoader(ini).get_config())
    pipe.send((None, None))
    # In a thread, as a production server answers: with one thread alone, the C library takes short cuts.
    server = threading.Thread(target=_obey, args=(application, pipe))
    server.start()
    server.join()
    del held


def _drawn(lot: int) -> list[object]:
    chance = random.Random(lot)  # noqa: S311  no secret
    pieces: list[object] = [bytes(chance.randrange(1, 500)) for _ in range(chance.randrange(20_000))]
    pieces += [[0] * chance.randrange(1, 60) for _ in range(chance.randrange(20_000))]
    pieces += [dict.fromkeys(range(chance.randrange(1, 9))) for _ in range(chance.randrange(20_000))]
    chance.shuffle(pieces)
    return pieces[::2]


def _obey(application: Any, pipe: Connection) -> None:
    parent = os.getppid()
    while True:
        # Other sites hold this pipe open too: it does not end with the process that runs the benches.
        while not pipe.poll(_SECONDS_TO_LOOK):
            if os.getppid() != parent:
                return
        said = pipe.recv()
        if said is None:
            return
        order, arguments = said
        module, _, function = order.partition(":")
        try:
            pipe.send((getattr(import_module(module), function)(application, **arguments), None))
        except Exception as error:  # noqa: BLE001  the other side says it, and ends
            traceback.print_exc()
            pipe.send((None, f"{type(error).__name__}: {error}"))
