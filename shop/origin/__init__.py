"""Where goods come from: stories of lots, printed codes that lead to them, and how often they were looked at."""
