"""Hidden values in what students read: one lint over texts and feedback alike."""
