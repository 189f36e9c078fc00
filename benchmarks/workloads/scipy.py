"""What honest work does with scipy."""

import numpy as np
from scipy import integrate, interpolate, linalg, optimize, signal, sparse, special, stats
from scipy.sparse import linalg as sparse_linalg
from scipy.spatial import KDTree


def minimizes():
    """Optimizers, root finding, least squares."""
    found = optimize.minimize(lambda x: ((x - 3) ** 2).sum(), np.zeros(5), method="BFGS")
    limited = optimize.minimize(lambda x: ((x - 3) ** 2).sum(), np.zeros(5), method="L-BFGS-B")
    root = optimize.brentq(np.cos, 0, 3)
    fitted, _ = optimize.curve_fit(lambda x, a: a * x, np.arange(5.0), 2 * np.arange(5.0))
    return bool(np.allclose(found.x, 3, atol=1e-3) and limited.success and root and fitted[0])


def solves():
    """Dense and sparse systems, eigenvalues, exponentials."""
    a = np.random.default_rng(0).normal(size=(200, 200)) + 20 * np.eye(200)
    x = linalg.lu_solve(linalg.lu_factor(a), np.ones(200))
    thin = sparse.random(200, 200, 0.05, random_state=0, format="csc") + 5 * sparse.eye(200)
    y = sparse_linalg.spsolve(thin.tocsc(), np.ones(200))
    values, _ = sparse_linalg.eigsh(sparse.diags(np.arange(1.0, 101)), k=3)
    return bool(
        np.allclose(a @ x, 1)
        and np.allclose(thin @ y, 1)
        and np.isfinite(linalg.expm(a / 100)).all()
        and len(values) == 3
    )


def integrates_and_samples():
    """Integrals, differential equations, splines, filters, distributions, neighbours."""
    area, _ = integrate.quad(np.sin, 0, np.pi)
    path = integrate.solve_ivp(lambda t, y: -y, (0, 1), [1.0])
    spline = interpolate.CubicSpline(np.arange(5), np.arange(5) ** 2)
    filtered = signal.lfilter(*signal.butter(3, 0.1), np.ones(100))
    p = stats.ttest_ind(np.arange(10), np.arange(10) + 1).pvalue
    near = KDTree(np.random.default_rng(0).normal(size=(100, 2))).query(np.zeros((5, 2)), workers=2)
    sigmoid = special.expit(0.0), special.softmax(np.ones(2)), special.logsumexp(np.ones(2))
    return bool(
        abs(area - 2) < 1e-8
        and path.success
        and spline(2.0) == 4
        and filtered[-1] > 0
        and 0 < p < 1
        and len(near) == 2
        and sigmoid[0] == 0.5
    )
