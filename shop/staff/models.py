"""The user model. Shoppers are not users: see ``shop.customers``."""

import unicodedata

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff. What they may do comes from their roles (groups, see ``microbrand/roles.py``)."""

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()

    def get_full_name(self) -> str:
        """As the person is called: a Chinese name begins with the family name and has no space."""
        if self.last_name and unicodedata.name(self.last_name[0], "").startswith("CJK UNIFIED"):
            return f"{self.last_name}{self.first_name}".strip()
        return super().get_full_name()
