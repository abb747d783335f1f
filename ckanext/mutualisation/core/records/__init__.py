"""Source records as plain values: what a dataset is once read, what identifies it, and what a harvest run should do.

Each kind of source has one module here with ``MAPPING_VERSION`` and ``read(record) -> Dataset``; the rest is shared.
"""
