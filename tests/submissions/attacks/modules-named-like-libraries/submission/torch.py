raise SystemExit("taken for the library")
