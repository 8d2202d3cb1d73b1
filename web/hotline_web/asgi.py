"""What the web server loads: the application on the settings of its process."""

from litestar import Litestar

from hotline_platform.settings import settings_from
from hotline_web.app import create_app


def create() -> Litestar:
    """The application; raises Misconfigured when a setting is wrong."""
    return create_app(settings_from())
