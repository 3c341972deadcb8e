"""The API's views: translate in, call one operation or query, translate out."""
