"""What is refused is refused in French: no sentence of the core reaches a French reader in English."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask_babel import force_locale

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import CKANTestApp

from ckanext.mutualisation.core.brand import InvalidBrand, read_brand
from ckanext.mutualisation.core.brand.faults import MESSAGES
from ckanext.mutualisation.core.host import MalformedHost
from ckanext.mutualisation.core.logo import MAX_BYTES, RefusedLogo
from ckanext.mutualisation.core.redirects import Problem
from ckanext.mutualisation.portal import validators
from ckanext.mutualisation.portal.brand.document import checked, message
from ckanext.mutualisation.portal.redirects.words import listed

SVG = b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'


@pytest.fixture(autouse=True)
def french(app: CKANTestApp) -> Iterator[None]:
    with app.flask_app.test_request_context("/", environ_overrides={"CKAN_LANG": "fr"}), force_locale("fr"):
        yield


def refused(validator: Callable[[Any], Any], value: Any) -> str:
    with pytest.raises(tk.Invalid) as refusal:
        validator(value)
    return str(refusal.value.error).replace("\u00a0", " ")


@pytest.mark.parametrize(("host", "sentence"), [
    ("a b", "Nom d'hôte mal formé : « a b » n'est pas un nom d'hôte"),
    ("a.fr:99999", "Nom d'hôte mal formé : « 99999 » n'est pas un numéro de port"),
    ("ftp://a.fr", "Nom d'hôte mal formé : « ftp://a.fr » : seules les adresses en http et https peuvent être celles "
                   "d'un portail"),
])
def test_a_host(host: str, sentence: str) -> None:
    assert refused(validators.mutualisation_portal_hosts, [host]) == sentence


@pytest.mark.parametrize(("content", "reason"), [
    (b"", "Le fichier est vide"),
    (b"0" * (MAX_BYTES + 1), "Le fichier dépasse 512 ko"),
    (b"GIF89a", "Le fichier n'est pas une image PNG, JPEG, WebP ou SVG"),
    (SVG % b"<script/>", "Le fichier SVG contient un élément <script>, dont un logo n'a pas besoin"),
    (SVG % b"<path onload='x'/>", "Le fichier SVG contient le gestionnaire d'événement onload"),
    (SVG % b"<use href='https://a.fr/b.svg'/>", "Le fichier SVG renvoie à un élément extérieur"),
])
def test_a_picture(content: bytes, reason: str) -> None:
    assert refused(validators.mutualisation_portal_logo_file, content) == f"L'image est refusée. {reason}."


@pytest.mark.parametrize("english", [
    *MESSAGES.values(), *MalformedHost.messages.values(), *RefusedLogo.messages.values()
])
def test_every_sentence_of_the_core_is_known_to_gettext(english: str) -> None:
    assert tk._(english) != english


def test_a_picture_that_nobody_sent() -> None:
    with pytest.raises(tk.ValidationError) as refusal:
        checked({"title": "T", "logo": {"sha256": "0" * 64, "media_type": "image/png"}})
    assert refusal.value.error_dict == {"logo": ["Envoyez l'image sous forme de fichier"]}


def test_numbers_are_written_as_french_writes_them() -> None:
    with pytest.raises(InvalidBrand) as refusal:
        read_brand({"title": "T", "colours": {"primary": "#ff9900"}, "privacy": {"text": "x" * 20_001}})
    contrast, length = (message(fault) for fault in refusal.value.faults)
    assert "son contraste est de 1,9, il doit être d'au moins 4,5" in contrast
    assert length == "Écrivez 20\u202f000 caractères au plus"


def test_a_redirection_that_meets_another_line() -> None:
    problem = Problem(line=7, field="source", fault="twice", text="/a", other_line=3)
    assert listed([problem]) == ["Ligne 7, source\u00a0: «\u00a0/a\u00a0» figure deux fois (ligne 3)"]
