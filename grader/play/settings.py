"""What is chosen on the page, as it arrives from there: looked at, and frozen."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Curve = Literal[
    "relu", "tanh", "sigmoid", "linear", "leaky relu", "elu", "selu", "gelu", "softplus", "step"
]
Step = Literal["sgd", "gradient step", "momentum", "adagrad", "rmsprop", "adam"]
Feature = Literal["x", "y", "x2", "y2", "xy", "sinx", "siny"]
_POINTS = ("dataset", "problem", "noise", "train_percent", "points_seed")
_SHAPE = ("features", "layers", "loss", "problem", "start", "seed")


class Settings(BaseModel):
    """The choices that decide what is trained."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    problem: Literal["classification", "regression"] = "classification"
    dataset: Literal["circle", "xor", "gauss", "spiral", "plane", "hills", "own"] = "circle"
    features: Annotated[tuple[Feature, ...], Field(min_length=1, max_length=7)] = ("x", "y")
    layers: Annotated[tuple[Annotated[int, Field(ge=1, le=8)], ...], Field(max_length=6)] = (4, 2)
    activation: Curve = "tanh"
    loss: Literal["cross-entropy", "squares"] = "cross-entropy"
    step: Step = "sgd"
    rate: Annotated[float, Field(gt=0, le=10)] = 0.03
    penalty: Literal["none", "L1", "L2"] = "none"
    strength: Annotated[float, Field(ge=0, le=10)] = 0
    train_percent: Annotated[int, Field(ge=10, le=90)] = 50
    noise: Annotated[int, Field(ge=0, le=50)] = 0
    batch: Annotated[int, Field(ge=1, le=1200)] = 10
    start: Literal["random", "zeros"] = "random"
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    points_seed: Annotated[int, Field(ge=0, lt=2**32)] = 1

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        regression = self.problem == "regression"
        if self.dataset != "own" and (self.dataset in ("plane", "hills")) != regression:
            raise ValueError(f"{self.dataset} is no {self.problem}")
        if regression and self.loss != "squares":
            raise ValueError("a regression has squares for its loss")
        return self

    @property
    def last(self) -> str:
        """The curve of the last layer."""
        if self.loss == "cross-entropy":
            return "softmax"
        return "linear" if self.problem == "regression" else "tanh"

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that somebody plays, those first that others build on."""
        curves = [self.activation, self.last] if self.layers else [self.last]
        slopes = [f"{each} slope" for each in curves if self.slope_matters(each)]
        order = [*curves, "forward", *slopes, "deltas", "gradients", self.step, "batches"]
        return tuple(dict.fromkeys(order))

    def slope_matters(self, curve: str) -> bool:
        """Return whether learning asks for the slope of a curve."""
        return (curve == self.activation and bool(self.layers)) or curve == "tanh"

    def same_points(self, other: Settings) -> bool:
        """Return whether both are about the same points."""
        return all(getattr(self, name) == getattr(other, name) for name in _POINTS)

    def same_start(self, other: Settings) -> bool:
        """Return whether both begin with the same weights."""
        return all(getattr(self, name) == getattr(other, name) for name in _SHAPE)


def read_settings(fields: Any) -> Settings:
    """Read what the page sent; raise ValueError with one sentence for what cannot be."""
    try:
        return Settings.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{where or 'the settings'}: {first['msg']}") from None
