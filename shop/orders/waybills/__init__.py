"""Lists of waybill numbers: how they are read, and what is wrong with a row."""
