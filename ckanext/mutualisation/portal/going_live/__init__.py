"""From a host in the registry to a site that the public reaches: its DNS, its certificate, the proxy in front."""
