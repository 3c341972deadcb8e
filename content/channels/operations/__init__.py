"""Writes of pieces. Each step is a conditional UPDATE: of two who want to take it, one does."""

from content.channels.operations.planning import drop_piece, move_piece, plan_pieces, restore_piece
from content.channels.operations.releasing import approve_piece, mark_out, schedule_piece, unschedule_piece
from content.channels.operations.writing import write_piece

__all__ = [
    "approve_piece",
    "drop_piece",
    "mark_out",
    "move_piece",
    "plan_pieces",
    "restore_piece",
    "schedule_piece",
    "unschedule_piece",
    "write_piece",
]
