"""What shoppers see: H5 pages and the JSON API, composed of the rooms below."""
