"""The harvesters: what members already publish elsewhere, brought in."""
