"""The user model. Shoppers are not users: see ``shop.customers``."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff. What they may do comes from their roles (groups, see ``microbrand/roles.py``)."""
