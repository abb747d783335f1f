from pathlib import Path

from setuptools import find_packages, setup

HARVESTER_KINDS = {"ckan": "CkanHarvester"}

setup(
    name="ckanext-mutualisation",
    version="0.1.0",
    description="One CKAN shared by many public bodies: portals, harvest, cost sharing, territory",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="AGPL-3.0-or-later",
    python_requires=">=3.10",
    packages=find_packages(include=["ckanext", "ckanext.*"]),
    namespace_packages=["ckanext"],
    include_package_data=True,
    zip_safe=False,
    install_requires=[
        "ckan>=2.12,<2.13",
        "ckanext-dcat>=2.4.4,<3",
        "ckanext-harvest>=1.6.3,<2",
        "ckanext-scheming>=3.1.0,<4",
        "ckanext-spatial>=2.3.2,<3",
        # CNAME, SOA and a chosen name server, which the system's own look-up does not give (portal check)
        "dnspython>=2.7,<3",
        # What portals draw for social networks and home screens: pixels, vector logos, letters (SIL Open Font License).
        "font-source-sans-pro==0.0.1",
        "pillow>=12,<14",
        "requests>=2.32",
        "resvg-py>=0.5,<0.6",
        "sqlalchemy>=2.0,<2.1",
    ],
    entry_points={
        "ckan.plugins": [
            "mutualisation = ckanext.mutualisation.plugin:MutualisationPlugin",
            "mutualisation_french = ckanext.mutualisation.french:FrenchPlugin",
            "mutualisation_members = ckanext.mutualisation.members.plugin:MembersPlugin",
            "mutualisation_portal = ckanext.mutualisation.portal.plugin:PortalPlugin",
            "mutualisation_ledger = ckanext.mutualisation.ledger.plugin:LedgerPlugin",
            "mutualisation_territory = ckanext.mutualisation.territory.plugin:TerritoryPlugin",
            "mutualisation_harvest = ckanext.mutualisation.harvesters.plugin:HarvestPlugin",
        ]
        + [
            f"mutualisation_{kind}_harvester = ckanext.mutualisation.harvesters.{kind}:{name}"
            for kind, name in HARVESTER_KINDS.items()
        ],
        # Each entry is named after the plugin that must be loaded for it to appear.
        "mutualisation.commands": [
            "mutualisation_members = ckanext.mutualisation.members.cli:member",
            "mutualisation_portal = ckanext.mutualisation.portal.cli:portal",
            "mutualisation_harvest = ckanext.mutualisation.harvesters.cli:harvest",
            "mutualisation_ledger = ckanext.mutualisation.ledger.cli:ledger",
            "mutualisation_territory = ckanext.mutualisation.territory.cli:territory",
        ],
        "mutualisation.sections": [
            "mutualisation_members = ckanext.mutualisation.members.sections:SECTIONS",
            "mutualisation_portal = ckanext.mutualisation.portal.sections:SECTIONS",
            "mutualisation_harvest = ckanext.mutualisation.harvesters.sections:SECTIONS",
            "mutualisation_ledger = ckanext.mutualisation.ledger.sections:SECTIONS",
        ],
        "ckan.rdf.profiles": [
            "mutualisation_dcat_ap = ckanext.mutualisation.portal.catalogue.profile:MutualisationProfile",
        ],
        "babel.extractors": ["ckan = ckan.lib.extract:extract_ckan"],
    },
    message_extractors={
        "ckanext": [
            ("**.py", "python", None),
            ("**.js", "javascript", None),
            ("**/templates/**.html", "ckan", None),
        ]
    },
)
