"""Regions and places."""

from typing import Any

from rest_framework import serializers

from shop.inventory.models import Place


class RegionSerializer(serializers.Serializer[Any]):
    """A province, city or district."""

    code = serializers.CharField()
    name = serializers.CharField()


class PickupPlaceSerializer(serializers.ModelSerializer[Place]):
    """Where an order can be fetched."""

    name = serializers.CharField(source="told.name", read_only=True)
    address = serializers.CharField(source="told.address", read_only=True)

    class Meta:
        model = Place
        fields = ["id", "name", "address"]
