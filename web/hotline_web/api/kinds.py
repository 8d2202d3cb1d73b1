"""The kinds of problem that the API knows: their addresses are promises and do not change."""

from dataclasses import dataclass

from hotline_platform.errors import N_, Message


@dataclass(frozen=True)
class Kind:
    """One kind: its status, what it is called, what to do about it."""

    status: int
    title: Message
    detail: Message


KINDS: dict[str, Kind] = {
    "malformed": Kind(400, N_("The request cannot be read"),
        N_("Send a JSON object, and every header that the operation asks for, in the form that the document describes.")),
    "unauthenticated": Kind(401, N_("Nobody is known to ask"),
        N_("Get a token with the client's id and secret, and send it as a bearer token. Tokens live for 15 minutes.")),
    "forbidden": Kind(403, N_("This client may not do this"),
        N_("The client's role or its scopes do not include it. The administrator of the government gives both.")),
    "suspended": Kind(403, N_("This government is suspended"),
        N_("Nobody acts in it until it is resumed, and its time limits stand still. Try again then.")),
    "not-found": Kind(404, N_("Nothing is found here"),
        N_("The address leads to nothing, or to something that is not this client's to see.")),
    "method-not-allowed": Kind(405, N_("This method does nothing here"), N_("The header Allow names those that do.")),
    "not-now": Kind(409, N_("Not possible in this state"),
        N_("The case or the assignment has moved on. Read it again: it lists the acts that are possible now.")),
    "stale": Kind(412, N_("Somebody acted in between"),
        N_("The case is no longer what the client has seen. Read it again, decide again, and send its present ETag.")),
    "too-large": Kind(413, N_("The request is too large"), N_("A request has at most 2 MB.")),
    "unsupported-media-type": Kind(415, N_("This kind of content is not read"),
        N_("Send application/json in UTF-8.")),
    "invalid": Kind(422, N_("Some values are not accepted"), N_("Each of them is named under fields, with the reason.")),
    "refused": Kind(422, N_("The rules say no"),
        N_("The request was understood. The rules of the work do not allow this act on this case.")),
    "key-reused": Kind(422, N_("The idempotency key was used for another request"),
        N_("Nothing was done. Take a new key for a new request, and the old one only to repeat the very same.")),
    "precondition-required": Kind(428, N_("Say which state of the case you have seen"),
        N_("Send the ETag of the case as If-Match, so that nobody's act is overwritten unseen.")),
    "too-many": Kind(429, N_("Too many requests"), N_("The header Retry-After says in how many seconds to go on.")),
    "broken": Kind(500, N_("Something broke on our side"),
        N_("Repeat the request with the same idempotency key: it is done once. The instance names it in the log.")),
}  # fmt: skip
