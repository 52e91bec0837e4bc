"""The judges that ours is compared with: what others offer, and what one would write in an afternoon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from chalicelib.domain.verdicts import Probabilities, Verdict
from chalicelib.judging.model import Model
from chalicelib.judging.trained import judged
from chalicelib.judging.words import decided

from . import sets
from .arrays import Floats
from .figures import Said
from .hearing import heard
from .sets import BAD, CALM, GOOD, Example

Judge = Callable[[Sequence[Example]], Said]
_VADER_EDGE = 0.05  # https://github.com/cjhutto/vaderSentiment#about-the-scoring
_SENTIMENT = {Verdict.BAD: BAD, Verdict.TROLL: BAD, Verdict.GOOD: GOOD}


def trained(judging: Model) -> Judge:
    """Ours."""

    def judge(examples: Sequence[Example]) -> Said:
        odds = odds_of(judging, examples)
        return Said(odds.argmax(axis=1), odds[:, BAD])

    return judge


def odds_of(judging: Model, examples: Sequence[Example]) -> Floats:
    """How probable ours takes bad, calm and good to be, where it is no abuse."""
    each = [judged(heard(example), judging).probabilities or Probabilities(0, 1, 0) for example in examples]
    odds = np.asarray([one[:3] for one in each], dtype=np.float32)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def words(examples: Sequence[Example]) -> Said:
    """Our rules and lists alone; `unsure` counts as calm, a troll as bad."""
    told = [decided(heard(example)) for example in examples]
    verdicts = np.asarray([_SENTIMENT.get(each.verdict, CALM) for each in told])
    sure = np.asarray([each.confidence for each in told], dtype=np.float32)
    return Said(
        verdicts, np.select([verdicts == BAD, verdicts == GOOD], [1 + sure, -sure], 0.0).astype(np.float32)
    )


def vader(examples: Sequence[Example]) -> Said:
    """VADER, as its authors advise to read it."""
    analyzer = _analyzer()
    scores = [analyzer.polarity_scores(example.text)["compound"] for example in examples]
    return _by_edge(np.asarray(scores, dtype=np.float32), _VADER_EDGE)


def textblob(examples: Sequence[Example]) -> Said:
    """TextBlob's pattern analyser; anything but 0 is a verdict."""
    scores = [TextBlob(example.text).sentiment.polarity for example in examples]
    return _by_edge(np.asarray(scores, dtype=np.float32), 1e-6)


def plain(taught: Sequence[Example]) -> Judge:
    """Words and pairs of words by TF-IDF, balanced logistic regression, taught on the leading set."""
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
    rows = vectors.fit_transform([example.text for example in taught])
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=200).fit(rows, sets.labels(taught))

    def judge(examples: Sequence[Example]) -> Said:
        odds = model.predict_proba(vectors.transform([example.text for example in examples]))
        return Said(odds.argmax(axis=1), odds[:, BAD].astype(np.float32))

    return judge


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def _by_edge(scores: Floats, edge: float) -> Said:
    verdicts = np.select([scores <= -edge, scores >= edge], [BAD, GOOD], CALM)
    return Said(verdicts, -scores)
