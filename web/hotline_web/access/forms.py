"""The forms of the door."""

from dataclasses import dataclass

from hotline_platform.errors import N_
from hotline_web.forms import Field, FormSpec


@dataclass(frozen=True)
class SignIn:
    login: str
    password: str


@dataclass(frozen=True)
class NewPassword:
    old: str
    new: str
    again: str


SIGN_IN = FormSpec(
    SignIn,
    (
        Field("login", N_("Sign-in name"), autocomplete="username", autofocus=True, max_length=40),
        Field("password", N_("Password"), "password", autocomplete="current-password", max_length=200),
    ),
)

NEW_PASSWORD = FormSpec(
    NewPassword,
    (
        Field("old", N_("Present password"), "password", autocomplete="current-password"),
        Field("new", N_("New password"), "password", autocomplete="new-password",
              help=N_("At least 10 characters. A sentence is good.")),
        Field("again", N_("New password, once more"), "password", autocomplete="new-password"),
    ),
)  # fmt: skip
