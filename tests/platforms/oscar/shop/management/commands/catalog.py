"""Prints the catalog for `pairwell train --catalog`, from the shop's products; never a product that is bought as one of its variants."""

import csv
import sys

from django.core.management.base import BaseCommand
from oscar.core.loading import get_class, get_model

Product = get_model("catalogue", "Product")
Selector = get_class("partner.strategy", "Selector")


class Command(BaseCommand):
    """`manage.py catalog > catalog.csv`"""

    help = __doc__

    def handle(self, *args, **options):
        rows = csv.writer(sys.stdout)
        rows.writerow(["sku", "title", "url", "image", "price", "currency", "category", "available"])
        for product in Product.objects.public().exclude(structure=Product.PARENT):
            rows.writerow(self.row(product))

    def row(self, product):
        info = Selector().strategy().fetch_for_product(product)
        category = product.categories.first()
        return [
            product.pk,
            product.get_title(),
            product.get_absolute_url(),
            product.primary_image().original.url,
            info.price.excl_tax if info.price.exists else "",
            info.price.currency,
            category.name if category else "",
            "true" if info.availability.is_available_to_buy else "false",
        ]
