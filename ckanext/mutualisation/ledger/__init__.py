"""The ledger: who pays what for the shared platform, exact to the cent."""
