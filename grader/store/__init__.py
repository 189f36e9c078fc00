"""Results on disk, kept over crashes, and the digests that say what they depend on."""
