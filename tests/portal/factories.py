"""A small territory: the four members of the Pays de la Loire, their datasets and their portals."""
from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.model import bump_version, file, portal

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#123456"/></svg>'

MEMBERS = {
    "nantes-metropole": "Nantes Métropole",
    "nantes": "Ville de Nantes",
    "loire-atlantique": "Loire-Atlantique",
    "pays-de-la-loire": "Région Pays de la Loire",
}


def remove_portals() -> None:
    """Leave no portal, in the database or in this process."""
    model.Session.rollback()
    model.Session.execute(portal.delete())
    model.Session.execute(file.delete())
    bump_version(model.Session)
    model.repo.commit()
    live.refresh()


def make_portal(**fields: Any) -> dict[str, Any]:
    """Create a published portal."""
    fields.setdefault("title", fields["slug"].capitalize())
    fields.setdefault("state", "published")
    if isinstance(fields.get("logo_upload"), bytes):
        fields["logo_upload"] = BytesIO(fields["logo_upload"])
    return call_action("mutualisation_portal_create", **fields)


def make_members() -> None:
    """Create the four organisations."""
    for name, title in MEMBERS.items():
        factories.Organization(name=name, title=title, description=f"{title} publie ses données.")


def make_dataset(name: str, owner: str, **fields: Any) -> dict[str, Any]:
    """Create a dataset with one uploaded file and one remote file."""
    resources = fields.pop("resources", None) or [
        {"name": "Lien", "url": f"https://data.example/{name}.csv", "format": "CSV"}
    ]
    return factories.Dataset(name=name, owner_org=owner, resources=resources, **fields)


def make_portals() -> None:
    """Create the portals of Nantes (two organisations, two hosts), of Loire-Atlantique (by path only), a draft."""
    make_portal(
        slug="nantes",
        title={"fr": "Nantes et sa métropole", "en": "Nantes and its metropolis"},
        tagline={"fr": "Les données du territoire nantais", "en": "The data of the Nantes area"},
        hosts=["nantes.localhost", "data.nantes.example"],
        organizations=["nantes-metropole", "nantes"],
        primary_colour="#00695c",
        secondary_colour="#ffc400",
        logo_upload=LOGO,
    )
    make_portal(
        slug="loire-atlantique",
        title="Loire-Atlantique",
        hosts=["loire-atlantique.localhost"],
        organizations=["loire-atlantique"],
        primary_colour="#a3195b",
    )
    make_portal(slug="region", title="Région", organizations=["pays-de-la-loire"])
    make_portal(slug="chantier", hosts=["chantier.localhost"], organizations=["pays-de-la-loire"], state="draft")


def site_url(host: str | None = None) -> str:
    """Return the origin of the common site, or of one of its portals by host."""
    parts = urlsplit(tk.config["ckan.site_url"])
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}" if host else f"{parts.scheme}://{parts.netloc}"
