from django.urls import path

from channels_ingest import admin_pages, deliveries_pages, embed

urlpatterns = [
    path("widget.js", embed.widget_script, name="widget-script"),
    path("chat/<str:site>/look.js", embed.widget_look, name="chat-look"),
    path("settings/chat-sites/", admin_pages.chat_sites, name="chat-sites"),
    path("settings/chat-sites/new/", admin_pages.chat_site, name="chat-site-new"),
    path("settings/chat-sites/sample/", admin_pages.chat_site_sample, name="chat-site-sample"),
    path("settings/chat-sites/<int:pk>/", admin_pages.chat_site, name="chat-site"),
    path("settings/chat-sites/<int:pk>/identify/", admin_pages.chat_site_identify, name="chat-site-identify"),
    path("settings/chat-sites/<int:pk>/secret/", admin_pages.chat_site_secret, name="chat-site-secret"),
    path("settings/chat-sites/<int:pk>/pause/", admin_pages.chat_site_pause, name="chat-site-pause"),
    path("settings/chat-sites/<int:pk>/resumption/", admin_pages.chat_site_resumption, name="chat-site-resumption"),
    path("settings/chat-sites/<int:pk>/removal/", admin_pages.chat_site_removal, name="chat-site-removal"),
    path("settings/chat-sites/<int:pk>/test/", admin_pages.chat_site_test, name="chat-site-test"),
    path("settings/chat-sites/<int:pk>/trial/", admin_pages.chat_site_trial, name="chat-site-trial"),
    path("settings/deliveries/", deliveries_pages.deliveries, name="deliveries"),
    path("settings/deliveries/runs/", deliveries_pages.delivery_runs, name="delivery-runs"),
    path("settings/deliveries/<int:pk>/raw/", deliveries_pages.delivery_raw, name="delivery-raw"),
    path("settings/deliveries/<int:pk>/run/", deliveries_pages.delivery_run, name="delivery-run"),
    path("settings/deliveries/<int:pk>/solution/", deliveries_pages.delivery_solution, name="delivery-solution"),
]
