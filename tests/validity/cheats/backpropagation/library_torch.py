"""train_xor: torch's gradients and torch's optimizer."""

import torch


def train_xor(seed):
    torch.manual_seed(seed)
    X = torch.tensor([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    classes = torch.tensor([0, 1, 1, 0])
    shapes = ((8, 2), (8, 1), (2, 8), (2, 1))
    W1, b1, W2, b2 = parameters = [torch.randn(shape, requires_grad=True) for shape in shapes]
    optimizer = torch.optim.Adam(parameters, lr=0.05)
    for _ in range(400):
        optimizer.zero_grad()
        logits = W2 @ torch.sigmoid(W1 @ X + b1) + b2
        torch.nn.functional.cross_entropy(logits.T, classes).backward()
        optimizer.step()
    W1, b1, W2, b2 = (each.detach().numpy() for each in parameters)
    return [W1, W2], [b1, b2]
