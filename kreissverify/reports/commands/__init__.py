"""Reports of the commands other than verify: one file each."""
