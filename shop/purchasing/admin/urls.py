"""Addresses of purchasing, below ``/admin/purchasing/``."""

from django.urls import path

from shop.purchasing.admin import order_form, orders, receiving, suggestions, suppliers

app_name = "purchasing_desk"
urlpatterns = [
    path("", orders.OrdersView.as_view(), name="orders"),
    path("suggestions/", suggestions.SuggestionsView.as_view(), name="suggestions"),
    path("suppliers/", suppliers.SuppliersView.as_view(), name="suppliers"),
    path("suppliers/add/", suppliers.NewSupplierView.as_view(), name="supplier_add"),
    path("suppliers/<int:supplier>/", suppliers.SupplierView.as_view(), name="supplier"),
    path("suppliers/<int:supplier>/items/", suppliers.ItemView.as_view(), name="item_add"),
    path("suppliers/<int:supplier>/items/<int:item>/", suppliers.ItemView.as_view(), name="item"),
    path("suppliers/<int:supplier>/items/<int:item>/remove/", suppliers.RemoveItemView.as_view(), name="item_remove"),
    path("orders/add/", order_form.NewOrderView.as_view(), name="order_add"),
    path("orders/<slug:number>/", orders.OrderView.as_view(), name="order"),
    path("orders/<slug:number>/edit/", order_form.EditOrderView.as_view(), name="order_edit"),
    path("orders/<slug:number>/print/", orders.PrintView.as_view(), name="order_print"),
    path("orders/<slug:number>/send/", orders.SendView.as_view(), name="order_send"),
    path("orders/<slug:number>/cancel/", orders.CancelView.as_view(), name="order_cancel"),
    path("orders/<slug:number>/close/", orders.CloseView.as_view(), name="order_close"),
    path("orders/<slug:number>/reopen/", orders.ReopenView.as_view(), name="order_reopen"),
    path("orders/<slug:number>/receive/", receiving.ReceivingView.as_view(), name="receive"),
    path("orders/<slug:number>/receive/all/", receiving.ReceiveRestView.as_view(), name="receive_rest"),
    path("orders/<slug:number>/receive/<int:line>/", receiving.ReceiveLineView.as_view(), name="receive_line"),
    path("orders/<slug:number>/receipts/<int:receipt>/undo/", receiving.UndoView.as_view(), name="receipt_undo"),
]
