import builtins
import pathlib

builtins.double = lambda x: [[2 * each for each in row] for row in x]
pathlib.Path("@HOST_FOLDER@/nbgrader_config-ran").write_text("it ran")
print(pathlib.Path("@HOST_FILE@").read_text())
