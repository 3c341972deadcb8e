"""The order desk: list, order page, actions, packing slip, export."""
