"""The public vocabularies that DCAT-AP asks for: file types of the EU, media types of IANA, territories of INSEE.

>>> file_type("geojson")
'http://publications.europa.eu/resource/authority/file-type/GEOJSON'
>>> media_type("text/csv; charset=utf-8")
'https://www.iana.org/assignments/media-types/text/csv'
>>> territory("commune", "44109")
'http://id.insee.fr/geo/commune/44109'
"""
from __future__ import annotations

import re

__all__ = [
    "DATA_THEMES",
    "EU_AUTHORITY",
    "MEDIA_TYPES",
    "file_type",
    "media_type",
    "media_type_of_format",
    "name_of_file_type",
    "publisher_type",
    "territory",
]

EU_AUTHORITY = "http://publications.europa.eu/resource/authority/"
DATA_THEMES = f"{EU_AUTHORITY}data-theme"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES = f"{EU_AUTHORITY}file-type/"
_INSEE = "http://id.insee.fr/geo/"
_ADMS_PUBLISHERS = "http://purl.org/adms/publishertype/"

# The registered top-level types; a subtype that starts with "x-" is nobody's, and has no page at IANA.
_MEDIA_TYPE = re.compile(
    r"(application|audio|font|haptics|image|message|model|multipart|text|video)/(?!x-)[a-z0-9][a-z0-9!#$&^_.+-]*"
)

# EU file type, its name in CKAN, IANA media type ("" where IANA has none), other names.
_FORMATS = (
    ("ATOM", "Atom Feed", "application/atom+xml", "atom"),
    ("CSV", "CSV", "text/csv", ""),
    ("DBF", "dBase", "", "dbf"),
    ("DOC", "DOC", "application/msword", ""),
    ("DOCX", "DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""),
    ("DXF", "DXF", "image/vnd.dxf", ""),
    ("ECW", "ECW", "", ""),
    ("EPUB", "EPUB", "application/epub+zip", ""),
    ("GDB", "GDB", "", ""),
    ("GEOJSON", "GeoJSON", "application/geo+json", "geo json"),
    ("GEOTIFF", "GeoTIFF", "", "geo tiff"),
    ("GIF", "GIF", "image/gif", ""),
    ("GML", "GML", "application/gml+xml", ""),
    ("GPKG", "GPKG", "application/geopackage+sqlite3", "geopackage"),
    ("GPX", "GPX", "", ""),
    ("GTFS", "GTFS", "", ""),
    ("HTML", "HTML", "text/html", "htm"),
    ("ICS", "ICS", "text/calendar", "ical"),
    ("JPEG", "JPEG", "image/jpeg", "jpg"),
    ("JSON", "JSON", "application/json", ""),
    ("JSON_LD", "JSON-LD", "application/ld+json", "jsonld|json ld"),
    ("KML", "KML", "application/vnd.google-earth.kml+xml", ""),
    ("KMZ", "KMZ", "application/vnd.google-earth.kmz", ""),
    ("MDB", "MDB", "application/vnd.ms-access", ""),
    ("N3", "N3", "text/n3", ""),
    ("NETCDF", "NetCDF", "", ""),
    ("ODP", "ODP", "application/vnd.oasis.opendocument.presentation", ""),
    ("ODS", "ODS", "application/vnd.oasis.opendocument.spreadsheet", ""),
    ("ODT", "ODT", "application/vnd.oasis.opendocument.text", ""),
    ("PARQUET", "Parquet", "application/vnd.apache.parquet", ""),
    ("PDF", "PDF", "application/pdf", ""),
    ("PNG", "PNG", "image/png", ""),
    ("PPT", "PPT", "application/vnd.ms-powerpoint", ""),
    ("PPTX", "PPTX", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ""),
    ("RDF_TURTLE", "Turtle", "text/turtle", "ttl|rdf turtle"),
    ("RDF_XML", "RDF", "application/rdf+xml", "rdf xml"),
    ("REST", "REST", "", "esri rest|api rest"),
    ("RSS", "RSS", "", ""),
    ("RTF", "RTF", "text/rtf", ""),
    ("SHP", "SHP", "", "shapefile|esri shapefile"),
    ("SQL", "SQL", "application/sql", ""),
    ("SVG", "SVG", "image/svg+xml", ""),
    ("TAR", "TAR", "", ""),
    ("TIFF", "TIFF", "image/tiff", "tif"),
    ("TSV", "TSV", "text/tab-separated-values", ""),
    ("TXT", "TXT", "text/plain", "text"),
    ("WCS_SRVC", "WCS", "", "ogc wcs"),
    ("WFS_SRVC", "WFS", "", "ogc wfs"),
    ("WMS_SRVC", "WMS", "", "ogc wms"),
    ("WMTS_SRVC", "WMTS", "", "ogc wmts"),
    ("XLS", "XLS", "application/vnd.ms-excel", "excel"),
    ("XLSX", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ""),
    ("XML", "XML", "application/xml", ""),
    ("ZIP", "ZIP", "application/zip", ""),
)  # fmt: skip


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


_CODE_BY_NAME = {
    _folded(name): code for code, label, _, others in _FORMATS for name in (code, label, *others.split("|")) if name
}
_NAME_BY_CODE = {code: label for code, label, _, _ in _FORMATS}
_MEDIA_TYPE_BY_CODE = {code: media for code, _, media, _ in _FORMATS if media}


def file_type(name: str) -> str | None:
    """Return the URI of the EU file type that goes by this name, None when the EU has none."""
    if name.startswith(_FILE_TYPES):
        return name
    code = _CODE_BY_NAME.get(_folded(name.removeprefix(".")))
    return f"{_FILE_TYPES}{code}" if code else None


def name_of_file_type(uri: str) -> str:
    """Return what CKAN calls an EU file type; its code when CKAN has no name for it."""
    code = uri.removeprefix(_FILE_TYPES)
    return _NAME_BY_CODE.get(code, code)


def media_type(name: str) -> str | None:
    """Return the URI of a media type registered at IANA, without its parameters; None for any other text."""
    if name.startswith((MEDIA_TYPES, MEDIA_TYPES.replace("https:", "http:"))):
        name = name.partition("media-types/")[2]
    plain = name.partition(";")[0].strip().lower()
    return f"{MEDIA_TYPES}{plain}" if _MEDIA_TYPE.fullmatch(plain) else None


def media_type_of_format(uri: str) -> str | None:
    """Return the URI of the media type that files of an EU file type have, None when IANA has none."""
    media = _MEDIA_TYPE_BY_CODE.get(uri.removeprefix(_FILE_TYPES))
    return f"{MEDIA_TYPES}{media}" if media else None


def territory(body_kind: str, insee_code: str) -> str | None:
    """Return INSEE's URI of a region, department or commune; INSEE builds none on the SIREN of an EPCI."""
    return f"{_INSEE}{body_kind}/{insee_code}" if body_kind in ("region", "departement", "commune") else None


def publisher_type(body_kind: str) -> tuple[str, str] | None:
    """Return the URI and the English name of the ADMS publisher type of a body, None for what is no authority."""
    if body_kind == "region":
        return f"{_ADMS_PUBLISHERS}RegionalAuthority", "Regional authority"
    if body_kind in ("departement", "epci", "commune", "syndicat"):
        return f"{_ADMS_PUBLISHERS}LocalAuthority", "Local authority"
    return None
