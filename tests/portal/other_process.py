"""A CKAN process of its own, for what one process cannot show.

    python other_process.py INI read URL…         print the status, Location and body of each page, as JSON
    python other_process.py INI watch HOST TEXT…  print READY once the first page was answered, then how many
                                                  seconds it took, from a line on stdin, until each TEXT was served
"""
from __future__ import annotations

import json
import logging
import sys
import time

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app


def read(client, paths):
    pages = {}
    for path in paths:
        answer = client.get(path)
        pages[path] = [answer.status_code, answer.headers.get("Location"), answer.get_data(as_text=True)]
    return pages


def watch(client, host, texts):
    def page():
        return client.get("/about", headers={"Host": host}).get_data(as_text=True)

    page()
    print("READY", flush=True)
    for text in texts:
        sys.stdin.readline()
        start = time.monotonic()
        while text not in page() and time.monotonic() - start < 15:
            time.sleep(0.1)
        print(f"{time.monotonic() - start:.2f}", flush=True)


def main():
    ini, order, *rest = sys.argv[1:]
    client = make_app(CKANConfigLoader(ini).get_config())._wsgi_app.test_client()
    logging.disable(logging.CRITICAL)
    if order == "read":
        print("\n" + json.dumps(read(client, rest)))
    else:
        watch(client, rest[0], rest[1:])


main()
