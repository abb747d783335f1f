"""What a member decides of its portal's face: words, colours, pictures, links, home page, free pages, notices.

>>> brand = read_brand({"title": "Nantes", "colours": {"primary": "#00695c"}})
>>> str(brand.colours.footer)
'#00443c'
>>> read_brand({"title": "Nantes", "colours": {"primary": "#ff9900"}})
Traceback (most recent call last):
    ...
ckanext.mutualisation.core.brand.faults.InvalidBrand: colours.primary: #ff9900 cannot be read on #ffffff: its \
contrast is 2.1, at least 4.5 is needed (WCAG AA). The nearest accepted colour is #aa6600.
"""
from ckanext.mutualisation.core.brand.colour import (
    AA_TEXT,
    INK,
    WHITE,
    Colour,
    MalformedColour,
    contrast,
    mix,
    readable_on,
    text_on,
)
from ckanext.mutualisation.core.brand.faults import Fault, InvalidBrand
from ckanext.mutualisation.core.brand.nouns import (
    BLOCKS,
    SOCIAL_NETWORKS,
    Accessibility,
    Block,
    Brand,
    Colours,
    Contact,
    Legal,
    Link,
    Matomo,
    Page,
    Picture,
    Privacy,
    Reuse,
    Social,
    Texts,
)
from ckanext.mutualisation.core.brand.reading import read_brand, stored_brand, write_brand

__all__ = [
    "AA_TEXT",
    "BLOCKS",
    "INK",
    "SOCIAL_NETWORKS",
    "WHITE",
    "Accessibility",
    "Block",
    "Brand",
    "Colour",
    "Colours",
    "Contact",
    "Fault",
    "InvalidBrand",
    "Legal",
    "Link",
    "MalformedColour",
    "Matomo",
    "Page",
    "Picture",
    "Privacy",
    "Reuse",
    "Social",
    "Texts",
    "contrast",
    "mix",
    "read_brand",
    "readable_on",
    "stored_brand",
    "text_on",
    "write_brand",
]
