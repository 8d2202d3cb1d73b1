"""The token endpoint: client credentials (RFC 6749 §4.4), answered by Authlib's own grant.

Authlib's server is synchronous and ours asks the database asynchronously, so the client is looked up first and the
server that answers one request knows exactly that one.
"""

import base64
import binascii
import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any, cast

import msgspec
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from litestar import Request, post
from litestar.response import Response

from hotline_platform.access.client_tokens import LIFETIME, Client, living_client, sign_token
from hotline_platform.access.limits import count_attempt
from hotline_platform.database.engine import Database
from hotline_platform.settings import Settings
from hotline_web.api.problems import Trouble
from hotline_web.entering import API, client_address, moment
from hotline_web.guards import PUBLIC

AnyRequest = Request[Any, Any, Any]
PATH = f"{API}oauth/token"
PER_ADDRESS = 120
OK = 200
WINDOW = dt.timedelta(minutes=5)

# At its finest level Authlib writes tokens into the log.
logging.getLogger("authlib.oauth2").setLevel(logging.INFO)


class _Grant(ClientCredentialsGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")


class _Asking(ClientMixin):  # type: ignore[misc]
    def __init__(self, client: Client) -> None:
        self.client = client

    def check_client_secret(self, client_secret: str) -> bool:
        return self.client.knows(client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint == "token"

    def check_grant_type(self, grant_type: str) -> bool:
        return bool(grant_type == _Grant.GRANT_TYPE)


class _Request(OAuth2Request):  # type: ignore[misc]
    def __init__(self, request: AnyRequest, form: Mapping[str, str]) -> None:
        # TLS ends at the proxy in front; the address is given as the client wrote it.
        named = {"Authorization": request.headers["authorization"]} if _named(request) else {}
        super().__init__(request.method, f"https://hotline{PATH}", headers=named)
        self.payload = BasicOAuth2Payload(form)

    @property
    def form(self) -> Mapping[str, str]:
        return cast(Mapping[str, str], self.payload.data)


class _Server(AuthorizationServer):  # type: ignore[misc]
    """Answers one request about one client."""

    def __init__(self, client: Client | None, secret: str, at: dt.datetime) -> None:
        super().__init__(scopes_supported=client.scopes if client else ())
        self._client = client
        self.register_grant(_Grant)
        self.register_token_generator("default", lambda **given: _token(secret, given, at))

    def query_client(self, client_id: str) -> _Asking | None:
        return _Asking(self._client) if self._client and str(self._client.id) == client_id.lower() else None

    def save_token(self, token: object, request: object) -> None:
        """Nothing to save: the token says everything, and the client is looked up at every request."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: _Request) -> _Request:
        return request

    def handle_response(self, status: int, body: object, headers: Any) -> Response[bytes]:
        given = {name: value for name, value in headers if name.lower() != "content-type"}
        return Response(
            msgspec.json.encode(body), status_code=status, media_type="application/json", headers=given
        )


def _token(secret: str, given: Mapping[str, Any], at: dt.datetime) -> dict[str, Any]:
    client: Client = given["client"].client
    scopes = given["scope"].split() if given["scope"] else client.scopes
    return {
        "access_token": sign_token(secret, client, scopes, at=at), "token_type": "Bearer",
        "expires_in": int(LIFETIME.total_seconds()), "scope": " ".join(scopes),
    }  # fmt: skip


@post(PATH, opt={"permission": PUBLIC, "exclude_from_csrf": True}, status_code=200)
async def do_token(request: AnyRequest) -> Response[bytes]:
    """A token for a client that knows its secret. Errors are those of RFC 6749, not problems."""
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    if request.content_type[0] != "application/x-www-form-urlencoded":
        raise Trouble("unsupported-media-type")
    address = client_address(request, behind_proxy=settings.behind_proxy)
    await count_attempt(database, "api-token", address, limit=PER_ADDRESS, within=WINDOW, at=moment(request))
    form = {name: value for name, value in (await request.form()).items() if _plain(value)}
    client = await living_client(database, _named(request) or form.get("client_id", ""))
    server = _Server(client, settings.secret, moment(request))
    answer = cast(Response[bytes], server.create_token_response(_Request(request, form)))
    if answer.status_code == OK and client is not None and client.suspended:
        raise Trouble("suspended")
    return answer


def _plain(value: object) -> bool:
    """What RFC 6749 lets these fields hold; Authlib fails on repeating anything else in an error."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and not set('"\\') & set(value)


def _named(request: AnyRequest) -> str | None:
    """The client's id from HTTP Basic, if that is how it comes."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, _ = base64.b64decode(value).decode("ascii").partition(":")
        return name if colon else None
    except (ValueError, binascii.Error):
        return None


ROUTES = (do_token,)
