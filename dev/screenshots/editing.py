"""What those who keep a portal see: the editor, its publications, and the pages of the platform's administrators."""
from __future__ import annotations

from camera import Camera, Site

__all__ = ["editor", "platform", "publications"]

SLUG = "loire-atlantique"
FULL = "nantes"
"""The portal that has something in every part of the form."""
SECTIONS = (
    "identity", "colours", "navigation", "home", "reuses", "pages", "legal", "privacy", "accessibility", "contact",
    "measure",
)  # fmt: skip
TAGLINE = "Du vignoble à l'océan, toutes les données du Département"


def editor(camera: Camera, site: Site) -> None:
    """The way to the editor, as the officer of the department; each part of the form, as an administrator of Nantes."""
    camera.keep("login", f"{site.common}/user/login")
    _to_the_desk(camera, site)
    camera.keep("editor-way", f"{site.common}/organization/{SLUG}")
    camera.keep("editor-list", f"{site.common}/organization/portal/{SLUG}")
    camera.page.context.clear_cookies()
    camera.log_in(site, "admin-nantes-metropole")
    address = f"{site.common}/portal/edit/{FULL}"
    camera.keep("editor", address)
    for section in SECTIONS:
        camera.page.locator(f".editor-sections a[href='#section-{section}']").click()
        _wait_for_the_preview(camera)
        camera.page.mouse.move(0, 0)
        camera.keep(f"editor-{section}")
    _write_too_light_a_colour(camera)
    camera.keep("editor-colour-refused")
    camera.page.set_viewport_size({"width": 390, "height": 844})
    camera.keep("editor-phone", f"{address}#section-home")


def publications(camera: Camera, site: Site) -> None:
    """A draft, what it changes, and the history; the draft is thrown away at the end."""
    _to_the_desk(camera, site)
    camera.open(f"{site.common}/portal/history/{SLUG}")
    if camera.page.locator("tbody tr").count() == 1:
        _publish_and_restore(camera, site)
    _save_draft(camera, site)
    camera.keep("editor-draft", f"{site.common}/portal/edit/{SLUG}#section-home")
    camera.keep("editor-review", f"{site.common}/portal/publish/{SLUG}")
    camera.keep("editor-history", f"{site.common}/portal/history/{SLUG}")
    former = camera.page.locator("tbody tr").nth(1).locator("a").get_attribute("href")
    camera.keep("editor-version", f"{site.common}{former}")
    camera.open(f"{site.common}/portal/edit/{SLUG}")
    camera.page.locator(".editor-discard button").click()
    camera.page.locator(".alert-success").wait_for()


def platform(camera: Camera, site: Site) -> None:
    """Duties, as an administrator of the department; every portal and one's settings, as the platform's."""
    camera.log_in(site, f"admin-{SLUG}")
    camera.keep("member-duties", f"{site.common}/organization/duties/{SLUG}")
    camera.page.context.clear_cookies()
    camera.log_in(site, "admin")
    camera.keep("platform-portals", f"{site.common}/ckan-admin/portals")
    camera.keep("platform-settings", f"{site.common}/portal/settings/{SLUG}")


def _to_the_desk(camera: Camera, site: Site) -> None:
    camera.page.set_viewport_size({"width": 1440, "height": 900})
    camera.log_in(site, "communication")


def _write_too_light_a_colour(camera: Camera) -> None:
    camera.page.locator(".editor-sections a[href='#section-colours']").click()
    camera.page.locator("[name='colours.primary']").fill("#ff9900")
    camera.page.locator("button[value^='take:colours.primary:']").wait_for()
    _wait_for_the_preview(camera)


def _wait_for_the_preview(camera: Camera) -> None:
    """Wait until the preview is that of what was typed: it follows after a pause, and says that it is busy."""
    camera.page.wait_for_timeout(1000)
    camera.page.locator(".editor-screen[aria-busy=true]").wait_for(state="detached")
    camera.page.wait_for_timeout(500)


def _save_draft(camera: Camera, site: Site) -> None:
    """Save a draft with another tagline and a block more, whatever the draft was before."""
    page = camera.page
    camera.open(f"{site.common}/portal/edit/{SLUG}")
    page.locator("[name='tagline.fr']").fill(TAGLINE)
    page.locator(".editor-sections a[href='#section-home']").click()
    page.locator("#field-block").select_option("text")
    page.locator("button[value='add:home']").click()
    text = page.locator("textarea[name^='home.'][name$='.text.fr']").last
    text.wait_for()
    text.fill("Le Département ouvre ses données pour **tous les habitants**.")
    page.locator(".editor-bar button[value=save]").click()
    page.locator(".alert-success").wait_for()


def _publish_and_restore(camera: Camera, site: Site) -> None:
    """Give the history a version to restore; what visitors see is at the end what it was."""
    page = camera.page
    _save_draft(camera, site)
    for address, note in (
        (f"{site.common}/portal/publish/{SLUG}", "Nouvelle accroche et mot d'accueil"),
        (f"{site.common}/portal/version/{SLUG}/1", "Retour à l'accroche d'origine"),
    ):
        camera.open(address)
        page.locator("#field-note").fill(note)
        page.locator(".editor-sheet form button[type=submit]").click()
        page.wait_for_url("**/portal/history/**")
