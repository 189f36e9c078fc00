"""This student thinks in small reusable blocks with keyword arguments, comments in Spanish."""

import torch
from torch import nn
from torch.nn.functional import linear, max_pool2d, pad, relu, softmax


def count_parameters(module):
    vistos = set()
    total = 0
    for capa in module.modules():
        for parametro in capa.parameters(recurse=False):
            if parametro not in vistos:
                vistos.add(parametro)
                total += parametro.numel()
    return total


class Densa(nn.Module):
    """Una capa lineal y, si se pide, lo que la sigue."""

    def __init__(self, entradas, salidas, despues=None):
        super().__init__()
        self.capa = nn.Linear(entradas, salidas)
        self.despues = despues

    def forward(self, x):
        z = self.capa(x)
        return z if self.despues is None else self.despues(z)


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.cuerpo = nn.Sequential(Densa(10, 64, relu), Densa(64, 32, relu))
        self.cabeza = Densa(32, 1)

    def forward(self, x):
        return self.cabeza(self.cuerpo(x))


def gradient_norms(module, loss):
    for parametro in module.parameters():
        if parametro.grad is not None:
            parametro.grad.zero_()
    loss.backward()
    return tuple(
        torch.norm(p.grad).item() if p.grad is not None else 0.0 for p in module.parameters()
    )


def scaled_dot_product_attention(Q, K, V, mask=None):
    puntos = torch.matmul(Q, K.transpose(-2, -1)) / torch.sqrt(torch.tensor(float(K.size(-1))))
    if mask is not None:
        puntos = puntos.masked_fill(mask == 0, float("-inf"))
    return torch.matmul(softmax(puntos, dim=-1), V)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.d_k = d_model // n_heads
        self.W_q = nn.Linear(d_model, d_model)
        self.W_k = nn.Linear(d_model, d_model)
        self.W_v = nn.Linear(d_model, d_model)
        self.W_o = nn.Linear(d_model, d_model)

    def forward(self, Q, K, V, mask=None):
        lote = Q.size(0)
        if mask is not None and mask.dim() > 2:
            mask = mask.unsqueeze(1)

        def en_cabezas(capa, x):
            return capa(x).view(lote, -1, self.n_heads, self.d_k).transpose(1, 2)

        q, k, v = en_cabezas(self.W_q, Q), en_cabezas(self.W_k, K), en_cabezas(self.W_v, V)
        # La salida de cada cabeza, una al lado de otra.
        juntas = scaled_dot_product_attention(q, k, v, mask).transpose(1, 2).contiguous()
        return self.W_o(juntas.view(lote, -1, self.n_heads * self.d_k))


def conv2d(x, weight, bias, stride=1, padding=0):
    x = pad(x, (padding, padding, padding, padding), mode="constant", value=0.0)
    kh, kw = weight.shape[2], weight.shape[3]
    alto = (x.shape[2] - kh) // stride + 1
    ancho = (x.shape[3] - kw) // stride + 1
    salida = torch.empty(x.shape[0], weight.shape[0], alto, ancho, dtype=x.dtype, device=x.device)
    for i in range(alto):
        for j in range(ancho):
            ventana = x[:, None, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            salida[:, :, i, j] = (ventana * weight[None]).sum(dim=(2, 3, 4))
    if bias is not None:
        salida = salida + bias.view(1, -1, 1, 1)
    return salida


class Vista(nn.Module):
    """Convolución, ReLU y máximo."""

    def __init__(self, canales, nucleos, relleno):
        super().__init__()
        self.conv = nn.Conv2d(canales, nucleos, 5, padding=relleno)

    def forward(self, x):
        return max_pool2d(relu(self.conv(x)), kernel_size=2)


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.ojos = nn.Sequential(Vista(1, 6, 2), Vista(6, 16, 0))
        self.juicio = nn.Sequential(Densa(400, 120, relu), Densa(120, 84, relu), Densa(84, 10))

    def forward(self, x):
        return self.juicio(self.ojos(x).flatten(start_dim=1))


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(linear(x, W_ih, b_ih) + linear(h, W_hh, b_hh))


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.codificador = Densa(n_features, n_latent, nn.Tanh())
        self.decodificador = Densa(n_latent, n_features)

    def encode(self, x):
        return self.codificador(x)

    def decode(self, z):
        return self.decodificador(z)

    def forward(self, x):
        return self.decodificador(self.codificador(x))


def physics_loss(model, t, u0, lam):
    with torch.enable_grad():
        t = t.detach().requires_grad_(True)
        u = model(t)
        du_dt = torch.autograd.grad(
            outputs=u, inputs=t, grad_outputs=torch.ones_like(u), create_graph=True
        )[0]
    aparato = next(model.parameters()).device
    inicio = model(torch.tensor([[0.0]], dtype=t.dtype, device=aparato))
    perdida_inicial = torch.mean((inicio - u0) ** 2)
    perdida_fisica = torch.mean((du_dt + u) ** 2)
    return perdida_inicial + lam * perdida_fisica
