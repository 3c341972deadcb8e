"""Writes of pieces. Each step is a conditional UPDATE: of two who want to take it, one does."""

from content.channels.operations.planning import drop_piece, move_piece, plan_pieces, restore_piece
from content.channels.operations.publishing import ask_readers, due_pieces, give_up_piece, send_piece
from content.channels.operations.quotas import save_quotas
from content.channels.operations.releasing import approve_piece, mark_out, schedule_piece, unschedule_piece
from content.channels.operations.writing import write_piece

__all__ = [
    "approve_piece",
    "ask_readers",
    "drop_piece",
    "due_pieces",
    "give_up_piece",
    "mark_out",
    "move_piece",
    "plan_pieces",
    "restore_piece",
    "save_quotas",
    "schedule_piece",
    "send_piece",
    "unschedule_piece",
    "write_piece",
]
