"""robots.txt: what is not worth a crawler's time, and where the sitemaps are."""
from __future__ import annotations

from ckanext.mutualisation.core.address import PATH_PREFIX
from ckanext.mutualisation.portal import config
from ckanext.mutualisation.portal.discovery.face import COMMON, Face, current_face, published_faces

__all__ = ["robots_rules", "robots_sitemaps"]

# The sitemap lists every dataset: pages asked for by two parameters or more (facets combined, sorted) say nothing new.
_NOT_WORTH_IT = ("/api/", "/user/", "/dashboard/", "/ckan-admin/", "/embed/", "/dataset/*/activity", "/*?*&")


def robots_rules() -> str:
    """Return the lines under ``User-agent: *`` of the visited portal."""
    face = current_face()
    if not face.found:
        return "Disallow: /"
    return "\n".join(f"Disallow: {path}" for path in _NOT_WORTH_IT)


def robots_sitemaps() -> str:
    """Return the lines that close robots.txt on this host; empty on a common site without portals.

    A portal by path has no robots.txt of its own: that of the common site speaks for it.
    """
    face = current_face()
    if face.portal is not None:
        return f"\n\n{_sitemap(face)}" if face.found else ""
    faces = list(published_faces())
    if not faces:
        return ""
    root = config.common_address().root
    hidden = [f"Disallow: {root}{PATH_PREFIX}{each.slug}/" for each in faces if not each.found]
    by_path = [each for each in faces if each.found and each.portal and not each.portal.hosts]
    lines = ["User-agent: *", *hidden, ""] if hidden else []
    return "\n\n" + "\n".join([*lines, *(_sitemap(each) for each in (COMMON, *by_path))])


def _sitemap(face: Face) -> str:
    return f"Sitemap: {face.address('/sitemap.xml')}"
