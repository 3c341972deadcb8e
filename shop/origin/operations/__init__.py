"""Writes of origin."""

from shop.origin.operations.attribution import attribute_order
from shop.origin.operations.runs import start_run, withdraw_run
from shop.origin.operations.scans import count_scan, open_code
from shop.origin.operations.sheets import make_sheets, print_again, run_sheets, stop_sheets
from shop.origin.operations.stories import DocumentData, StoryData, save_story

__all__ = [
    "DocumentData",
    "StoryData",
    "attribute_order",
    "count_scan",
    "make_sheets",
    "open_code",
    "print_again",
    "run_sheets",
    "save_story",
    "start_run",
    "stop_sheets",
    "withdraw_run",
]
