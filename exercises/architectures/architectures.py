r"""Architectures: the families of deep networks, each from its equation.

Layers that look at everything, at each other (attention), at a small window (convolution) or at
what came before (recurrence); a network that gives back its own input, and one that obeys a
differential equation. Everything is PyTorch and **batch first**: the first axis counts samples.
What is sent are float32 or float64 tensors, and they stay as they are. Answers of functions are
tensors that can be differentiated and that lie where the arguments do: compute in torch from end to
end. PyTorch's own layers and functions may be called, but for its convolution in `conv2d`.
"""

import torch
from torch import nn


def count_parameters(module):
    """Count the numbers that training could change: all entries of all parameters of ``module``.

        nn.Linear(n, m):           m · n + m
        nn.Conv2d(c, o, k):        o · c · k · k + o

    Parameters that are frozen (``requires_grad`` is False) count too; one that two layers share
    counts once. Buffers, such as the running means of batch normalization, are no parameters.

    Parameters
    ----------
    module : nn.Module of any layers, nested as deeply as you like, on any device.

    Returns
    -------
    A whole number.

    Examples
    --------
    >>> count_parameters(nn.Linear(10, 64))
    704
    """
    raise NotImplementedError("write your code here")


class SimpleNet(nn.Module):
    """The network 10 → 64 → 32 → 1: what others call a multilayer perceptron.

        H1 = ReLU(X W1ᵀ + b1)
        H2 = ReLU(H1 W2ᵀ + b2)
        Z  = H2 W3ᵀ + b3

    Three ``nn.Linear`` layers with their biases, 704 + 2,080 + 33 = 2,817 parameters, no more. Name
    the layers as you like, and leave their random start to ``nn.Linear``. ``forward(x)`` takes a
    tensor of shape (N, 10) and gives one of shape (N, 1), any numbers: there is no activation after
    the last layer. It works on whatever device the parameters and ``x`` are on.

    Examples
    --------
    >>> SimpleNet()(torch.zeros(5, 10)).shape
    torch.Size([5, 1])
    """

    def __init__(self):
        super().__init__()
        raise NotImplementedError("write your code here")

    def forward(self, x):
        """Return the numbers, shape (N, 1), for the samples ``x``, shape (N, 10)."""
        raise NotImplementedError("write your code here")


def gradient_norms(module, loss):
    """Go backward from ``loss`` and return how long the gradient of each parameter is.

        ‖∂L/∂W‖ = √( Σ (∂L/∂w)² ), summed over all entries w of the parameter W

    Gradients that the parameters hold from before do not count. A parameter that gets no gradient,
    since the loss does not depend on it or since it is frozen, has the norm 0. The weights stay as
    they are. Which gradients the parameters hold afterwards is yours, and the loss may be used up:
    nobody goes backward from it again.

    Parameters
    ----------
    module : nn.Module.
    loss : tensor of a single number, computed from the module's parameters.

    Returns
    -------
    A list with one float for each parameter, in the order of ``module.parameters()``.

    Examples
    --------
    >>> neuron = nn.Linear(2, 1)
    >>> loss = 3 * neuron(torch.tensor([[3.0, 4.0]])).sum()
    >>> gradient_norms(neuron, loss)
    [15.0, 3.0]
    """
    raise NotImplementedError("write your code here")


def scaled_dot_product_attention(Q, K, V, mask=None):
    r"""Let each query look at all keys, and give it the weighted mean of their values.

        attention(Q, K, V) = softmax(Q Kᵀ / √d) V

    The softmax runs over the keys, so that the weights of each query add up to 1. It must be
    stable: scores of 1000 are legal.

    Parameters
    ----------
    Q : tensor of shape (..., L, d), L queries. The dots stand for any leading axes, or for none.
    K : tensor of shape (..., S, d), S keys.
    V : tensor of shape (..., S, m), one value for each key; m may differ from d.
    mask : None, or a tensor of True and False that broadcasts to (..., L, S): True where the query
        may look at the key. The weights of all other keys are 0. Each query may look at one key at
        least.

    Returns
    -------
    A tensor of shape (..., L, m): the means alone, without the weights.

    Examples
    --------
    >>> Q, K = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 3.0], [0.0, -2.0]])
    >>> V = torch.tensor([[1.0], [5.0]])
    >>> scaled_dot_product_attention(Q, K, V)
    tensor([[3.]])
    >>> scaled_dot_product_attention(Q, K, V, torch.tensor([[False, True]]))
    tensor([[5.]])
    """
    raise NotImplementedError("write your code here")


