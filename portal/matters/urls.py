"""Addresses of service matters that are no pages of the tree."""

from django.urls import path

from .useful_views import useful, useful_thanks

urlpatterns = [
    path("useful/<int:pk>/", useful, name="useful"),
    path("useful/<int:pk>/thanks/", useful_thanks, name="useful_thanks"),
]
