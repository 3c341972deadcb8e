"""What erasing a customer would do."""

from typing import Any

from rest_framework import serializers

from shop.customers.erasing import Holding


class HoldingSerializer(serializers.Serializer[Holding]):
    """What is held of a kind."""

    name = serializers.CharField()
    erased = serializers.IntegerField(help_text="How much of it goes.")
    kept = serializers.IntegerField(help_text="How much of it the law has us keep.")
    why = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True, help_text="When the first of what is kept goes.")


class ErasureSerializer(serializers.Serializer[Any]):
    """Whether they asked to be forgotten, and what that does."""

    asked_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="When it happens by itself.")
    objections = serializers.ListField(child=serializers.CharField(), help_text="What must be settled first.")
    holdings = HoldingSerializer(many=True)
