"""Addresses of public pages that are no pages of the tree."""

from django.urls import path

from .site_views import site_map

urlpatterns = [path("site-map/", site_map, name="site_map")]
