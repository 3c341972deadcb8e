"""Benchmarks: each figure beside a baseline taken in the same run, so that the ratio survives another machine.

``make bench`` runs all of them, ``make bench ONLY=prefix`` those whose name begins so.
"""
