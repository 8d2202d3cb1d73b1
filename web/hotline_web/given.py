"""What a page function may ask for: the actor, a transaction in the actor's tenant, a wide reading."""

from litestar.di import NamedDependency

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db

GivenActor = NamedDependency[Actor]
GivenDb = NamedDependency[Db]
"""One request, one transaction, in the person's own tenant."""
