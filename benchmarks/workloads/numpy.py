"""What honest work does with numpy."""

import os

import numpy as np


def multiplies_and_solves():
    """OpenBLAS and LAPACK, in sizes for which they would take threads."""
    a = np.random.default_rng(0).normal(size=(500, 500))
    u, s, v = np.linalg.svd(a[:100, :100])
    x = np.linalg.solve(a, np.ones(500))
    q, _ = np.linalg.qr(a)
    return bool(
        np.allclose(a @ x, 1)
        and np.allclose((u * s) @ v, a[:100, :100])
        and np.allclose(q.T @ q, np.eye(500))
        and np.isfinite(np.linalg.eigvals(a[:50, :50])).all()
    )


def draws_at_random():
    """Both generations of generators, seeded and not."""
    np.random.seed(0)
    old = np.random.randn(10), np.random.permutation(10), np.random.rand()
    new = np.random.default_rng().normal(size=100_000), np.random.default_rng(1).choice(10, 3)
    return len(old) == 3 and len(new) == 2


def holds_much():
    """Arrays that are mapped and given back."""
    kept = [np.ones((300, 1000)) for _ in range(20)]
    del kept
    return float(np.concatenate([np.zeros(1 << 20), np.ones(8)]).sum()) == 8


def saves_and_loads():
    """Every format of files, and one that is mapped."""
    a = np.arange(12.0).reshape(3, 4)
    np.save("a.npy", a)
    np.savez_compressed("a.npz", a=a)
    np.savetxt("a.txt", a)
    a.tofile("a.bin")
    mapped = np.memmap("m.bin", dtype=float, mode="w+", shape=(3, 4))
    mapped[:] = a
    mapped.flush()
    with np.load("a.npz") as packed:
        loaded = packed["a"]
    mapped_again = np.load("a.npy", mmap_mode="r")
    others = [np.load("a.npy"), np.loadtxt("a.txt"), np.fromfile("a.bin").reshape(3, 4)]
    same = all(np.array_equal(a, each) for each in (loaded, mapped_again, mapped, *others))
    return same and os.path.exists("m.bin")


def transforms():
    """Fourier, sorting, sums of products, polynomials, and what it says of itself."""
    x = np.random.default_rng(0).normal(size=4096)
    back = np.fft.ifft(np.fft.fft(x)).real
    text = np.array2string(x) + str(np.show_config(mode="dicts"))
    sorted_ = np.sort(x)[::-1]
    fitted = np.polyfit(x[:50], x[:50] ** 2, 2)
    return bool(np.allclose(back, x) and text and sorted_[0] == x.max() and len(fitted) == 3)
