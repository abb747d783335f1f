"""The pictures of a portal for social networks, tabs and home screens are its own, drawn once, at the right size."""
from __future__ import annotations

import json
from io import BytesIO

import pytest
from PIL import Image

import ckan.model as model
from ckan.tests.helpers import call_action

from ckanext.mutualisation.core.brand import Picture
from ckanext.mutualisation.portal.discovery import icons
from ckanext.mutualisation.portal.discovery.card import card, card_path
from ckanext.mutualisation.portal.discovery.face import COMMON, Face
from ckanext.mutualisation.portal.discovery.raster import pixels
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import file
from tests.portal.factories import make_portal, site_url

PRIMARY = (0x00, 0x69, 0x5C)
SECONDARY = (0xFF, 0xC4, 0x00)
LOGO = (0x12, 0x34, 0x56)


def _nantes() -> Face:
    return Face(live.current().by_slug["nantes"])


def _opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def _png(width: int, height: int, colour: str) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return BytesIO(out.getvalue())


def _colours(image: Image.Image) -> set[tuple[int, ...]]:
    return {colour[:3] for _, colour in image.convert("RGB").getcolors(image.width * image.height)}


@pytest.fixture
def pictured(territory):
    """A portal that has a picture and an icon of its own."""
    made = make_portal(
        slug="image",
        title="Image",
        hosts=["image.localhost"],
        organizations=["pays-de-la-loire"],
        image_upload=_png(800, 800, "#ff0000"),
        favicon_upload=_png(64, 64, "#0000ff"),
    )
    yield Face(live.current().by_slug["image"])
    call_action("mutualisation_portal_delete", id=made["id"])


class TestCards:
    def test_a_card_has_the_size_the_colours_and_the_logo_of_its_portal(self, territory):
        content, media_type = card(_nantes(), "fr")
        image = _opened(content)
        assert (image.format, image.size, media_type) == ("PNG", (1200, 630), "image/png")
        assert {PRIMARY, SECONDARY, LOGO} <= _colours(image)

    def test_a_title_is_drawn_in_the_readers_language(self, territory):
        assert card(_nantes(), "fr") != card(_nantes(), "en")
        assert card_path(_nantes(), "fr") != card_path(_nantes(), "en")

    def test_a_card_is_served_to_be_kept_and_its_former_address_leads_to_it(self, visitor):
        path = card_path(_nantes(), "fr")
        answer = visitor(path, "nantes.localhost")
        assert answer.mimetype == "image/png"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.data == card(_nantes(), "fr")[0]
        moved = visitor("/mutualisation/card/nantes-fr-0000000000000000.png", "nantes.localhost")
        assert moved.status_code == 302
        assert moved.headers["Location"] == f"{site_url('nantes.localhost')}{path}"
        assert "immutable" not in moved.headers.get("Cache-Control", "")
        assert visitor(path).data == answer.data  # the oEmbed of the common site names it

    @pytest.mark.parametrize("name", ["chantier-fr-0.png", "inconnu-fr-0.png", "nantes-xx-0.png", "_-fr-0.png"])
    def test_there_is_a_card_of_what_is_public_only(self, visitor, name):
        assert visitor(f"/mutualisation/card/{name}", "nantes.localhost").status_code == 404

    def test_the_picture_that_a_member_gives_takes_the_place_of_the_drawing(self, pictured, visitor):
        path = card_path(pictured, "fr")
        assert path.endswith(".jpg")
        answer = visitor(path, "image.localhost")
        image = _opened(answer.data)
        assert (image.format, image.size, answer.mimetype) == ("JPEG", (1200, 630), "image/jpeg")
        red, green, blue = image.getpixel((600, 300))
        assert red > 240
        assert max(green, blue) < 20
        page = visitor("/fr/", "image.localhost").text
        assert f'<meta property="og:image" content="{site_url("image.localhost")}{path}" />' in page

    def test_any_title_has_its_place(self, territory):
        for title in ("É", "Mot" * 200, "communauté de communes " * 12, "", "السلام 数据"):
            portal = live.current().by_slug["region"]
            face = Face(type(portal)(portal.slug, {"fr": title}, brand=portal.brand))
            assert _opened(card(face, "fr")[0]).size == (1200, 630)

    def test_the_common_site_has_one_too(self, visitor):
        assert _opened(visitor(card_path(COMMON, "en")).data).size == (1200, 630)


