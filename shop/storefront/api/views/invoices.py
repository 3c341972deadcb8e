"""Invoices: ask, change, withdraw, fetch the file."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.core.errors import NotFound
from shop.invoices.models import Invoice
from shop.invoices.operations import request_invoice, withdraw_invoice
from shop.invoices.queries import invoices_of
from shop.invoices.rules import clean_title
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.storefront.api.permissions import IsCustomer
from shop.storefront.api.serializers.invoices import InvoiceRequestSerializer, InvoiceSerializer
from shop.storefront.api.views.answers import MISSING, NO_TOKEN, REFUSED, checked
from shop.storefront.views.invoices import file_of, reversal_of


class _AskingView(APIView):
    permission_classes = [IsCustomer]

    def ask(self, request: Any, subject: Order | Payment) -> Response:
        """An invoice over it, or what is to stand on the one that was asked for."""
        data = checked(InvoiceRequestSerializer, request)
        invoice = request_invoice(subject=subject, data=clean_title(**data), at=timezone.now())
        return Response(InvoiceSerializer(invoice).data, status=201)


class OrderInvoicesView(_AskingView):
    """Invoices of an order."""

    @extend_schema(
        summary="Invoices of an own order",
        responses={200: InvoiceSerializer(many=True), **MISSING, **NO_TOKEN},
    )
    def get(self, request: Any, number: str) -> Response:
        """Newest first, without requests that were withdrawn."""
        return Response(InvoiceSerializer(invoices_of(_own_order(request, number)), many=True).data)

    @extend_schema(
        summary="Ask for an invoice",
        request=InvoiceRequestSerializer,
        responses={201: InvoiceSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """Again before it is issued changes what is to stand on it, so a repeat is harmless by itself."""
        return self.ask(request, _own_order(request, number))


class TopUpInvoicesView(_AskingView):
    """Invoices of what was put into the own wallet."""

    @extend_schema(
        summary="Ask for an invoice of a top-up",
        request=InvoiceRequestSerializer,
        responses={201: InvoiceSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, reference: str) -> Response:
        """As of an order. What the wallet pays later is not invoiced again."""
        return self.ask(request, _own_top_up(request, reference))


class InvoiceWithdrawView(APIView):
    """Withdraw."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Withdraw a request for an invoice",
        request=None,
        responses={200: InvoiceSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, invoice: UUID) -> Response:
        """Possible until it is issued."""
        row = withdraw_invoice(invoice=_own_invoice(request, invoice), at=timezone.now())
        return Response(InvoiceSerializer(row).data)


class InvoiceFileView(APIView):
    """The file."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="An issued invoice as PDF",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, **MISSING, **NO_TOKEN},
    )
    def get(self, request: Any, invoice: UUID) -> FileResponse:
        """404 as long as it is not issued."""
        row = _own_invoice(request, invoice)
        if not row.file:
            raise NotFound
        return file_of(row)


class ReversalFileView(APIView):
    """The file of a reversal."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="The red-letter invoice that reversed one, as PDF",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, **MISSING, **NO_TOKEN},
    )
    def get(self, request: Any, invoice: UUID) -> FileResponse:
        """404 as long as it is not reversed, and if there is no file of it."""
        row = _own_invoice(request, invoice)
        if not row.reversal_file:
            raise NotFound
        return reversal_of(row)


def _own_order(request: Any, number: str) -> Order:
    order = Order.objects.filter(customer=request.auth, number=number).first()
    if order is None:
        raise NotFound
    return order


def _own_top_up(request: Any, reference: str) -> Payment:
    top_up = Payment.objects.filter(wallet__customer=request.auth, reference=reference[:40]).first()
    if top_up is None:
        raise NotFound
    return top_up


def _own_invoice(request: Any, public_id: UUID) -> Invoice:
    own = Q(order__customer=request.auth) | Q(top_up__wallet__customer=request.auth)
    row = Invoice.objects.filter(own, public_id=public_id).select_related("order", "top_up").first()
    if row is None:
        raise NotFound
    return row
