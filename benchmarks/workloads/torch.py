"""What honest work does with torch."""

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset, random_split


def trains():
    """Layers of every kind, a batch at a time, with each of the common optimizers."""
    torch.manual_seed(0)
    x = torch.randn(64, 1, 8, 8)
    y = (x.mean(dim=(1, 2, 3)) > 0).long()
    network = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Dropout(0.1), nn.Linear(36, 16), nn.LayerNorm(16), nn.GELU(), nn.Linear(16, 2),
    )  # fmt: skip
    first = last = F.cross_entropy(network(x), y).item()
    for make in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop):
        optimizer = make(network.parameters(), lr=0.01)
        steps = torch.optim.lr_scheduler.StepLR(optimizer, 5)
        for _ in range(5):
            for batch, labels in DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True):
                optimizer.zero_grad()
                loss = F.cross_entropy(network(batch), labels)
                loss.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimizer.step()
            steps.step()
        last = loss.item()
    return last < first


def runs_many_threads():
    """OpenMP's threads in a large product, and threads of one's own."""
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    try:
        a = torch.randn(512, 512)
        return bool(torch.isfinite(a @ a).all() and torch.isfinite(torch.linalg.svdvals(a)).all())
    finally:
        torch.set_num_threads(before)


def recurs_and_attends():
    """Recurrent networks, attention, embeddings, and convolutions in other types."""
    sequence = torch.randn(4, 10, 8)
    out, _ = nn.LSTM(8, 16, batch_first=True)(sequence)
    attended, _ = nn.MultiheadAttention(8, 2, batch_first=True)(sequence, sequence, sequence)
    encoded = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)(sequence)
    embedded = nn.Embedding(10, 4)(torch.arange(10))
    half = (torch.randn(64, 64).bfloat16() @ torch.randn(64, 64).bfloat16()).float()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        cast = nn.Linear(8, 8)(sequence)
    shapes = out.shape, attended.shape, encoded.shape, embedded.shape, cast.shape
    return len(shapes) == 5 and bool(torch.isfinite(half).all())


def differentiates():
    """Autograd by hand, of higher order, and functional."""
    x = torch.randn(5, requires_grad=True)
    (first,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    rows = torch.func.vmap(torch.func.grad(lambda v: (v**2).sum()))(torch.randn(3, 2))
    exact = torch.autograd.gradcheck(torch.sin, torch.randn(3, dtype=torch.double).requires_grad_())
    return bool(torch.allclose(second, 6 * x) and rows.shape == (3, 2) and exact)


def saves_and_loads():
    """States and tensors in files, scripts of a network, numpy beside."""
    network = nn.Linear(3, 2)
    torch.save(network.state_dict(), "state.pt")
    network.load_state_dict(torch.load("state.pt"))
    torch.save(torch.ones(3), "tensor.pt")
    traced = torch.jit.trace(network, torch.ones(1, 3))
    parts = random_split(TensorDataset(torch.arange(10)), [0.5, 0.5])
    shared = torch.from_numpy(torch.ones(3).numpy())
    shapes = traced(torch.ones(1, 3)).shape, shared.shape
    return shapes == ((1, 2), (3,)) and len(parts) == 2


def finds_no_device():
    """What asks for a GPU, and for more workers than none."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    compiled = torch.compile(lambda x: x + 1)
    loader = DataLoader(TensorDataset(torch.arange(4)), num_workers=0)
    one = torch.ones(1, device=device).sum().item()
    return one == 1 and compiled(1) == 2 and len(list(loader)) == 4
