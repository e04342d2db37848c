"""Fills an empty shop with goods and past orders from a file, by Oscar's own helpers and order creator; never twice."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from shutil import copy

from django.conf import settings
from django.contrib.sites.models import Site
from django.core.files import File
from django.core.management.base import BaseCommand
from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.core.loading import get_model
from oscar.test.factories import create_basket, create_order, create_product

Line = get_model("order", "Line")
Order = get_model("order", "Order")
ProductCategory = get_model("catalogue", "ProductCategory")


class Command(BaseCommand):
    """`manage.py seed goods.json`"""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("goods", type=Path)

    def handle(self, *args, goods, **options):
        shop = json.loads(goods.read_text())
        Site.objects.update_or_create(pk=1, defaults={"domain": "127.0.0.1", "name": "Kettle & Finch"})
        missing = Path(settings.MEDIA_ROOT) / settings.OSCAR_MISSING_IMAGE_URL
        missing.parent.mkdir(parents=True, exist_ok=True)
        products = {item["sku"]: self.sell(item, goods.parent) for item in shop["products"]}
        for number, order in enumerate(shop["orders"]):
            self.order(100_001 + number, order, products)
        self.stdout.write(f"{len(products)} products, {Order.objects.count()} orders, {Line.objects.count()} lines")

    def sell(self, item, pictures):
        """Puts a product up for sale."""
        product = create_product(
            upc=item["sku"],
            title=item["title"],
            description=item["description"],
            product_class="Goods",
            partner_name="Kettle & Finch",
            partner_sku=item["sku"],
            price=Decimal(item["price"]),
            num_in_stock=item["stock"],
        )
        ProductCategory.objects.create(product=product, category=create_from_breadcrumbs(item["category"]))
        with (pictures / item["picture"]).open("rb") as picture:
            product.images.create(original=File(picture, name=item["picture"]))
        return product

    def order(self, number, order, products):
        """Records an order as if it had been placed on that day."""
        basket = create_basket(empty=True)
        for sku in order["skus"]:
            basket.add_product(products[sku])
        placed = create_order(number=str(number), basket=basket)
        Order.objects.filter(pk=placed.pk).update(date_placed=datetime.fromisoformat(order["date"]))
