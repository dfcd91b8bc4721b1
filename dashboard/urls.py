"""Where everything is."""

from django.urls import path, register_converter

from plans.converters import MonthConverter

register_converter(MonthConverter, "month")

urlpatterns: list[object] = []
