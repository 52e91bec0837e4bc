"""Trains the judge that ships, and measures it. Needs `.venv-train`; nothing here ships to Lambda."""

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")  # what several add up in another order differs in its last digits