class MultiHeadAttention(nn.Module):
    """Several attentions side by side, each on its own slice of the features.

        head_i = softmax(Q_i K_iᵀ / √d) V_i,  d = d_model / n_heads
        answer = [head_1, ..., head_h] W_oᵀ + b_o

    Four layers ``nn.Linear(d_model, d_model)`` with their biases, and **they are called** ``W_q``,
    ``W_k``, ``W_v`` and ``W_o``, so that weights can be set. Q_i are features (i − 1) d to i d − 1
    of ``W_q(Q)``; K_i and V_i are cut out of ``W_k(K)`` and ``W_v(V)`` in the same way. The heads
    are put side by side again, in their order, before ``W_o``. No dropout.

    Parameters
    ----------
    d_model : int, the number of features.
    n_heads : int, the number of heads; it divides d_model.

    Examples
    --------
    >>> attention = MultiHeadAttention(8, 2)
    >>> x = torch.zeros(1, 3, 8)
    >>> attention(x, x, x).shape
    torch.Size([1, 3, 8])
    """

    def __init__(self, d_model, n_heads):
        super().__init__()
        raise NotImplementedError("write your code here")

    def forward(self, Q, K, V, mask=None):
        """Return the answer, shape (N, L, d_model), without the weights.

        Q has shape (N, L, d_model), K and V have shape (N, S, d_model). ``mask`` is None, or has
        shape (L, S), for all samples, or (N, L, S): True where a query may look at a key, in all
        heads alike.
        """
        raise NotImplementedError("write your code here")


def conv2d(x, weight, bias, stride=1, padding=0):
    """Slide each of the kernels over the images, and write down how well it fits at each place.

        y[n, o, i, j] = bias[o] + Σ_c Σ_p Σ_q  x[n, c, s·i + p, s·j + q] · weight[o, c, p, q]

    The kernel is not turned round: what networks call a convolution is what mathematicians call a
    cross-correlation. Both side lengths become ⌊(side + 2·padding − kernel) / stride⌋ + 1.

    Parameters
    ----------
    x : tensor of shape (N, C, H, W).
    weight : tensor of shape (O, C, kH, kW): O kernels; kH and kW may differ.
    bias : tensor of shape (O,), or None for no bias.
    stride : int, how far the window moves, down and to the right.
    padding : int, how many rows and columns of zeros are put around each image, on every side.

    Returns
    -------
    A tensor of shape (N, O, H', W').

    Examples
    --------
    >>> x = torch.tensor([[[[1.0, 2.0, 4.0], [0.0, 3.0, 1.0]]]])
    >>> conv2d(x, torch.tensor([[[[1.0, -1.0]]]]), torch.tensor([0.5]))
    tensor([[[[-0.5000, -1.5000],
              [-2.5000,  2.5000]]]])
    """
    raise NotImplementedError("write your code here")


