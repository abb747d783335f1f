"""Find the portal of a request before Flask sees it, and answer those that belong nowhere, without any SQL."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk

from ckanext.mutualisation.core.address import CommonSite, Moved, NotPublished, OnPortal, Portal, Unknown, resolve
from ckanext.mutualisation.portal import caching, config, refusal, security_headers
from ckanext.mutualisation.portal.going_live import tls_ask
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.visit import ENVIRON_KEY, GIVEN_VISIT_KEY

__all__ = ["PortalMiddleware"]

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class PortalMiddleware:
    """A WSGI application around CKAN's. Without a portal it hands everything over untouched."""

    def __init__(self, application: Callable[[Environ, StartResponse], Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Resolve the request's host and path, and answer or hand over accordingly."""
        given: OnPortal | None = environ.pop(GIVEN_VISIT_KEY, None)
        if given is not None:
            return self._visit(given, environ, start_response)
        registry = live.current()
        if not registry:
            return self.application(environ, start_response)
        found = resolve(registry, config.common_address(), environ.get("HTTP_HOST"), environ.get("PATH_INFO", ""))
        if isinstance(found, OnPortal):
            return self._visit(found, environ, start_response)
        if isinstance(found, CommonSite):
            if environ.get("PATH_INFO") == tls_ask.PATH:
                asked = tls_ask.may_have_certificate(registry, environ.get("QUERY_STRING", ""))
                headers = [("Content-Length", "0"), ("Cache-Control", "no-store")]
                start_response("200 OK" if asked else "404 Not Found", headers)
                return [b""]
            if found.host:
                environ["HTTP_HOST"] = found.host
            return self.application(environ, start_response)
        return self._refuse(found, environ, start_response)

    def _visit(self, visit: OnPortal, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        environ[ENVIRON_KEY] = visit
        environ["PATH_INFO"] = visit.path
        # The language is part of where the portal is mounted (visit.mount), so CKAN has none of its own to add.
        environ["CKAN_LANG"] = visit.locale or config.default_locale()
        environ["CKAN_LANG_IS_DEFAULT"] = True
        # What Flask builds from these two is now the record's, never the request's.
        environ["HTTP_HOST"] = visit.origin.netloc
        environ["wsgi.url_scheme"] = visit.origin.scheme
        token_header = tk.config["apitoken_header_name"].upper().replace("-", "_")
        for credential in ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "REMOTE_USER", f"HTTP_{token_header}"):
            environ.pop(credential, None)

        def start_without_cookie(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            headers = security_headers.protected(environ, caching.final_headers(environ, headers))
            return start_response(status, headers, *rest)

        return self.application(environ, start_without_cookie)

    def _refuse(
        self, found: Moved | NotPublished | Unknown, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        if isinstance(found, Moved):
            query = environ.get("QUERY_STRING")
            # WSGI hands over the path's bytes as Latin-1 characters.
            location = quote(found.location.encode("latin-1"), safe="/:[]@!$&'()*+,;=~")
            location = f"{location}?{query}" if query else location
            headers = [("Location", location), ("Content-Length", "0"), ("Cache-Control", caching.MOVED)]
            start_response("301 Moved Permanently", headers)
            return [b""]
        portal: Portal | None = found.portal if isinstance(found, NotPublished) else None
        malformed = isinstance(found, Unknown) and found.malformed
        page = refusal.page(environ.get("HTTP_ACCEPT_LANGUAGE", ""), portal)
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Cache-Control", "no-store"),
            ("Vary", "Accept-Language"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ]
        start_response("400 Bad Request" if malformed else "404 Not Found", headers)
        return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else page]
