# G. Petrovic: every architecture is a composition
import itertools
from functools import reduce

import torch
from torch import nn
from torch.nn import functional as F

compose = lambda *fs: lambda x: reduce(lambda y, f: f(y), fs, x)

count_parameters = compose(nn.Module.parameters, lambda ps: map(torch.Tensor.numel, ps), sum)


class SimpleNet(nn.Sequential):
    def __init__(self):
        linears = map(nn.Linear, (10, 64, 32), (64, 32, 1))
        steps = itertools.chain.from_iterable((linear, nn.ReLU()) for linear in linears)
        super().__init__(*list(steps)[:-1])


def gradient_norms(module, loss):
    module.zero_grad(set_to_none=False)
    loss.backward()
    return [float(torch.linalg.vector_norm(p.grad)) if p.grad is not None else 0.0 for p in module.parameters()]


def scaled_dot_product_attention(Q, K, V, mask=None):
    hide = (lambda s: s) if mask is None else (lambda s: torch.where(mask, s, -torch.inf))
    weigh = compose(hide, lambda s: s - s.logsumexp(-1, keepdim=True), torch.exp)
    return weigh(torch.einsum("...ld,...sd->...ls", Q, K) * Q.size(-1) ** -0.5) @ V


class MultiHeadAttention(nn.ModuleDict):
    def __init__(self, d_model, n_heads):
        super().__init__({name: nn.Linear(d_model, d_model) for name in ("W_q", "W_k", "W_v", "W_o")})
        self.d = d_model // n_heads

    def forward(self, Q, K, V, mask=None):
        slices = [self[name](x).split(self.d, dim=-1) for name, x in zip(self, (Q, K, V))]
        heads = map(lambda q, k, v: scaled_dot_product_attention(q, k, v, mask), *slices)
        return self["W_o"](torch.cat(list(heads), dim=-1))


def conv2d(x, weight, bias, stride=1, padding=0):
    padded = F.pad(x, [padding] * 4)
    kH, kW = weight.shape[2:]
    h, w = ((side - k) // stride + 1 for side, k in zip(padded.shape[2:], (kH, kW)))
    # the image seen through each of the kernel's holes, weighted and added up
    through = lambda p, q: padded[:, :, p:p + (h - 1) * stride + 1:stride, q:q + (w - 1) * stride + 1:stride]
    share = lambda p, q: torch.einsum("nchw,oc->nohw", through(p, q), weight[:, :, p, q])
    y = reduce(torch.add, itertools.starmap(share, itertools.product(range(kH), range(kW))))
    return y if bias is None else y + bias[:, None, None]


class LeNet5(nn.Sequential):
    def __init__(self):
        convolution = lambda *args, **how: (nn.Conv2d(*args, **how), nn.ReLU(), nn.MaxPool2d(2))
        dense = lambda i, o: (nn.Linear(i, o), nn.ReLU())
        super().__init__(
            *convolution(1, 6, 5, padding=2), *convolution(6, 16, 5), nn.Flatten(),
            *dense(400, 120), *dense(120, 84), nn.Linear(84, 10),
        )


rnn_cell = lambda x, h, W_ih, W_hh, b_ih, b_hh: (F.linear(x, W_ih, b_ih) + F.linear(h, W_hh, b_hh)).tanh()


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.layers = nn.ModuleList(map(nn.Linear, (n_features, n_latent), (n_latent, n_features)))

    encode = lambda self, x: self.layers[0](x).tanh()
    decode = lambda self, z: self.layers[1](z)
    forward = lambda self, x: self.decode(self.encode(x))


def physics_loss(model, t, u0, lam):
    t = t.detach().requires_grad_()
    u = model(t)
    slope, = torch.autograd.grad(u, t, torch.ones_like(u), create_graph=True)
    mean_square = lambda x: x.square().mean()
    return mean_square(model(0 * t[:1]) - u0) + lam * mean_square(slope + u)
