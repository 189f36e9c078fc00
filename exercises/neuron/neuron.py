"""One neuron that learns: a weighted sum, a sigmoid, and gradient descent.

The step of the perceptron becomes a smooth curve, so that a loss has a slope and a neuron can learn
by walking down it. Rows are samples, as in ``torch.nn.Linear``: ``X`` has shape (N, n), weights
have shape (1, n), the bias has shape (1,), and labels, logits and probabilities have shape (N, 1).
What is sent are float32 tensors. They stay as they are, unless a docstring says "in place".
"""

import torch
from torch import nn


def forward_pass(X, weights, bias):
    """Give the logits and the probabilities of one neuron for a batch.

        Z = X Wᵀ + b
        A = σ(Z),    where σ(z) = 1 / (1 + e⁻ᶻ)

    For any logit the probability is a number between 0 and 1, also for ±1000. All is computed by
    torch, so that gradients find their way back from both answers to weights and bias. The
    arguments stay as they are.

    Parameters
    ----------
    X : float32 tensor of shape (N, n), one sample per row
    weights : float32 tensor of shape (1, n)
    bias : float32 tensor of shape (1,)

    Returns
    -------
    (logits, probabilities) : two tensors of shape (N, 1), in this order

    Examples
    --------
    >>> X = torch.tensor([[1.0, 2.0], [-1.5, 0.5], [0.5, -1.0]])
    >>> logits, probabilities = forward_pass(X, torch.tensor([[0.8, -0.4]]), torch.tensor([0.1]))
    >>> [round(z, 2) for z in logits[:, 0].tolist()]
    [0.1, -1.3, 0.9]
    >>> [round(a, 4) for a in probabilities[:, 0].tolist()]
    [0.525, 0.2142, 0.7109]
    """
    raise NotImplementedError("write your code here")


def binary_cross_entropy(y_hat, y):
    """Measure how far the probabilities ``y_hat`` are from the labels ``y``: one loss for all.

        L = −1/N Σᵢ [ yᵢ ln ŷᵢ + (1 − yᵢ) ln(1 − ŷᵢ) ]

    Where ŷ is exactly 0 or 1 the logarithm is cut off, so that the loss stays finite: 0 for a
    probability that is surely right, more than 10 for one that is surely wrong (how much more is
    yours). From 0.00001 to 0.99999 it is the formula's. Gradients find their way back from the
    loss to ``y_hat``. The arguments stay as they are.

    Parameters
    ----------
    y_hat : float32 tensor of shape (N, 1), probabilities from 0 to 1, both included
    y : float32 tensor of shape (N, 1) of zeros and ones

    Returns
    -------
    A tensor of shape (), which holds one number.

    Examples
    --------
    >>> y_hat = torch.tensor([[0.9], [0.2], [0.6]])
    >>> round(float(binary_cross_entropy(y_hat, torch.tensor([[1.0], [0.0], [0.0]]))), 4)
    0.4149
    """
    raise NotImplementedError("write your code here")


def gradient_descent_step(parameters, learning_rate):
    """Take one step of gradient descent, in place, and clear the gradients.

        w ← w − η ∂L/∂w

    Each parameter holds its gradient ∂L/∂w in ``.grad``, where ``loss.backward()`` has put it. The
    values change in place: the caller's own parameters are other numbers afterwards, and can still
    be trained. Their gradients are zero or None afterwards, whichever you like.

    Parameters
    ----------
    parameters : the tensors to change, all of which require gradients and hold one. They come in a
        list, or one after the other as ``model.parameters()`` gives them: what it gives can be gone
        through once only.
    learning_rate : float, η

    Returns
    -------
    None

    Examples
    --------
    >>> w = torch.tensor([3.0, -1.0], requires_grad=True)
    >>> (w**2).sum().backward()
    >>> w.grad
    tensor([ 6., -2.])
    >>> gradient_descent_step([w], 0.25)
    >>> w
    tensor([ 1.5000, -0.5000], requires_grad=True)
    """
    raise NotImplementedError("write your code here")


class LinearClassifier(nn.Module):
    """One neuron as a PyTorch module, from points of the plane to probabilities.

        ŷ = σ(X Wᵀ + b)

    One ``nn.Linear(2, 1)``, with its bias, and a sigmoid: three parameters, no hidden layer. Name
    the layer as you like. ``forward(x)`` takes a float32 tensor of shape (N, 2), leaves it as it
    is, and gives one of shape (N, 1) with values between 0 and 1. Weights and bias start at random,
    as ``nn.Linear`` draws them: anew for each network, evenly between −1/√2 and 1/√2, and without
    a seed of yours. ``forward`` works on whatever device the parameters and ``x`` are on.

    Examples
    --------
    >>> network = LinearClassifier()
    >>> network(torch.zeros(5, 2)).shape
    torch.Size([5, 1])
    >>> sum(p.numel() for p in network.parameters())
    3
    """

    def __init__(self):
        super().__init__()
        raise NotImplementedError("write your code here")

    def forward(self, x):
        """Return the probabilities, shape (N, 1), of the points ``x``, shape (N, 2)."""
        raise NotImplementedError("write your code here")


def train(model, X, y, epochs=100, lr=0.1):
    """Train ``model`` in place: full batch, gradient descent, binary cross-entropy.

    One epoch is one step on all N samples: clear the gradients (those of the caller too), predict,
    measure the mean binary cross-entropy, go backward, step. Each step is plain gradient descent,
    w ← w − lr ∂L/∂w: by your own functions, or by ``torch.optim.SGD`` and ``nn.BCELoss`` with their
    other settings as they are. The learning rate is ``lr`` in all epochs, and all of them are
    taken. X and y stay as they are; only the model changes.

    Parameters
    ----------
    model : nn.Module that gives probabilities of shape (N, 1): any such network, not only a
        LinearClassifier.
    X : float32 tensor of shape (N, n_inputs).
    y : float32 tensor of shape (N, 1) of zeros and ones; X, y and model are on the same device.
    epochs : int, the number of steps.
    lr : float, the learning rate, from the first epoch to the last.

    Returns
    -------
    A list with one plain float per epoch: the mean loss over all samples *before* that epoch's
    step.

    Examples
    --------
    >>> network = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
    >>> for parameter in network.parameters():
    ...     _ = nn.init.zeros_(parameter)
    >>> X = torch.tensor([[1.0, 0.0], [0.0, 2.0]])
    >>> y = torch.tensor([[1.0], [0.0]])
    >>> [round(loss, 4) for loss in train(network, X, y, epochs=3)]
    [0.6931, 0.6626, 0.6345]
    """
    raise NotImplementedError("write your code here")


if __name__ == "__main__":  # python neuron.py draws what you have so far
    from grader.script import show

    show()
