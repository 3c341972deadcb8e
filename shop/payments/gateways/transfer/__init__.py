"""Bank transfer: the shopper pays at their bank, staff write down what arrived."""
