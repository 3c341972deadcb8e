"""Addresses of the order desk, below ``/admin/orders/``."""

from django.urls import path, re_path

from shop.orders.admin import (
    delivery,
    deposit,
    detail,
    dispatch,
    paper,
    parcels,
    picking,
    saved,
    sorting,
    together,
    views,
)

app_name = "order_desk"
_PAPER = r"paper/(?P<kind>packing|label)-(?P<size>a4|thermal)\.pdf$"
_ORDER = r"^(?P<number>[0-9A-Za-z]{1,20})/"

urlpatterns = [
    path("", views.OrderListView.as_view(), name="list"),
    path("tabs/", saved.SaveTabView.as_view(), name="save_tab"),
    path("tabs/<int:tab>/remove/", saved.RemoveTabView.as_view(), name="remove_tab"),
    path("pick-list/", picking.PickListView.as_view(), name="pick_list"),
    re_path(rf"^{_PAPER}", paper.PaperView.as_view(), name="papers"),
    path("waybills/", dispatch.WaybillsView.as_view(), name="waybills"),
    path("waybills/template/", dispatch.TemplateView.as_view(), name="waybills_template"),
    path("waybills/<int:pk>/", dispatch.DispatchView.as_view(), name="dispatch"),
    path("waybills/<int:pk>/ship/", dispatch.ShipWaybillsView.as_view(), name="dispatch_ship"),
    path("waybills/<int:pk>/discard/", dispatch.DiscardView.as_view(), name="dispatch_discard"),
    path("waybills/<int:pk>/refused/", dispatch.RefusedView.as_view(), name="dispatch_refused"),
    re_path(rf"{_ORDER}$", detail.OrderDetailView.as_view(), name="order"),
    re_path(rf"{_ORDER}ship/$", detail.ShipView.as_view(), name="ship"),
    re_path(rf"{_ORDER}together/$", together.TogetherView.as_view(), name="together"),
    re_path(rf"{_ORDER}cancel/$", detail.CancelView.as_view(), name="cancel"),
    re_path(rf"{_ORDER}call-off/$", deposit.CallOffView.as_view(), name="call_off"),
    re_path(rf"{_ORDER}received/$", detail.ReceivedView.as_view(), name="received"),
    re_path(rf"{_ORDER}address/$", delivery.AddressView.as_view(), name="address"),
    re_path(rf"{_ORDER}hand-over/$", delivery.HandOverView.as_view(), name="hand_over"),
    re_path(rf"{_ORDER}hold/$", sorting.HoldView.as_view(), name="hold"),
    re_path(rf"{_ORDER}resume/$", sorting.ResumeView.as_view(), name="resume"),
    re_path(rf"{_ORDER}tags/$", sorting.TagsView.as_view(), name="tags"),
    re_path(rf"{_ORDER}parcels/(?P<parcel>[0-9]{{1,9}})/news/$", parcels.NewsView.as_view(), name="parcel_news"),
    re_path(rf"{_ORDER}parcels/(?P<parcel>[0-9]{{1,9}})/number/$", parcels.CorrectView.as_view(), name="parcel_number"),
    re_path(rf"{_ORDER}parcels/(?P<parcel>[0-9]{{1,9}})/settle/$", parcels.SettleView.as_view(), name="parcel_settle"),
    re_path(rf"{_ORDER}note/$", detail.NoteView.as_view(), name="note"),
    re_path(rf"{_ORDER}pictures/(?P<public_id>[0-9a-f-]{{36}})/$", detail.PictureView.as_view(), name="picture"),
    re_path(rf"{_ORDER}{_PAPER}", paper.PaperView.as_view(), name="paper"),
    re_path(rf"{_ORDER}packing-slip/$", detail.PackingSlipView.as_view(), name="packing_slip"),
]
