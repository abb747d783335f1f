"""What a visitor of a portal may find there, and how what they found is judged: plain values and functions.

What is allowed where, on a page of a portal that was reached by one of its ways (by host or by path):

- links, forms, frames, files and feeds stay under the address of that way;
- a style sheet may name a file from the root of its own host, as CKAN's own do;
- a link may lead to the common site's home page and to its log-in page, and to the portal's own home page at its
  canonical address (the accessibility statement names it);
- the canonical address, the languages (hreflang), the pictures and what describes the page for machines (Open Graph,
  JSON-LD, oEmbed, RDF) are at the portal's canonical address, or at the owner's for what another member owns;
- what describes a territory, by its block for other sites, is the common site's;
- identifiers (RDF, JSON-LD, Atom) and the files that RDF names may be on the common site: they outlive a portal;
- an answer 404 for another member's data gives its owner's address;
- a link to a site outside the platform is counted; a file, frame or form from outside must be trusted by the operator
  or have been typed by a member;
- an address of the platform that a member typed, in a description for instance, is the member's affair.
"""
