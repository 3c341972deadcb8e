"""Change the category tree, and where a product stands in it. Everything takes effect at once."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.errors import CategoryInUse
from shop.catalog.events import CategoriesChanged, ProductChanged
from shop.catalog.models import Category, Product
from shop.catalog.models.category import MAX_CATEGORIES, MAX_DEPTH
from shop.catalog.models.slugs import unique_slug
from shop.catalog.queries import rules_by
from shop.core import audit, events
from shop.core.errors import InvalidInput, NotFound

MAX_TAGS = 20


@transaction.atomic
def save_category(
    *, by: Any, title: str, intro: str = "", parent_id: int | None = None, category_id: int | None = None
) -> Category:
    """Add a category below ``parent_id`` (None: at the top), or rename and re-hang one; its address stays.

    ``InvalidInput`` for a name that is missing or taken beside it, a tree too deep or too large, or a category below
    itself; ``NotFound``.
    """
    rows = _lock_tree()
    title, intro = " ".join(title.split()), " ".join(intro.split())
    if not 1 <= len(title) <= 40:
        raise InvalidInput(_("A category's name has 1 to 40 characters."), field="title")
    if len(intro) > 200:
        raise InvalidInput(_("An introduction has at most 200 characters."), field="intro")
    row = _named(rows, category_id) if category_id is not None else None
    parent = _named(rows, parent_id) if parent_id is not None else None
    beside = [other for other in rows.values() if _parent_path(other) == (parent.path if parent else "")]
    if any(other.title == title and other is not row for other in beside):
        raise InvalidInput(_("There is a category of this name here already."), field="title")
    height = 1 if row is None else max(o.depth for o in rows.values() if o.path.startswith(row.path)) - row.depth + 1
    if (parent.depth if parent else 0) + height > MAX_DEPTH:
        raise InvalidInput(_("Categories have at most %(count)s levels.") % {"count": MAX_DEPTH}, field="parent")
    if row and parent and parent.path.startswith(row.path):
        raise InvalidInput(_("A category cannot stand below itself."), field="parent")
    if row is None:
        if len(rows) >= MAX_CATEGORIES:
            raise InvalidInput(_("There are at most %(count)s categories.") % {"count": MAX_CATEGORIES})
        fields = {"title": title, "intro": intro, "slug": unique_slug(Category, title)}
        row = parent.add_child(**fields) if parent else Category.add_root(**fields)
    else:
        Category.objects.filter(pk=row.pk).update(title=title, intro=intro)
        if _parent_path(row) != (parent.path if parent else ""):
            if parent:
                row.move(parent, "last-child")
            else:
                row.move(Category.get_last_root_node(), "last-sibling")
    saved: Category = Category.objects.get(pk=row.pk)
    _changed(by, saved, "catalog.save_category")
    return saved


@transaction.atomic
def move_category(*, by: Any, category_id: int, step: int) -> bool:
    """Show it earlier (-1) or later (+1) among its siblings. False if it stands at that end already."""
    row = _named(_lock_tree(), category_id)
    neighbour = row.get_prev_sibling() if step < 0 else row.get_next_sibling()
    if neighbour is None:
        return False
    row.move(neighbour, "left" if step < 0 else "right")
    _changed(by, row, "catalog.save_category")
    return True


@transaction.atomic
def remove_category(*, by: Any, category_id: int) -> None:
    """Remove an empty category. ``CategoryInUse`` while products or categories stand in it, or rules go by it;
    ``NotFound``.
    """
    row = _named(_lock_tree(), category_id)
    if titles := rules_by(category=row):
        raise CategoryInUse(
            _("The rule of these collections goes by it: %(names)s. Change them first.") % {"names": ", ".join(titles)}
        )
    count = Product.objects.filter(category=row).count()
    if count or row.numchild:
        raise CategoryInUse
    audit.record(by=by, action="catalog.remove_category", subject=row)
    events.publish(CategoriesChanged())
    row.delete()


@transaction.atomic
def sort_product(*, by: Any, product: Product, category_id: int | None, tags: Iterable[str]) -> bool:
    """Put a product into a category (None: into none) and give it exactly these tags. False if it is so already.

    ``InvalidInput`` for a category that is gone, too many or too long tags.
    """
    names = list(dict.fromkeys(name for name in (" ".join(tag.split()) for tag in tags) if name))
    if len(names) > MAX_TAGS or any(len(name) > 30 for name in names):
        raise InvalidInput(_("At most %(count)s tags of up to 30 characters.") % {"count": MAX_TAGS}, field="tags")
    if category_id is not None and not Category.objects.filter(pk=category_id).exists():
        raise InvalidInput(_("This category is gone. Choose another one."), field="category")
    row = Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    if row.category_id == category_id and set(row.tags.names()) == set(names):
        return False
    Product.objects.filter(pk=row.pk).update(category=category_id)
    row.tags.set(names)
    audit.record(by=by, action="catalog.sort_product", subject=row, data={"category": category_id, "tags": names})
    events.publish(ProductChanged(product_id=row.pk))
    return True


def _lock_tree() -> dict[int, Any]:
    """All categories by id, locked: treebeard moves many rows, and trusts that nobody else does."""
    return {row.pk: row for row in Category.objects.select_for_update(no_key=True).order_by("pk")}


def _named(rows: dict[int, Any], pk: int) -> Any:
    if pk not in rows:
        raise NotFound
    return rows[pk]


def _parent_path(row: Any) -> str:
    return str(row.path[: -Category.steplen])


def _changed(by: Any, row: Category, action: str) -> None:
    audit.record(by=by, action=action, subject=row, data={"title": row.title})
    events.publish(CategoriesChanged())