class LeNet5(nn.Module):
    """LeNet-5 in the form that has 61,706 parameters: from images of 28 by 28 to ten scores.

        layer                               gives            parameters
        nn.Conv2d(1, 6, 5, padding=2)       (N, 6, 28, 28)          156
        ReLU, maximum over 2 by 2           (N, 6, 14, 14)
        nn.Conv2d(6, 16, 5)                 (N, 16, 10, 10)       2,416
        ReLU, maximum over 2 by 2           (N, 16, 5, 5)
        flatten                             (N, 400)
        nn.Linear(400, 120), ReLU           (N, 120)             48,120
        nn.Linear(120, 84), ReLU            (N, 84)              10,164
        nn.Linear(84, 10)                   (N, 10)                 850

    ``forward(x)`` takes a tensor of shape (N, 1, 28, 28) and gives scores of shape (N, 10), without
    a softmax. Name the layers as you like, and leave their random start to PyTorch. It works on
    whatever device the parameters and ``x`` are on.

    Examples
    --------
    >>> LeNet5()(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """

    def __init__(self):
        super().__init__()
        raise NotImplementedError("write your code here")

    def forward(self, x):
        """Return the scores, shape (N, 10), of the images ``x``, shape (N, 1, 28, 28)."""
        raise NotImplementedError("write your code here")


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    """Take one step of a recurrent network: from what is seen and what was before to what is now.

        h' = tanh(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh)

    Parameters
    ----------
    x : tensor of shape (N, n_inputs), what each of N sequences shows at this time.
    h : tensor of shape (N, n_hidden), the state of each.
    W_ih, W_hh : tensors of shape (n_hidden, n_inputs) and (n_hidden, n_hidden).
    b_ih, b_hh : tensors of shape (n_hidden,).

    Returns
    -------
    The new state, a tensor of shape (N, n_hidden).

    Examples
    --------
    >>> one, zero = torch.ones(1, 1), torch.zeros(1)
    >>> rnn_cell(one, one, one, -2 * one, zero, zero)
    tensor([[-0.7616]])
    """
    raise NotImplementedError("write your code here")


class Autoencoder(nn.Module):
    """Squeeze n_features numbers into n_latent, and give back what they were.

        encode(x) = tanh(x Weᵀ + be)
        decode(z) = z Wdᵀ + bd
        forward(x) = decode(encode(x))

    Two ``nn.Linear`` layers with their biases: n_features → n_latent and n_latent → n_features. The
    way back has weights of its own and no activation. Name the layers as you like, and leave their
    random start to ``nn.Linear``.

    Parameters
    ----------
    n_features : int, the length of a sample.
    n_latent : int, the length of its code, the *latent* numbers in the middle.

    Examples
    --------
    >>> autoencoder = Autoencoder(5, 2)
    >>> autoencoder.encode(torch.zeros(3, 5)).shape, autoencoder(torch.zeros(3, 5)).shape
    (torch.Size([3, 2]), torch.Size([3, 5]))
    """

    def __init__(self, n_features, n_latent):
        super().__init__()
        raise NotImplementedError("write your code here")

    def encode(self, x):
        """Return the codes, shape (N, n_latent), of the samples ``x``, shape (N, n_features)."""
        raise NotImplementedError("write your code here")

    def decode(self, z):
        """Return the samples, shape (N, n_features), of the codes ``z``, shape (N, n_latent)."""
        raise NotImplementedError("write your code here")

    def forward(self, x):
        """Return what is left of the samples ``x`` after the way there and back."""
        raise NotImplementedError("write your code here")


def physics_loss(model, t, u0, lam):
    """Say how far a network is from the solution of u' = −u, u(0) = u0.

        L = (u(0) − u0)² + λ/N Σᵢ (u'(tᵢ) + u(tᵢ))²

    u(t) is what ``model`` gives at the time t, and u'(t) its derivative by t, by autograd. The loss
    is there to be trained on, so its own gradient must reach the parameters by way of u' as well.
    The values of t and the weights stay as they are; whether t requires gradients afterwards is
    yours.

    Parameters
    ----------
    model : nn.Module that takes times of shape (N, 1), and gives shape (N, 1), row by row; it has
        parameters, and may be on any device.
    t : tensor of shape (N, 1), the times at which the equation is asked for; 0 need not be among
        them. It has the dtype and the device of the model.
    u0 : float, the value at the time 0.
    lam : float, λ, how much the equation counts.

    Returns
    -------
    A tensor of a single number.

    Examples
    --------
    >>> model = nn.Linear(1, 1)
    >>> _ = model.load_state_dict({"weight": torch.tensor([[2.0]]), "bias": torch.tensor([1.0])})
    >>> t = torch.tensor([[1.0], [2.0]])  # here u' is 2, and u is 3 and 5
    >>> physics_loss(model, t, u0=4.0, lam=0.5).item()
    27.5
    """
    raise NotImplementedError("write your code here")


if __name__ == "__main__":  # python architectures.py draws what you have so far
    from grader.script import show

    show()
