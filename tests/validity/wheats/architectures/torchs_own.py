"""This student knows PyTorch well and lets its own functions do the work."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parameters_to_vector


def count_parameters(module):
    parameters = list(module.parameters())
    return parameters_to_vector(parameters).numel() if parameters else 0


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(in_features=10, out_features=64)
        self.fc2 = nn.Linear(in_features=64, out_features=32)
        self.out = nn.Linear(in_features=32, out_features=1)

    def forward(self, x):
        return self.out(F.relu(self.fc2(F.relu(self.fc1(x)))))


def gradient_norms(module, loss):
    module.zero_grad(set_to_none=False)
    loss.backward(retain_graph=True)
    grads = (p.grad if p.grad is not None else torch.zeros(()) for p in module.parameters())
    return [torch.linalg.norm(g.reshape(-1)).cpu().item() for g in grads]


def scaled_dot_product_attention(Q, K, V, mask=None):
    return F.scaled_dot_product_attention(Q, K, V, attn_mask=mask)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.d_model = d_model
        self.n_heads = n_heads
        for name in ("W_q", "W_k", "W_v", "W_o"):
            self.add_module(name, nn.Linear(d_model, d_model))

    def forward(self, Q, K, V, mask=None):
        if mask is not None:
            mask = mask.logical_not()
            if mask.dim() == 3:
                mask = mask.repeat_interleave(self.n_heads, dim=0)
        layers = (self.W_q, self.W_k, self.W_v)
        answer, _ = F.multi_head_attention_forward(
            Q.transpose(0, 1),
            K.transpose(0, 1),
            V.transpose(0, 1),
            self.d_model,
            self.n_heads,
            torch.cat([layer.weight for layer in layers]),
            torch.cat([layer.bias for layer in layers]),
            bias_k=None,
            bias_v=None,
            add_zero_attn=False,
            dropout_p=0.0,
            out_proj_weight=self.W_o.weight,
            out_proj_bias=self.W_o.bias,
            attn_mask=mask,
            need_weights=False,
        )
        return answer.transpose(0, 1)


def conv2d(x, weight, bias, stride=1, padding=0):
    return F.conv2d(x, weight, bias=bias, stride=stride, padding=padding)


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=(5, 5), padding=(2, 2))
        self.conv2 = nn.Conv2d(6, 16, kernel_size=(5, 5))
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.adaptive_max_pool2d(F.relu(self.conv1(x)), 14)
        x = F.adaptive_max_pool2d(F.relu(self.conv2(x)), 5)
        x = F.relu(self.fc1(torch.flatten(x, start_dim=1)))
        return self.fc3(F.relu(self.fc2(x)))


rnn_cell = torch.rnn_tanh_cell


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.encode = nn.Sequential(nn.Linear(n_features, n_latent), nn.Tanh())
        self.decode = nn.Linear(n_latent, n_features)

    def forward(self, x):
        return self.decode(self.encode(x))


def physics_loss(model, t, u0, lam):
    u, slope = torch.autograd.functional.jvp(model, t, torch.ones_like(t), create_graph=True)
    start = model(torch.zeros_like(t[0]).unsqueeze(0))
    return F.mse_loss(start, torch.full_like(start, u0)) + lam * F.mse_loss(slope, -u)
