"""What honest work does with scikit-learn."""

import joblib
import numpy as np
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.datasets import load_digits, load_iris, make_circles, make_moons
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC


def fits_many_kinds():
    """Classifiers of every family, each behind a scaler."""
    x, y = make_moons(200, noise=0.1, random_state=0)
    x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)
    kinds = [
        LogisticRegression(), Perceptron(), SVC(), KNeighborsClassifier(),
        RandomForestClassifier(10, n_jobs=2), GradientBoostingClassifier(n_estimators=5),
        HistGradientBoostingClassifier(max_iter=5),
        MLPClassifier((16,), max_iter=300),
    ]  # fmt: skip
    fitted = [make_pipeline(StandardScaler(), kind).fit(x_train, y_train) for kind in kinds]
    return min(accuracy_score(y_test, each.predict(x_test)) for each in fitted) > 0.6


def clusters_and_reduces():
    """What needs no labels, and data sets that come with it."""
    x, y = load_digits(return_X_y=True)
    reduced = PCA(10).fit_transform(x)
    found = AgglomerativeClustering(10).fit_predict(reduced)
    means = KMeans(10, n_init=1).fit(reduced).cluster_centers_
    circles, _ = make_circles(100)
    matrix = confusion_matrix(y, found)
    whole = matrix.sum() == len(y) and means.shape == (10, 10)
    return whole and circles.shape == (100, 2) and len(load_iris().data) == 150


def repeats_and_keeps():
    """Cross-validation, a loop of joblib's, and what was learnt in a file."""
    x, y = load_iris(return_X_y=True)
    scores = cross_val_score(LogisticRegression(max_iter=500), x, y, cv=3)
    squares = joblib.Parallel(n_jobs=2)(joblib.delayed(pow)(n, 2) for n in range(5))
    joblib.dump(LogisticRegression(max_iter=500).fit(x, y), "kept.joblib")
    same = joblib.load("kept.joblib").score(x, y) > 0.9
    return same and squares[-1] == 16 and float(np.mean(scores)) > 0.9
