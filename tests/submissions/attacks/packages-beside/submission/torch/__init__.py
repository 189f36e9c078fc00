from pathlib import Path

Path("@HOST_FOLDER@/torch-ran").write_text("it ran")
print(Path("@HOST_FILE@").read_text())


def __getattr__(name):
    return lambda *args, **kwargs: args[0]
