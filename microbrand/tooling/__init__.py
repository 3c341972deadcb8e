"""Developer tooling behind the Makefile; standard library only, so that it runs before anything is installed.

bootstrap   creates ``.venv`` and installs the pinned requirements
supervisor  runs a group of processes as one: output, restarts, orderly stop
valkey      becomes the demo's Valkey server
demo        prepares the demo brand and runs it
"""
