"""What a member takes along when it leaves the platform: one archive that it can use anywhere."""
