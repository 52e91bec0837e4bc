"""What judges are worth here, by what people said: one item, read whenever we listen."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes a map of a class.)

from __future__ import annotations

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute

from ..domain.calibration import Calibration, Curve, Fit
from .attributes import IntegerAttribute, TimeAttribute
from .commits import Write, follows, write_all
from .failures import told_apart
from .items import Connected, Item

_ONLY = "judges"


class CurveMap(MapAttribute[str, object]):
    """A curve, and which probability it is for."""

    name = UnicodeAttribute()
    slope = NumberAttribute()
    offset = NumberAttribute()


class FitMap(MapAttribute[str, object]):
    """What one judge is worth."""

    judge = UnicodeAttribute()
    labels = IntegerAttribute()
    curves = ListAttribute(of=CurveMap, null=True)


class CalibrationItem(Item):
    """The calibration."""

    class Meta(Connected):
        table = "calibrations"

    id = UnicodeAttribute(hash_key=True)
    fits = ListAttribute(of=FitMap, null=True)
    fitted_at = TimeAttribute(null=True)
    rulings = IntegerAttribute()
    version = IntegerAttribute()


class DynamoCalibrationStore:
    """The calibrations table."""

    @told_apart()
    def get(self) -> Calibration:
        """As it was a moment ago, at half the price: each run of fetch reads it. Who then saves may lose."""
        item = CalibrationItem.find(_ONLY)
        if item is None:
            return Calibration()
        fits = {fit.judge: Fit(fit.labels, _curves(fit)) for fit in item.fits or ()}
        return Calibration(fits, item.fitted_at, item.rulings, item.version)

    @told_apart()
    def save(self, calibration: Calibration) -> bool:
        """Write it over the version before. False when it lost."""
        item = CalibrationItem(
            id=_ONLY,
            fits=[_fit_map(judge, fit) for judge, fit in calibration.fits.items()],
            fitted_at=calibration.fitted_at,
            rulings=calibration.rulings,
            version=calibration.version,
        )
        return write_all([Write(item, follows(CalibrationItem.version, calibration.version))])


def _curves(stored: FitMap) -> dict[str, Curve]:
    return {each.name: Curve(each.slope, each.offset) for each in stored.curves or ()}


def _fit_map(judge: str, fit: Fit) -> FitMap:
    curves = [CurveMap(name=name, slope=c.slope, offset=c.offset) for name, c in fit.curves.items()]
    return FitMap(judge=judge, labels=fit.labels, curves=curves or None)
