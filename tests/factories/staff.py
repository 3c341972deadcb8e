"""Staff."""

from typing import Any

import factory
from django.contrib.auth.models import Group

from shop.staff.models import User


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A member of staff without a role."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"staff{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")


def member(role: str, **fields: Any) -> User:
    """A member of staff with one of the roles of ``microbrand/roles.py``."""
    user: User = UserFactory(**fields)
    user.groups.add(Group.objects.get(name=role))
    return user
