"""What Flask does differently during a visit to a portal: addresses, identity, brand, and what is refused."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import flask
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from flask.wrappers import Request, Response

import ckan.plugins.toolkit as tk
from ckan.lib import base

from ckanext.mutualisation.core.address import Moved, OnPortal, resolve
from ckanext.mutualisation.portal import caching, config, scope, security_headers, visit
from ckanext.mutualisation.portal.catalogue import serving
from ckanext.mutualisation.portal.discovery import feeds
from ckanext.mutualisation.portal.discovery.face import Face
from ckanext.mutualisation.portal.discovery.icons import icon_path
from ckanext.mutualisation.portal.live import live
from ckanext.mutualisation.portal.pages import routes
from ckanext.mutualisation.portal.redirects.lookup import redirected

__all__ = ["install"]

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_MAY_HAVE_LOCATION = frozenset({201, *range(300, 400)})
_TABLE_VIEWS = frozenset({"datatablesview.ajax", "datatablesview.filtered_download"})


def install(app: Any) -> None:
    """Register what this module holds on CKAN's Flask application, each through Flask's own door."""
    app.request_class = _mounted(app.request_class)
    app.app_ctx_globals_class = _dressed(app.app_ctx_globals_class)
    app.session_interface = _Sessions(app.session_interface)
    app.before_request(enter)
    app.after_request(stay)
    app.context_processor(without_token)


def _mounted(request_class: type[Request]) -> type[Request]:
    """Return the request class under which Flask builds every URL from where the portal is mounted.

    CKAN empties SCRIPT_NAME on the way in; this is the first moment after that, and before Flask reads it.
    """

    class PortalRequest(request_class):  # type: ignore[misc, valid-type]
        def __init__(self, environ: dict[str, Any], *args: Any, **kwargs: Any) -> None:
            found: OnPortal | None = environ.get(visit.ENVIRON_KEY)
            if found is not None:
                environ["SCRIPT_NAME"] = found.mount
            super().__init__(environ, *args, **kwargs)

    return PortalRequest


class _Sessions(SessionInterface):
    """CKAN's sessions, but for visits: there nothing is read of a session, nothing kept, and nobody looked for."""

    def __init__(self, sessions: SessionInterface) -> None:
        self._sessions = sessions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sessions, name)

    def open_session(self, app: flask.Flask, request: Request) -> SessionMixin | None:
        if visit.ENVIRON_KEY in request.environ:
            # Flask-Login's own way to say that it is nobody; else it looks for somebody in what the visit has not, by
            # which CKAN also learns that a POST needs no token.
            if request.method in _READING:
                app.login_manager._update_request_context_with_user()  # pyright: ignore[reportAttributeAccessIssue]
            return SecureCookieSession()
        return self._sessions.open_session(app, request)

    def save_session(self, app: flask.Flask, session: SessionMixin, response: Response) -> None:
        if visit.current_visit() is None:
            self._sessions.save_session(app, session, response)

    def is_null_session(self, obj: object) -> bool:
        return self._sessions.is_null_session(obj)


def _dressed(globals_class: type[Any]) -> type[Any]:
    """Return the class of ``flask.g`` in which a portal's own name, logo and words shadow CKAN's.

    Each is made when it is asked for: most answers are no page, and ask for none.
    """

    class PortalGlobals(globals_class):
        def __getattr__(self, name: str) -> Any:
            make = _WORN.get(name)
            found = make and visit.current_visit()
            if make is None or found is None:
                return super().__getattr__(name)
            return make(found)

    return PortalGlobals


_WORN: dict[str, Callable[[OnPortal], Any]] = {
    "mutualisation_portal": lambda found: found.portal,
    "site_title": lambda found: visit.text(found.portal.title),
    "site_description": lambda found: visit.text(found.portal.brand.tagline),
    "site_logo": lambda found: tk.h.mutualisation_portal_picture(found.portal.brand.logo),
    "favicon": lambda found: visit.file_address(found, icon_path(Face(found.portal), 32)),
    "site_intro_text": lambda found: "",
    "site_about": lambda found: "",
    "site_custom_css": lambda found: "",
}


def enter() -> Any:
    """Answer at once what a portal does not let through, and its own pages."""
    found = visit.current_visit()
    if found is None:
        return None
    request = flask.request
    if request.method not in _READING and not _reads_by_post(request):
        return _refuse_writing()
    answer = routes.answer(found)
    answer = scope.refuse_entry() if answer is None else answer
    answer = feeds.answer() if answer is None else answer
    return serving.keep_home_page() if answer is None else answer


def _reads_by_post(request: Request) -> bool:
    if request.method != "POST":
        return False
    if request.endpoint in _TABLE_VIEWS:
        return True
    if request.endpoint != "api.action":
        return False
    try:
        action = tk.get_action((request.view_args or {}).get("logic_function", ""))
    except KeyError:
        return True  # CKAN's own answer names the mistake.
    return bool(getattr(action, "side_effect_free", False))


def _refuse_writing() -> Response:
    address = visit.common_site_address(flask.request.path)
    message = tk._("A portal is for reading. To publish or change data, use the common site.")
    if flask.request.blueprint == "api":
        error = {"__type": "Method Not Allowed", "message": f"{message} {address}"}
        response = flask.jsonify({"success": False, "error": error})
    else:
        flask.g.mutualisation_elsewhere = address
        page = {"code": 405, "name": tk._("This cannot be done here"), "content": message}
        response = flask.make_response(base.render("error_document_template.html", page))
    response.status_code = 405
    response.headers["Allow"] = "GET, HEAD, OPTIONS"
    return response


def stay(response: Response) -> Response:
    """Keep on the portal what CKAN addresses past its helpers: redirects, and the help of each API answer."""
    found = visit.current_visit()
    if found is None:
        return response
    if response.status_code == 404 and (moved := redirected(found)):
        return flask.redirect(moved, 301)  # pyright: ignore[reportReturnType] -- werkzeug's base class
    # Headers are searched from the start each time: most answers have no Location to look for.
    location = response.headers.get("Location") if response.status_code in _MAY_HAVE_LOCATION else None
    if location and not flask.g.get("mutualisation_leaves_portal"):
        response.headers["Location"] = _kept(found, location)
    if flask.request.endpoint == "api.action" and not response.is_streamed:
        common = config.common_address()
        # "help" is the first key of the answer; CKAN builds it on ckan.site_url by a function that no plugin can chain,
        # and puts ckan.root_path behind where the portal is mounted.
        start = f'"help": "{common.origin}{found.mount}{found.root}/'.encode()
        end = f'"help": "{found.origin}{found.root}{found.mount}/'.encode()
        if start != end:
            response.set_data(response.get_data().replace(start, end, 1))
    security_headers.decide(response)
    return caching.validate(response)


def _kept(found: OnPortal, location: str) -> str:
    common = config.common_address()
    parts = urlsplit(location)
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" not in (str(common.origin), str(found.origin)):
        return location
    # A browser reads a backslash as a slash: "/\evil.example" would leave. Quoted, and always absolute, it cannot.
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~")
    path = path.removeprefix(common.root) if common.root else path
    if found.prefix:
        better = resolve(live.current(), common, None, path)
        if isinstance(better, Moved):
            return _with_query(better.location, parts.query)
        if not isinstance(better, OnPortal):
            path = f"{found.mount}{path}"
    return _with_query(f"{found.origin}{common.root}{path}", parts.query)


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def without_token() -> dict[str, Any]:
    """Render no CSRF token on a portal: the token would start a session, the session a cookie."""
    return {} if visit.current_visit() is None else {"csrf_token": lambda: ""}
