"""Addresses of the public search."""

app_name = "search"
urlpatterns: list = []
