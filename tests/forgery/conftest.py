from tests.ckan_fixtures import *  # noqa: F403
