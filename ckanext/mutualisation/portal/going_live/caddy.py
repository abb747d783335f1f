"""A Caddyfile for Caddy 2.6 or later. Caddy has no cache of its own: what it answers is CKAN's, each time."""
from __future__ import annotations

from ckanext.mutualisation.portal.going_live.sites import Proxy, Site

__all__ = ["configuration"]

_HEAD = """\
# Printed by `ckan mutualisation portal proxy caddy`. A host that is added later gets its certificate and is served at
# its first visit; only its redirection from http:// needs this file printed again.
{{
	http_port {http_port}
	https_port {https_port}
	auto_https disable_redirects
	on_demand_tls {{
		# No certificate is requested for a name that the registry does not have.
		ask http://{upstream}/mutualisation/tls-ask
	}}
}}
"""

_HTTP = """
# A host that the registry does not name gets no answer; the others are led to https://.
http:// {{
	route {{
{redirections}		abort
	}}
}}
"""

_REDIRECTION = """\
		@to{port} host {names}
		redir @to{port} https://{{host}}{public_port}{{uri}} 301
"""

_SITE = """
{comment}{addresses} {{
{tls}	encode gzip
	route {{
{refused}{root}		request_body {{
			max_size {largest_mb}MB
		}}
		reverse_proxy {upstream} {{
			header_up Host {{host}}
			header_up X-Real-IP {{remote_host}}
			header_up -X-Forwarded-Host
			header_up -Forwarded
{identity}		}}
	}}
}}
"""

_ON_DEMAND = """\
	tls {
		on_demand
	}
"""

# The name in the handshake was asked for and found; only that name may be in the request.
_MISDIRECTED = """\
		@misdirected expression {http.request.tls.server_name} != {http.request.host}
		respond @misdirected 421
"""

_ASK = """\
		# Only Caddy itself asks this, past itself.
		@ask path_regexp ^{root}(/[A-Za-z_]+)?/mutualisation/tls-ask$
		respond @ask 404
"""

_ROOT = """\
		@outside not path {root}/*
		respond @outside 404
		uri strip_prefix {root}
"""

_ANONYMOUS = """\
			# On a portal everybody is anonymous.
			header_up -Cookie
			header_up -Authorization
"""

_PORTAL_UPLOAD_MB = 1
"""A portal takes no file: the questions that are posted to it are short."""


def configuration(sites: list[Site], proxy: Proxy) -> str:
    """Return the whole text for these sites."""
    head = _HEAD.format(http_port=proxy.http_port, https_port=proxy.https_port, upstream=proxy.upstream)
    common = [site for site in sites if site.is_common]
    plain = [site for site in sites if not site.is_common and site.scheme == "http"]
    ports = sorted({site.port or 0 for site in sites if not site.is_common and site.scheme == "https"})
    parts = [head, _http(sites)]
    parts += [_site([site.origin], proxy, is_common=True) for site in common]
    parts += [_site([site.origin for site in plain], proxy)] if plain else []
    if ports:
        secured = [f"https://:{port}" if port else "https://" for port in ports]
        comment = "# Every portal that has https.\n"
        parts.append(_site(secured, proxy, comment=comment, tls=_ON_DEMAND, refused=_MISDIRECTED))
    return "".join(parts)


def _http(sites: list[Site]) -> str:
    by_port: dict[int, list[str]] = {}
    for site in sites:
        if site.scheme == "https":
            by_port.setdefault(site.port or 0, []).append(site.name)
    redirections = [
        _REDIRECTION.format(port=port or "", names=" ".join(names), public_port=f":{port}" if port else "")
        for port, names in sorted(by_port.items())
    ]
    return _HTTP.format(redirections="".join(redirections))


def _site(
    addresses: list[str], proxy: Proxy, *, comment: str = "", tls: str = "", refused: str = "", is_common: bool = False
) -> str:
    return _SITE.format(
        comment=comment,
        addresses=", ".join(addresses),
        tls=tls,
        refused=_ASK.format(root=proxy.root) if is_common else refused,
        root=_ROOT.format(root=proxy.root) if proxy.root else "",
        largest_mb=proxy.largest_upload_mb if is_common else _PORTAL_UPLOAD_MB,
        upstream=proxy.upstream,
        identity="" if is_common else _ANONYMOUS,
    )
