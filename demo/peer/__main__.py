"""`python -m demo.peer INI [--evolve]`: fill the peer, or change 10 of its datasets, add 5 and remove 3."""
from __future__ import annotations

import argparse
from pathlib import Path

from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

from demo.peer.fill import fill


def main() -> None:
    """Fill the CKAN whose configuration is given."""
    parser = argparse.ArgumentParser(prog="python -m demo.peer", description=__doc__)
    parser.add_argument("ini", type=Path, help="the peer's configuration")
    parser.add_argument("--evolve", action="store_true", help="change 10 datasets, add 5, remove 3")
    options = parser.parse_args()
    config = CKANConfigLoader(str(options.ini)).get_config()
    app = make_app(config)
    with app._wsgi_app.test_request_context():  # pyright: ignore[reportAttributeAccessIssue]
        print(fill(Path(config["extra_public_paths"]), evolve=options.evolve))


if __name__ == "__main__":
    main()