class TestStoredPictures:
    @pytest.mark.parametrize(
        "content",
        [
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1000000"><path d="M0 0h1v9z"/></svg>',
            b'<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1"><path d="M0 0h1v9z"/></svg>',
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"></svg>',
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="a b c d"><text y="9">abc</text></svg>',
            b"\x89PNG\r\n\x1a\nbroken",
        ],
    )
    def test_a_picture_that_cannot_be_drawn_stops_nothing(self, territory, content):
        media_type = "image/png" if content.startswith(b"\x89") else "image/svg+xml"
        model.Session.execute(file.insert().values(sha256="0" * 64, media_type=media_type, content=content))
        try:
            drawn = pixels(Picture("0" * 64, media_type), 300)
            assert drawn is None or max(drawn.size) <= 300
        finally:
            model.Session.rollback()

    def test_a_picture_that_is_gone_is_none(self, territory):
        assert pixels(Picture("f" * 64, "image/png"), 300) is None


class TestIcons:
    @pytest.mark.parametrize("size", icons.SIZES)
    def test_a_square_logo_makes_the_icon_at_every_size(self, visitor, size):
        answer = visitor(icons.icon_path(_nantes(), size), "nantes.localhost")
        image = _opened(answer.data)
        assert (image.format, image.size) == ("PNG", (size, size))
        assert LOGO in _colours(image)
        assert answer.headers["Cache-Control"].endswith("immutable")

    def test_without_a_logo_the_initial_stands_on_the_colour(self, territory):
        face = Face(live.current().by_slug["loire-atlantique"])
        colours = _colours(_opened(icons.icon(face, 192)))
        assert {(0xA3, 0x19, 0x5B), (255, 255, 255)} <= colours

    def test_the_favicon_that_a_member_gives_comes_first(self, pictured):
        assert _opened(icons.icon(pictured, 32)).convert("RGB").getpixel((16, 16)) == (0, 0, 255)

    def test_the_page_names_it_and_the_address_browsers_guess_answers(self, visitor):
        page = visitor("/p/nantes/fr/dataset/").text
        assert f'<link rel="shortcut icon" href="/p/nantes{icons.icon_path(_nantes(), 32)}" />' in page
        assert f'<link rel="apple-touch-icon" href="/p/nantes{icons.icon_path(_nantes(), 180)}" />' in page
        answer = visitor("/favicon.ico", "nantes.localhost")
        assert _opened(answer.data).format == "ICO"
        assert {(16, 16), (32, 32), (48, 48)} == _opened(answer.data).info["sizes"]
        assert visitor("/favicon.ico").status_code == 302

    def test_other_sizes_and_other_portals_icons_are_not_drawn(self, visitor):
        path = icons.icon_path(_nantes(), 32)
        assert visitor(path.replace("-32.", "-3000."), "nantes.localhost").status_code == 404
        assert visitor(path, "loire-atlantique.localhost").status_code == 404

    @pytest.mark.parametrize(("path", "host"), [("/fr", "nantes.localhost"), ("/p/nantes/fr", None)])
    def test_the_manifest_names_the_portal_its_colours_and_its_icons(self, visitor, path, host):
        answer = visitor(f"{path}/manifest.webmanifest", host)
        assert answer.mimetype == "application/manifest+json"
        found = json.loads(answer.data)
        assert found["name"] == "Nantes et sa métropole"
        assert found["theme_color"] == "#00695c"
        assert found["lang"] == "fr"
        assert found["start_url"] == f"{path}/"
        assert len(found["short_name"]) <= 12
        for icon in found["icons"]:
            width, height = _opened(visitor(icon["src"], host).data).size
            assert icon["sizes"] == f"{width}x{height}"
