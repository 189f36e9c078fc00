"""This student calls what torch has ready-made for each part."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn, optim


def forward_pass(X: Tensor, weights: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
    logits = F.linear(X, weights, bias)
    return logits, F.sigmoid(logits)


def binary_cross_entropy(y_hat: Tensor, y: Tensor) -> Tensor:
    return F.binary_cross_entropy(y_hat, y)


def gradient_descent_step(parameters, learning_rate: float) -> None:
    sgd = optim.SGD(parameters, lr=learning_rate)
    sgd.step()
    sgd.zero_grad(set_to_none=False)


class LinearClassifier(nn.Sequential):
    def __init__(self) -> None:
        super().__init__(nn.Linear(in_features=2, out_features=1), nn.Sigmoid())


def train(
    model: nn.Module, X: Tensor, y: Tensor, epochs: int = 100, lr: float = 0.1
) -> list[float]:
    sgd = optim.SGD(model.parameters(), lr)
    history: list[Tensor] = []
    while len(history) < epochs:
        loss = nn.BCELoss(reduction="mean")(model(X), y)
        model.zero_grad()
        loss.backward()
        sgd.step()
        history.append(loss.detach())
    return torch.stack(history).tolist() if history else []
