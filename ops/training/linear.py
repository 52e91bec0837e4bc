"""A multinomial logistic regression that learns from shares as well as labels: it can be taught by others."""

from __future__ import annotations

import numpy as np
from scipy import optimize, sparse

from .arrays import Floats


def fit(
    rows: sparse.csr_matrix,
    shares: Floats,
    weights: Floats,
    ridge: float,
    steps: int = 80,
    start: Floats | None = None,
) -> Floats:
    """The weights, one column a class, that predict the `shares` of each row best.

    `weights` say how much each row counts; `ridge` holds what is learned small; `start` is where to begin.
    Same rows, same result.
    """
    columns, classes = rows.shape[1], shares.shape[1]
    total = float(weights.sum())
    turned = rows.T.tocsr()
    wanted = weights[:, None] * shares

    def loss(flat: Floats) -> tuple[float, Floats]:
        held = flat.reshape(columns, classes).astype(np.float32)
        scores = rows @ held
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        missed = float(-(wanted * logs).sum()) / total
        slope = turned @ (weights[:, None] * np.exp(logs) - wanted)
        slope = slope / total + ridge * held
        return missed + 0.5 * ridge * float((held * held).sum()), slope.ravel().astype(np.float64)

    found = optimize.minimize(
        loss,
        np.zeros(columns * classes) if start is None else start.ravel().astype(np.float64),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": steps, "maxcor": 7},
    )
    return np.asarray(found.x.reshape(columns, classes), dtype=np.float32)
