"""公众号 articles: by its draft and publish API where there are credentials, else by hand."""
