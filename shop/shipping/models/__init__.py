"""Freight templates, and parcels that are followed on their way."""

from shop.shipping.models.freight import FreightTemplate, FreightZone, ProductFreight, SkuVolume
from shop.shipping.models.tracking import Consignment, TrackingEvent

__all__ = ["Consignment", "FreightTemplate", "FreightZone", "ProductFreight", "SkuVolume", "TrackingEvent"]
