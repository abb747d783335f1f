from __future__ import annotations

from hashlib import sha256

import pytest

from ckanext.mutualisation.core.logo import MAX_BYTES, RefusedLogo, read_logo

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def svg(inside: str) -> bytes:
    return DRAWING.format(inside).encode()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"RIFF0000WEBPVP8 ", "image/webp"),
        (svg('<defs><mask id="a"/></defs><path d="M0 0h9" fill="url(#a)"/><use href="#a"/>'), "image/svg+xml"),
        (svg("<style>.a{fill:#123}</style><title>Ville</title>"), "image/svg+xml"),
    ],
)
def test_a_drawing_is_accepted_and_named_by_its_content(content, media_type):
    logo = read_logo(content)
    assert (logo.media_type, logo.sha256) == (media_type, sha256(content).hexdigest())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html><body>",
        b"\x89PNG\r\n\x1a\n" + b"0" * MAX_BYTES,
        svg("<script>alert(1)</script>"),
        svg('<path onload="alert(1)"/>'),
        svg('<path onLoad="alert(1)"/>'),
        svg("<foreignObject/>"),
        svg('<image href="https://evil.example/x.png"/>'),
        svg('<use xlink:href="https://evil.example/x.svg#a"/>'),
        svg('<use href="data:image/svg+xml;base64,AAAA"/>'),
        svg('<a href="javascript:alert(1)"/>'),
        svg('<path fill="url(https://evil.example/#a)"/>'),
        svg('<path style="background:url(//evil.example)"/>'),
        svg("<style>@import 'https://evil.example/x.css';</style>"),
        svg("<style>.a{fill:u\\72l(x)}</style>"),
        svg('<animate attributeName="href" to="javascript:alert(1)"/>'),
        b'<!DOCTYPE svg [<!ENTITY x "y">]>' + svg("&x;"),
        b'<?xml-stylesheet href="https://evil.example/x.css"?>' + svg(""),
        svg("<path>"),
        svg("").decode().encode("utf-16"),
        b'<svg:svg xmlns:svg="http://evil.example"/><svg',
        b'<svg xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_what_could_run_or_fetch_something_is_refused(content):
    with pytest.raises(RefusedLogo):
        read_logo(content)


def test_a_refusal_names_its_reason_and_what_was_found():
    with pytest.raises(RefusedLogo) as refused:
        read_logo(svg("<script>alert(1)</script>"))
    assert (refused.value.code, refused.value.details) == ("svg_element", {"name": "script"})
    assert str(refused.value) == "The SVG file holds a <script> element, which a logo does not need"
