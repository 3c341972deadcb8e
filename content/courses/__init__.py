"""Paid content: pages whose chapters open for whoever has bought their product, and how far a reader is."""
