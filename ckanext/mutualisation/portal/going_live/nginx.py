"""A configuration for nginx 1.19.4 or later, to be included in its http context."""
from __future__ import annotations

from ckanext.mutualisation.portal.going_live.sites import Proxy, Site

__all__ = ["configuration"]

_HEAD = """\
# Printed by `ckan mutualisation portal proxy nginx`. Print it again after a host was added or removed.
# A certificate for a host:  certbot certonly --webroot -w {challenges} -d HOST

proxy_cache_path {cache} levels=1:2 keys_zone=mutualisation:32m max_size=4g inactive=7d use_temp_path=off;

upstream mutualisation {{
    server {upstream};
    keepalive 32;
}}

# Publishers' pages are theirs alone: whoever sends a cookie or a token gets nothing from the cache, and leaves nothing.
map "$http_cookie$http_authorization{token}" $mutualisation_private {{
    ""      0;
    default 1;
}}
"""

_REFUSED_HTTP = """
# A host that the registry does not name.
server {{
    listen {port} default_server;
    listen [::]:{port} default_server;
    server_name _;
    return 444;
}}
"""

_REFUSED_HTTPS = """
server {{
    listen {port} ssl http2 default_server;
    listen [::]:{port} ssl http2 default_server;
    server_name _;
    ssl_reject_handshake on;
    # A handshake for one of our hosts, then a request for another's.
    return 421;
}}
"""

_TO_HTTPS = """
server {{
    listen {port};
    listen [::]:{port};
    server_name {names};
    server_tokens off;
    location ^~ /.well-known/acme-challenge/ {{
        root {challenges};
        default_type text/plain;
    }}
    location / {{
        return 301 https://$host{public_port}$request_uri;
    }}
}}
"""

_TLS = """
    ssl_certificate {certificates}/{name}/fullchain.pem;
    ssl_certificate_key {certificates}/{name}/privkey.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:mutualisation_tls:10m;
    ssl_session_timeout 1d;
    ssl_session_tickets off;"""

_SITE = """
server {{
    listen {port}{ssl};
    listen [::]:{port}{ssl};
    server_name {name};{tls}
    server_tokens off;
    client_max_body_size {largest_mb}m;
    client_body_timeout 30s;
    gzip on;
    gzip_vary on;
    gzip_proxied any;
    gzip_min_length 1024;
    gzip_types text/css text/plain text/csv text/turtle application/javascript text/javascript application/json
               application/ld+json application/geo+json application/rdf+xml application/atom+xml application/rss+xml
               application/xml text/xml image/svg+xml;
{locations}}}
"""

_ASK = """\
    # Only the proxy itself asks this, past itself.
    location ~ ^{root}(/[A-Za-z_]+)?/mutualisation/tls-ask$ {{
        return 404;
    }}
"""

_LOCATION = """\
    location {root}/ {{
        proxy_pass http://mutualisation{stripped};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-Host "";
        proxy_set_header Forwarded "";
        proxy_set_header Accept-Encoding "";
{identity}        proxy_read_timeout 120s;
        # Only what the answer's own Cache-Control allows is kept; an ETag renews it without sending it again.
        proxy_cache mutualisation;
        proxy_cache_key "$scheme://$host$request_uri";
        proxy_cache_revalidate on;
        proxy_cache_lock on;
        proxy_cache_background_update on;
        proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;
        add_header X-Cache $upstream_cache_status always;
    }}
"""

_ANONYMOUS = """\
        # On a portal everybody is anonymous.
        proxy_set_header Cookie "";
        proxy_set_header Authorization "";
"""

_PUBLISHERS = """\
        proxy_cache_bypass $mutualisation_private;
        proxy_no_cache $mutualisation_private $upstream_http_set_cookie;
"""

_PORTAL_UPLOAD_MB = 1
"""A portal takes no file: the questions that are posted to it are short."""


def configuration(sites: list[Site], proxy: Proxy) -> str:
    """Return the whole text for these sites."""
    variable = "$http_" + proxy.token_header.lower().replace("-", "_")
    parts = [_name_sizes(sites)]
    parts.append(
        _HEAD.format(
            challenges=proxy.challenges, cache=proxy.cache, upstream=proxy.upstream,
            token=variable if variable != "$http_authorization" else "",
        )
    )
    parts += [_REFUSED_HTTP.format(port=port) for port in _ports(sites, proxy, "http")]
    parts += [_REFUSED_HTTPS.format(port=port) for port in _ports(sites, proxy, "https")]
    by_public_port: dict[int | None, list[str]] = {}
    for site in sites:
        if site.scheme == "https":
            by_public_port.setdefault(site.port, []).append(site.name)
    for public_port, names in by_public_port.items():
        parts.append(
            _TO_HTTPS.format(
                port=proxy.http_port, names=" ".join(names), challenges=proxy.challenges,
                public_port=f":{public_port}" if public_port else "",
            )
        )
    parts += [_server(site, proxy) for site in sites if site.scheme == "http" or proxy.has_certificate(site)]
    return "".join(parts)


def _name_sizes(sites: list[Site]) -> str:
    """Return room for the names where nginx' own does not do; it allows these directives once."""
    lines = ""
    if max(len(site.name) for site in sites) > 40:
        lines += "server_names_hash_bucket_size 256;\n"
    if len(sites) > 400:
        lines += f"server_names_hash_max_size {1 << (2 * len(sites)).bit_length()};\n"
    return lines


def _ports(sites: list[Site], proxy: Proxy, scheme: str) -> list[int]:
    own = proxy.https_port if scheme == "https" else proxy.http_port
    ports = {site.port or own for site in sites if site.scheme == scheme}
    return sorted(ports | {proxy.http_port} if scheme == "http" else ports)


def _server(site: Site, proxy: Proxy) -> str:
    secured = site.scheme == "https"
    location = _LOCATION.format(
        root=proxy.root,
        stripped="/" if proxy.root else "",  # CKAN answers at the top: what stands before is the proxy's to take away.
        identity=_PUBLISHERS if site.is_common else _ANONYMOUS,
    )
    return _SITE.format(
        name=site.name,
        port=site.port or (proxy.https_port if secured else proxy.http_port),
        ssl=" ssl http2" if secured else "",
        tls=_TLS.format(certificates=proxy.certificates, name=site.name) if secured else "",
        largest_mb=proxy.largest_upload_mb if site.is_common else _PORTAL_UPLOAD_MB,
        locations=(_ASK.format(root=proxy.root) if site.is_common else "") + location,
    )
