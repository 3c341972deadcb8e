"""The project package: composition only, no business rule. Importing it is free; ``apps`` loads Celery."""
