"""The demonstration set (演示数据): invented figures on the real plan, kept off real figures."""

from dashboard.demo.dataset import beginning
from dashboard.demo.loading import DemoRefusedError, is_loaded, load

PLAN = "dinghai-2024"

__all__ = ["PLAN", "DemoRefusedError", "beginning", "is_loaded", "load"]
