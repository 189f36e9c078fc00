"""What honest work does with Python alone."""

import csv
import ctypes
import datetime
import decimal
import faulthandler
import gc
import glob
import importlib
import io
import json
import os
import pickle
import platform
import queue
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def reads_clocks():
    """Every clock, sleeping, and what was used so far."""
    began = time.perf_counter(), time.monotonic(), time.process_time(), time.thread_time()
    time.sleep(0.001)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_utime + sum(os.times()[:2])
    shown = datetime.datetime.now().isoformat() + time.strftime("%H:%M") + time.ctime()
    elapsed = time.perf_counter() - began[0]
    return elapsed > 0 and used >= 0 and bool(shown) and time.get_clock_info("time").resolution > 0


def draws_at_random():
    """The generator of Python, and the kernel's."""
    random.seed(0)
    first = random.random()
    random.seed(0)
    return first == random.random() and len(os.urandom(8) + random.randbytes(8)) == 16


def asks_what_it_runs_on():
    """Names, numbers and sizes of the process and of its machine."""
    ids = os.getpid(), os.getppid(), os.getuid(), os.geteuid(), os.getgid(), os.getegid()
    groups = os.getgroups(), os.getresuid(), os.getresgid(), os.getpgrp()
    cores = len(os.sched_getaffinity(0)) and os.cpu_count()
    names = platform.uname(), platform.platform(), platform.python_version(), os.uname()
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.environ["SEED"] = "1"
    return all(names) and cores >= 1 and len(ids) == 6 and len(groups) == 4 and bool(limits)


def writes_and_reads_files():
    """Folders, files, links and their names, in its own folder."""
    folder = Path("own") / "deeper"
    folder.mkdir(parents=True)
    path = folder / "a.txt"
    path.write_text("one\ntwo\n")
    with path.open("r+b") as file:
        file.seek(2)
        file.write(b"E")
        file.truncate(6)
        file.flush()
        os.fsync(file.fileno())
    path.rename(folder / "b.txt")
    os.replace(folder / "b.txt", folder / "c.txt")
    (folder / "link").symlink_to("c.txt")
    found = sorted(each.name for each in os.scandir(folder))
    sizes = (folder / "link").stat().st_size, os.path.getsize(folder / "c.txt")
    shutil.copyfile(folder / "c.txt", folder / "d.txt")
    seen = glob.glob("own/**/*.txt", recursive=True)
    known = os.access(path, os.R_OK), os.readlink(folder / "link"), os.statvfs("."), os.getcwd()
    shutil.rmtree("own")
    return found == ["c.txt", "link"] and sizes == (6, 6) and len(seen) == 2 and bool(known)


def works_in_temporary_files():
    """What `tempfile` makes goes away."""
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as named:
        named.write(b"x")
        named.flush()
        Path(folder, "in-it").write_bytes(bytes(100))
        here = os.getcwd()
        os.chdir(folder)
        os.chdir(here)
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
    with tempfile.SpooledTemporaryFile(max_size=1) as file:
        file.write(b"xx")
    return not os.path.exists(folder)


def runs_threads():
    """Threads, a pool of them, locks, queues and timers."""
    results, lock = queue.Queue(), threading.Lock()

    def work(number):
        with lock:
            results.put(number * number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with ThreadPoolExecutor(4) as pool:
        squares = list(pool.map(lambda n: n * n, range(8)))
    event = threading.Event()
    timer = threading.Timer(0.001, event.set)
    timer.start()
    return event.wait(30) and results.qsize() == 4 and squares[-1] == 49


def takes_its_own_signals():
    """Alarms and interrupts that it sends to itself."""
    got = []
    signal.signal(signal.SIGALRM, lambda *_: got.append("alarm"))
    signal.signal(signal.SIGINT, lambda *_: got.append("interrupt"))
    signal.setitimer(signal.ITIMER_REAL, 0.001)
    signal.pause()
    signal.raise_signal(signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    return got == ["alarm", "interrupt", "interrupt"]


def writes_in_many_formats():
    """Pickles, JSON, tables and prints."""
    table = [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    out = io.StringIO()
    writer = csv.DictWriter(out, ["a", "b"])
    writer.writeheader()
    writer.writerows(table)
    same = list(csv.DictReader(io.StringIO(out.getvalue()))) == table
    print("shown", file=sys.stderr)
    print("shown", flush=True)
    sys.stdout.isatty()
    shutil.get_terminal_size()
    copied = pickle.loads(pickle.dumps(table)) == json.loads(json.dumps(table))
    return same and copied and str(decimal.Decimal("0.1") * 3) == "0.3"


def imports_late():
    """Modules of Python, and one that it wrote."""
    Path("written_by_hand.py").write_text("ANSWER = 42\n")
    sys.path.insert(0, os.getcwd())
    importlib.invalidate_caches()
    written = importlib.import_module("written_by_hand")
    import asyncio
    import logging
    import sqlite3
    import unittest

    logging.getLogger("own").warning("said")
    with sqlite3.connect(":memory:") as memory:
        counted = memory.execute("select 1").fetchone()
    return written.ANSWER == 42 and counted == (1,) and bool(asyncio and unittest)


def pipes_to_itself():
    """A pipe, waited for and read."""
    import select

    reader, writer = os.pipe()
    os.write(writer, b"x")
    ready = select.select([reader], [], [], 1)[0] == [reader]
    polled = select.poll()
    polled.register(reader, select.POLLIN)
    seen = polled.poll(1000)
    os.set_blocking(reader, False)
    read = os.read(reader, 10)
    os.close(os.dup(reader))
    os.close(reader)
    os.close(writer)
    return ready and bool(seen) and read == b"x"


def waits_and_keeps_a_table():
    """The default way to wait for a pipe, and tables in a file: their locks lock nothing."""
    import selectors
    import sqlite3

    reader, writer = os.pipe()
    os.write(writer, b"x")
    with selectors.DefaultSelector() as waiting:
        waiting.register(reader, selectors.EVENT_READ)
        ready = len(waiting.select(1))
    with sqlite3.connect("losses.sqlite") as table:
        table.execute("create table losses (loss real)")
        table.execute("insert into losses values (0.5)")
    kept = sqlite3.connect("losses.sqlite").execute("select loss from losses").fetchone()
    return ready == 1 and kept == (0.5,)


def finds_that_it_can_start_nothing():
    """A program, and a process: refused as an error that can be caught."""
    refused = []
    for act in (lambda: subprocess.run(["true"], check=False), os.fork):
        try:
            act()
        except PermissionError:
            refused.append(act)
    return len(refused) == 2


def limits_itself():
    """A lower limit, the recursion's depth, a collection of garbage, a dump of its frames."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft - 1, hard))
    sys.setrecursionlimit(5000)
    with open("dump", "w") as file:
        faulthandler.dump_traceback(file)
    ctypes.CDLL(None).getpid()
    return gc.collect() >= 0 and os.path.getsize("dump") > 0
