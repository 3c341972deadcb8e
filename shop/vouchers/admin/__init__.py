"""The voucher desk: what was issued, and the page at the counter."""
