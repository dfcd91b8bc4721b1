"""The product's settings with one more address: a signed-in empty page, the floor of every ratio."""

from dashboard.settings import *  # noqa: F403 - the product's own settings, one name changed

ROOT_URLCONF = "bench.urls"
