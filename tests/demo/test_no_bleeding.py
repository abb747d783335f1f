"""Two hundred visitors at once, of every face of the running demo in turn: each gets the face that was asked for."""
from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from tests.demo.faces import TIMEOUT, UNKNOWN, Answer, Face, Question, ask, faces_of, questions_of, wrong
from tests.demo_site import DemoSite

VISITORS = 200
SECONDS = 30
MOST = 20_000
LEAST = 300
"""Two processes on a small machine that does other things answer more than ten a second; fewer prove nothing."""


@dataclass
class Told:
    """What the visitors met, all together."""

    answered: Counter[str] = field(default_factory=Counter)
    bleeds: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    slowest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, question: Question, seconds: float, bleeds: list[str]) -> None:
        """Keep an answer: to which question, after how long, and what was wrong with it."""
        with self.lock:
            self.answered[str(question)] += 1
            self.slowest = max(self.slowest, seconds)
            self.bleeds += [f"{question} {each}" for each in bleeds]

    def note_silence(self, question: Question, why: str) -> None:
        """Keep that the server was too busy to answer."""
        with self.lock:
            self.unanswered.append(f"{question}: {why}")


@pytest.fixture(scope="module")
def faces(demo_site: DemoSite) -> list[Face]:
    return faces_of(demo_site)


@pytest.fixture(scope="module")
def alone(demo_site: DemoSite, faces: list[Face]) -> Mapping[Question, Answer]:
    """Return the answer to every question, asked one after the other."""
    return {question: ask(demo_site.stack.ports["ckan"], question) for question in questions_of(faces)}


def constant(answer: Answer) -> str:
    """Return what is the same each time: the common site's pages hold a token of the visitor's session."""
    return re.sub(r'(name="_csrf_token" (?:content|value)=)"[^"]*"', r"\1", answer.text)


def test_each_face_answers_as_itself_when_it_is_asked_alone(faces, alone):
    assert len(faces) == 8
    assert len({str(question) for question in alone}) == len(alone) == 8 * 4 * 2
    assert [f"{asked} {each}" for asked, answer in alone.items() for each in wrong(asked, answer, faces)] == []


def test_an_answer_of_another_face_or_in_another_language_is_noticed(faces, alone):
    """Else the next test would see nothing."""
    pages = {
        (asked.face.name, asked.language, place // (2 * len(faces))): (asked, answer)
        for place, (asked, answer) in enumerate(alone.items())
    }
    swaps = [
        (asked, other)
        for (name, language, page), (asked, _) in pages.items()
        for (other_name, other_language, other_page), (other, _) in pages.items()
        if page == other_page
        and (name != other_name or (language != other_language and page < 3 and name != UNKNOWN))
    ]
    assert len(swaps) > 300
    assert [f"{asked} <- {other}" for asked, other in swaps if not list(wrong(asked, alone[other], faces))] == []


def test_two_hundred_threads_that_alternate_hosts_meet_each_face_whole(demo_site, faces, alone, capsys):
    questions, told, port = list(alone), Told(), demo_site.stack.ports["ckan"]
    until = time.monotonic() + SECONDS

    def visit(turn: int) -> None:
        for step in range(MOST // VISITORS):
            if time.monotonic() > until:
                return
            question = questions[(turn * 7 + step) % len(questions)]
            start = time.monotonic()
            try:
                answer = ask(port, question)
            except (OSError, http.client.HTTPException) as error:
                told.note_silence(question, repr(error))
                continue
            if answer.status in (502, 503, 504):
                told.note_silence(question, f"answers {answer.status}")
                continue
            bleeds = list(wrong(question, answer, faces))
            if not bleeds and constant(answer) != constant(alone[question]):
                bleeds = ["differs from the answer when it was asked alone"]
            told.note(question, time.monotonic() - start, bleeds)

    visitors = [threading.Thread(target=visit, args=(turn,), daemon=True) for turn in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(max(0.0, until + TIMEOUT + 10 - time.monotonic()))
    assert not any(visitor.is_alive() for visitor in visitors)
    made = told.answered.total()
    with capsys.disabled():
        print(f"\n{VISITORS} threads, {SECONDS} s: {made} answers to {len(told.answered)} questions about {len(faces)} "
              f"faces, {len(told.bleeds)} bleeds, {len(told.unanswered)} without an answer; the slowest took "
              f"{told.slowest:.1f} s")  # fmt: skip
    assert told.bleeds == []
    assert made >= LEAST, "too few requests to prove anything"
    assert set(told.answered) == {str(question) for question in questions}
    assert len(told.unanswered) <= made // 50, told.unanswered[:5]


FORGED = {
    "two hosts": (["Host: nantes.localhost", "Host: evil.example"], 400),
    "a folded line": (["Host: nantes.localhost", " evil.example"], 400),
    "a space before the colon": (["Host : evil.example"], 400),
    "an unknown one": (["Host: evil.example"], 404),
    "none": ([], 308),
    "a forwarded one": (["Host: nantes.localhost", "X-Forwarded-Host: evil.example"], 308),
}


@pytest.mark.parametrize("target", ["/no", "http://evil.example/no"])
@pytest.mark.parametrize(("headers", "status"), FORGED.values(), ids=FORGED)
def test_behind_a_true_server_a_forged_host_is_handed_back_nowhere(demo_site, target, headers, status):
    with socket.create_connection(("127.0.0.1", demo_site.stack.ports["ckan"]), TIMEOUT) as connection:
        lines = [f"GET {target} HTTP/1.1", *headers, "Connection: close", "", ""]
        connection.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert "evil" not in answer
