"""The `materials:` part: what people who choose by themselves get, product by product."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from dialogs.scenario import Link, Material
from dialogs.schema import keys
from dialogs.schema.fields import Fields, open_items
from dialogs.schema.rules import Context
from dialogs.schema.texts import MAX_LABEL, read_text
from dialogs.source import Scalar, Tree


def read_materials(context: Context, tree: Tree | None) -> tuple[Material, ...]:
    """The materials that are well-formed, in the order of the file."""
    materials: list[Material] = []
    for fields in open_items(context.report, tree, ("materials",), "a material", keys.MATERIAL):
        price = context.text(fields, "price", "price")
        advice = context.text(fields, "advice", "advice")
        if price is not None:
            products, links = tuple(_products(fields)), tuple(_links(context, fields))
            materials.append(Material(price, products, advice, links))
    return tuple(materials)


def _products(fields: Fields) -> Iterator[str]:
    tree = fields.get("for")
    for item in () if tree is None else fields.report.items(tree, "for"):
        scalar = fields.report.scalar(item, "a product")
        if scalar is not None:
            yield scalar.text


def _links(context: Context, fields: Fields) -> Iterator[Link]:
    report, path = context.report, (*fields.path, "links")
    for link in open_items(report, fields.get("links"), path, "a link", keys.LINK):
        title_tree, url = link.get("title"), link.scalar("url")
        if title_tree is None or url is None:
            continue
        title = read_text(report, title_tree, (*link.path, "title"), "title", limit=MAX_LABEL)
        if title is not None and _is_web_address(context, url):
            yield Link(title, url.text)


def _is_web_address(context: Context, url: Scalar) -> bool:
    try:
        parts = urlsplit(url.text)
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme in ("http", "https")
        and "." in parts.netloc
        and not set(url.text) & set(' "<>')
    ):
        return True
    context.report.error(
        "bad-link",
        url.mark,
        f"{url.text[:60]!r} is no address of the web",
        "write it in full: https://…",
    )
    return False
