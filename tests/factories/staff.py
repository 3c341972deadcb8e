"""Staff."""

import factory

from shop.staff.models import User


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A member of staff without a role."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"staff{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
