"""With the plugin `mutualisation_french`, no message of CKAN is left in English, and every translation can be used."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from flask_babel import force_locale, get_translations

import ckan
from ckan.lib import i18n, mailer
from ckan.tests import factories
from ckan.tests.helpers import CKANTestApp

import ckanext.mutualisation

CKAN_I18N = Path(ckan.__file__).with_name("i18n")
PACKAGE = Path(ckanext.mutualisation.__file__).parent
CATALOGUES = [
    PACKAGE / "i18n" / "fr" / "LC_MESSAGES" / "ckanext-mutualisation.po",
    PACKAGE / "french" / "i18n" / "fr" / "LC_MESSAGES" / "ckanext-mutualisation_french.po",
]


@pytest.fixture
def french(app: CKANTestApp) -> Iterator[dict[str | tuple[str, int], str]]:
    """Return the catalogue that a French page uses: CKAN's, then every plugin's."""
    with app.flask_app.test_request_context("/"), force_locale("fr"):
        yield get_translations()._catalog  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def english() -> list[polib.POEntry]:
    return list(polib.pofile(str(CKAN_I18N / "ckan.pot")))


def test_ckan_alone_leaves_hundreds_of_messages_in_english() -> None:
    """If this fails, CKAN's own French was completed: `dev/translations update` then drops ours."""
    core = polib.pofile(str(CKAN_I18N / "fr" / "LC_MESSAGES" / "ckan.po"))
    assert len(core.untranslated_entries()) == 441


def test_no_message_of_ckan_is_without_french(french: dict, english: list[polib.POEntry]) -> None:
    wanted = [
        key for entry in english
        for key in ([(entry.msgid, form) for form in range(3)] if entry.msgid_plural else [entry.msgid])
    ]
    assert len(wanted) > 1200
    assert [key for key in wanted if not french.get(key)] == []


def test_plurals_are_french_for_every_number(app: CKANTestApp, english: list[polib.POEntry]) -> None:
    plurals = [entry for entry in english if entry.msgid_plural]
    with app.flask_app.test_request_context("/"), force_locale("fr"):
        translations = get_translations()
        for entry in plurals:
            for number in (0, 1, 2, 350, 1_000_000):
                text = translations.ungettext(entry.msgid, entry.msgid_plural, number)
                assert text not in (entry.msgid, entry.msgid_plural), (entry.msgid, number)


def entries() -> list[polib.POEntry]:
    return [entry for file in CATALOGUES for entry in polib.pofile(str(file))]


@pytest.mark.parametrize("entry", [
    pytest.param(entry, id=entry.msgid[:40]) for entry in entries() if re.search(r"%\(|%[sdir]|\{\w*\}", entry.msgid)
])
def test_a_translation_takes_the_arguments_of_its_source(entry: polib.POEntry) -> None:
    for form, text in (entry.msgstr_plural or {0: entry.msgstr}).items():
        source = entry.msgid_plural if form and entry.msgid_plural else entry.msgid
        assert filled(text).count("⟦") >= 1
        assert set(re.findall("⟦.*?⟧", filled(text))) == set(re.findall("⟦.*?⟧", filled(source)))


def filled(text: str) -> str:
    """Fill a message with marks, as gettext's callers do: by name, by position, or by braces."""
    if re.search(r"%\(\w+\)", text):
        names = re.findall(r"%\((\w+)\)", text)
        return re.sub(r"(%\(\w+\))[dif]", r"\1s", text) % {name: f"⟦{name}⟧" for name in names}
    positions = re.findall(r"%[sdir]", text)
    if positions:
        return re.sub(r"%[sdir]", "%s", text) % tuple(f"⟦{index}⟧" for index in range(len(positions)))
    names = [name for name in re.findall(r"\{(\w+)\}", text) if not name.isdigit()]
    return text.format(*[f"⟦{index}⟧" for index in range(9)], **{name: f"⟦{name}⟧" for name in names})


def test_javascript_has_every_french_message(
    app: CKANTestApp, english: list[polib.POEntry], tmp_path: Path, ckan_config: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    i18n.build_js_translations()
    built = json.loads((tmp_path / "i18n" / "js" / "fr.js").read_text(encoding="utf-8"))
    shown = [entry for entry in english if any(file.endswith(".js") for file, _ in entry.occurrences)]
    assert len(shown) > 50
    assert [entry.msgid for entry in shown if not all(built.get(entry.msgid, [None, ""])[1:])] == []
    # Of an extension whose own catalogues have no French; and one of ours and CKAN's do not displace each other.
    assert built["Draw an extent"] == [None, "Dessiner une emprise"]
    assert built["Please Confirm"] == [None, "Veuillez confirmer"]


@pytest.mark.usefixtures("clean_db")
def test_a_reset_mail_is_french_and_laid_out(app: CKANTestApp) -> None:
    user = factories.User.model(name="tresoriere")
    mailer.create_reset_key(user)
    with app.flask_app.test_request_context("/"), force_locale("fr"):
        body = mailer.get_reset_link_body(user)
    lines = body.strip().splitlines()
    assert lines[0] == "Bonjour tresoriere,"
    assert any(line.strip().startswith("http") and "/user/reset/" in line for line in lines)
    assert "Dear" not in body


@pytest.mark.usefixtures("clean_db")
def test_an_invitation_is_french_and_laid_out(app: CKANTestApp) -> None:
    user = factories.User.model(name="tresoriere")
    mailer.create_reset_key(user)
    organization = factories.Organization(title="Nantes Métropole")
    with app.flask_app.test_request_context("/"), force_locale("fr"):
        body = mailer.get_invite_body(user, organization, "editor")
    assert body.strip().startswith("Bonjour tresoriere,\n\nVous êtes invité à rejoindre")
    assert "« Nantes Métropole » (organisation)" in body.replace("\u00a0", " ")
    assert "You have" not in body
