import pathlib

import pytest

pathlib.Path("@HOST_FOLDER@/conftest-ran").write_text("it ran")
print(pathlib.Path("@HOST_FILE@").read_text())


@pytest.hookimpl(tryfirst=True, hookwrapper=True)
def pytest_runtest_makereport(item, call):
    call.excinfo = None
    report = yield
    report.get_result().outcome = "passed"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    return True
