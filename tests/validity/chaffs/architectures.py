"""What else students get wrong in architectures, told without a look at the suites.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D101, D102, D103

import math

import architectures as right
import torch
from torch import nn
from torch.nn import functional

from grader.course import misconception


@misconception(
    "count_parameters",
    "you look one level deep: module.parameters() goes through nested layers and the module's own",
)
def count_one_level_deep(module):
    layers = list(module.children()) or [module]
    return sum(p.numel() for layer in layers for p in layer.parameters(recurse=False))


@misconception(
    "count_parameters",
    "only tensors called weight and bias count: a parameter may have any name",
)
def count_by_name(module):
    return sum(
        p.numel()
        for name, p in module.named_parameters()
        if name.split(".")[-1] in ("weight", "bias")
    )


@misconception(
    "count_parameters", "a linear layer made without bias is counted with one: ask parameters()"
)
def count_by_the_formula(module):
    missing = [
        layer.out_features
        for layer in module.modules()
        if isinstance(layer, nn.Linear) and layer.bias is None
    ]
    return right.count_parameters(module) + sum(missing)


@misconception("count_parameters", "a layer that is used in two places counts twice: only once")
def count_shared_ones_twice(module):
    return sum(p.numel() for _, p in module.named_parameters(remove_duplicate=False))


@misconception(
    "count_parameters",
    "rows times columns leaves out the area of a convolution's kernels: p.numel()",
)
def count_of_rows_and_columns(module):
    return sum(math.prod(p.shape[:2]) for p in module.parameters())


@misconception("count_parameters", "your counting thaws what was frozen: the module stays as it is")
def count_that_thaws(module):
    return right.count_parameters(module.requires_grad_(True))


@misconception(
    "count_parameters",
    "num_batches_tracked of a batch norm is a buffer too: parameters() holds none",
)
def count_with_the_number_of_batches(module):
    buffers = [b for name, b in module.named_buffers() if name.endswith("num_batches_tracked")]
    return right.count_parameters(module) + sum(b.numel() for b in buffers)


@misconception("SimpleNet", "the second hidden layer has no ReLU: both have one")
class SimpleNetWithOneReLU(right.SimpleNet):
    def forward(self, x):
        return self.fc3(self.fc2(torch.relu(self.fc1(x))))


@misconception("SimpleNet", "dropout makes answers random while it trains: this network has none")
class SimpleNetWithDropout(right.SimpleNet):
    def forward(self, x):
        x = torch.relu(self.fc2(torch.relu(self.fc1(x))))
        return self.fc3(functional.dropout(x, 0.2, training=self.training))


@misconception("SimpleNet", "the biases start at 0: leave the start to nn.Linear, which draws them")
class SimpleNetWithoutStartingBiases(right.SimpleNet):
    def __init__(self):
        super().__init__()
        for layer in (self.fc1, self.fc2, self.fc3):
            nn.init.zeros_(layer.bias)


@misconception(
    "SimpleNet",
    "torch.manual_seed(0) stands in __init__, so that all networks start alike: leave it out",
)
class SimpleNetWithASeed(right.SimpleNet):
    def __init__(self):
        torch.manual_seed(0)
        super().__init__()


LAYERS = nn.Linear(10, 64), nn.Linear(64, 32), nn.Linear(32, 1)


@misconception(
    "SimpleNet",
    "all networks share layers that are made outside of __init__: each needs its own",
)
class SimpleNetWithSharedLayers(right.SimpleNet):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = LAYERS


@misconception(
    "SimpleNet", "x.float() turns float64 into float32, which a float64 network refuses: leave x"
)
class SimpleNetInFloat32(right.SimpleNet):
    def forward(self, x):
        return super().forward(x.float())


@misconception(
    "SimpleNet", "detach() cuts the first layer off from the loss, so that it never learns"
)
class SimpleNetThatDetaches(right.SimpleNet):
    def forward(self, x):
        x = torch.relu(self.fc1(x)).detach()
        return self.fc3(torch.relu(self.fc2(x)))


@misconception("SimpleNet", "one sample's answer loses its row: the shape is (N, 1), (1, 1) too")
class SimpleNetThatSqueezesOneSample(right.SimpleNet):
    def forward(self, x):
        return super().forward(x).squeeze(0)


@misconception(
    "gradient_norms",
    "torch.linalg.norm(g, 2) of a matrix is its largest singular value: the root of all squares",
)
def norms_by_singular_values(module, loss):
    module.zero_grad()
    loss.backward()
    grads = [p.grad for p in module.parameters()]
    grads = [g if g is None or g.ndim < 3 else g.flatten() for g in grads]
    return [0.0 if g is None else torch.linalg.norm(g, 2 if g.ndim else None).item() for g in grads]


@misconception(
    "gradient_norms", "you take the mean of the squares: the norm is the root of their sum"
)
def norms_of_means(module, loss):
    norms = right.gradient_norms(module, loss)
    return [n / math.sqrt(p.numel()) for n, p in zip(norms, module.parameters(), strict=True)]


@misconception(
    "gradient_norms",
    "clip_grad_norm_ shortens long gradients before they are measured: measure them as they are",
)
def norms_of_clipped_gradients(module, loss):
    module.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(module.parameters(), 10.0)
    return [0.0 if p.grad is None else p.grad.norm().item() for p in module.parameters()]


@misconception(
    "gradient_norms",
    "sorted by name a bias comes before its weights: in the order of module.parameters()",
)
def norms_by_name(module, loss):
    module.zero_grad()
    loss.backward()
    grads = [p.grad for _, p in sorted(module.named_parameters())]
    return [0.0 if g is None else g.norm().item() for g in grads]


@misconception(
    "gradient_norms", "four digits make 0 of a gradient that vanishes: keep the norms as they are"
)
def norms_of_four_digits(module, loss):
    return [round(norm, 4) for norm in right.gradient_norms(module, loss)]


@misconception(
    "gradient_norms", "an ε under the root makes 0.0001 of a gradient of 0: only the squares"
)
def norms_with_eps(module, loss):
    return [math.sqrt(norm**2 + 1e-8) for norm in right.gradient_norms(module, loss)]


@misconception("gradient_norms", "the biases are left out: one number for each parameter, b₁ too")
def norms_of_matrices(module, loss):
    norms = right.gradient_norms(module, loss)
    return [n for n, p in zip(norms, module.parameters(), strict=True) if p.ndim > 1]


@misconception(
    "gradient_norms", "a step is taken along the gradients: measuring leaves the weights alone"
)
def norms_and_a_step(module, loss):
    norms = right.gradient_norms(module, loss)
    torch.optim.SGD(module.parameters(), lr=0.01).step()
    return norms


@misconception(
    "gradient_norms",
    "an old gradient stays, and counts, where the loss brings no new one: clear all of them first",
)
def norms_with_old_gradients_elsewhere(module, loss):
    parameters = [p for p in module.parameters() if p.requires_grad]
    grads = torch.autograd.grad(loss, parameters, allow_unused=True)
    for parameter, grad in zip(parameters, grads, strict=True):
        if grad is not None:
            parameter.grad = grad
    return [0.0 if p.grad is None else p.grad.norm().item() for p in module.parameters()]


def weigh(scores, V, mask=None):
    """Give what the reference gives for these scores."""
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1) @ V


def scores_of(Q, K):
    """Give the scaled scores."""
    return Q @ K.mT / Q.shape[-1] ** 0.5


@misconception(
    "scaled_dot_product_attention",
    "d is the length of a key, not of a value: m may differ, Q.shape[-1]",
)
def attention_scaled_by_the_values(Q, K, V, mask=None):
    return weigh(Q @ K.mT / V.shape[-1] ** 0.5, V, mask)


@misconception(
    "scaled_dot_product_attention",
    "a hidden key's score becomes 0, which still has weight: it becomes minus infinity",
)
def attention_with_scores_of_zero(Q, K, V, mask=None):
    scores = scores_of(Q, K)
    return weigh(scores if mask is None else scores * mask, V)


@misconception(
    "scaled_dot_product_attention",
    "a hidden key's score becomes −1000, which others may have by themselves: minus infinity",
)
def attention_with_scores_of_minus_1000(Q, K, V, mask=None):
    scores = scores_of(Q, K)
    return weigh(scores if mask is None else scores.masked_fill(~mask, -1000.0), V)


@misconception(
    "scaled_dot_product_attention",
    "one maximum is subtracted from all scores, and a query far below it gets 0 / 0: each its own",
)
def attention_with_one_maximum(Q, K, V, mask=None):
    scores = scores_of(Q, K)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    weights = torch.exp(scores - scores.max())
    return weights / weights.sum(dim=-1, keepdim=True) @ V


@misconception(
    "scaled_dot_product_attention",
    "hidden keys take part in the maximum, and one far above leaves 0 / 0: mask first",
)
def attention_that_masks_after_exp(Q, K, V, mask=None):
    scores = scores_of(Q, K)
    weights = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    if mask is not None:
        weights = weights * mask
    return weights / weights.sum(dim=-1, keepdim=True) @ V


@misconception(
    "scaled_dot_product_attention",
    "`scores[~mask]` needs a mask of the scores' own shape: masked_fill broadcasts it",
)
def attention_with_a_mask_as_index(Q, K, V, mask=None):
    scores = scores_of(Q, K)
    if mask is not None:
        scores[~mask] = float("-inf")
    return torch.softmax(scores, dim=-1) @ V


@misconception(
    "scaled_dot_product_attention",
    "several leading axes come back as one: the answer has those of Q",
)
def attention_with_one_leading_axis(Q, K, V, mask=None):
    answer = right.scaled_dot_product_attention(Q, K, V, mask)
    return answer.flatten(0, -3) if answer.ndim > 3 else answer


@misconception(
    "scaled_dot_product_attention",
    "the weights are detached, so that Q and K get no gradient and never learn",
)
def attention_with_detached_weights(Q, K, V, mask=None):
    return right.scaled_dot_product_attention(Q.detach(), K.detach(), V, mask)


@misconception(
    "scaled_dot_product_attention",
    "logical_not_() turns the caller's mask round: `~mask` makes a new one",
)
def attention_that_turns_the_mask(Q, K, V, mask=None):
    scores = scores_of(Q, K)
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not_(), float("-inf"))
    return torch.softmax(scores, dim=-1) @ V


@misconception(
    "scaled_dot_product_attention",
    "dim=1 is the keys' axis only where there are two axes: the last one, dim=-1",
)
def attention_over_axis_one(Q, K, V, mask=None):
    scores = scores_of(Q, K)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=1) @ V


@misconception(
    "scaled_dot_product_attention",
    "without a mask you hide the future: None means that each query may look at all keys",
)
def attention_that_is_causal(Q, K, V, mask=None):
    if mask is None:
        mask = torch.ones(Q.shape[-2], K.shape[-2], dtype=torch.bool, device=Q.device).tril()
    return right.scaled_dot_product_attention(Q, K, V, mask)


def attend(layers, projected, mask, n_heads=None):
    """Do what the reference does behind the first three layers."""
    n_heads = n_heads or layers.n_heads
    q, k, v = (x.unflatten(-1, (n_heads, -1)).transpose(1, 2) for x in projected)
    if mask is not None and mask.ndim == 3:
        mask = mask.unsqueeze(1)
    heads = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    return layers.W_o(heads.transpose(1, 2).flatten(2))


@misconception(
    "MultiHeadAttention",
    "a head gets every n_heads-th feature: its slice lies in one piece, features 0 to d − 1",
)
class HeadsOfScatteredFeatures(right.MultiHeadAttention):
    def forward(self, Q, K, V, mask=None):
        projected = self.W_q(Q), self.W_k(K), self.W_v(V)
        scattered = (x.unflatten(-1, (-1, self.n_heads)).mT.flatten(2) for x in projected)
        return attend(self, scattered, mask)


@misconception(
    "MultiHeadAttention", "W_k and W_v are one layer under two names: each is a layer of its own"
)
class HeadsWithOneLayerForTwo(right.MultiHeadAttention):
    def __init__(self, d_model, n_heads):
        super().__init__(d_model, n_heads)
        self.W_v = self.W_k


@misconception("MultiHeadAttention", "the values come from K: W_v takes V, which may differ")
class HeadsWithoutV(right.MultiHeadAttention):
    def forward(self, Q, K, V, mask=None):
        return super().forward(Q, K, K, mask)


@misconception("MultiHeadAttention", "the four layers have no biases: nn.Linear has one by itself")
class HeadsWithoutBiases(right.MultiHeadAttention):
    def __init__(self, d_model, n_heads):
        super().__init__(d_model, n_heads)
        for name in ("W_q", "W_k", "W_v", "W_o"):
            setattr(self, name, nn.Linear(d_model, d_model, bias=False))


@misconception(
    "MultiHeadAttention",
    "Q is added to the answer, as a transformer does around it: W_o is the end",
)
class HeadsWithAResidual(right.MultiHeadAttention):
    def forward(self, Q, K, V, mask=None):
        return Q + super().forward(Q, K, V, mask)


@misconception("MultiHeadAttention", "dropout makes answers random while it trains: there is none")
class HeadsWithDropout(right.MultiHeadAttention):
    def forward(self, Q, K, V, mask=None):
        answer = super().forward(Q, K, V, mask)
        return functional.dropout(answer, 0.1, training=self.training)


@misconception(
    "MultiHeadAttention",
    "K and V are cut with the length of Q: there may be more or fewer keys, S of them",
)
class HeadsOfEqualLengths(right.MultiHeadAttention):
    def forward(self, Q, K, V, mask=None):
        N, L, d_model = Q.shape
        q, k, v = (
            x.reshape(N, L, self.n_heads, d_model // self.n_heads).transpose(1, 2)
            for x in (self.W_q(Q), self.W_k(K), self.W_v(V))
        )
        if mask is not None and mask.ndim == 3:
            mask = mask.unsqueeze(1)
        heads = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.W_o(heads.transpose(1, 2).reshape(N, L, d_model))


@misconception(
    "MultiHeadAttention", "the first sample's page of the mask holds for all: each has its own"
)
class HeadsWithTheFirstPage(right.MultiHeadAttention):
    def forward(self, Q, K, V, mask=None):
        if mask is not None and mask.ndim == 3:
            mask = mask[0]
        return super().forward(Q, K, V, mask)


@misconception(
    "MultiHeadAttention",
    "a mask of zeros and ones is added to the scores: torch hides keys for True and False only",
)
class HeadsWithAMaskOfNumbers(right.MultiHeadAttention):
    def forward(self, Q, K, V, mask=None):
        projected = self.W_q(Q), self.W_k(K), self.W_v(V)
        return attend(self, projected, None if mask is None else mask.to(Q.dtype))


@misconception("MultiHeadAttention", "there are always two heads: as many as n_heads says")
class HeadsThatAreTwo(right.MultiHeadAttention):
    def __init__(self, d_model, n_heads):
        super().__init__(d_model, 2 if d_model % 2 == 0 else 1)


@misconception(
    "MultiHeadAttention",
    "a mask of (N, L, S) is repeated sample by sample, which mixes samples up: unsqueeze(1)",
)
class HeadsWithAMaskRepeatedWrongly(right.MultiHeadAttention):
    def forward(self, Q, K, V, mask=None):
        if mask is not None and mask.ndim == 3:
            N, L, S = mask.shape
            mask = mask.repeat(self.n_heads, 1, 1).reshape(N, self.n_heads, L, S)
        projected = self.W_q(Q), self.W_k(K), self.W_v(V)
        return attend(self, projected, mask)


@misconception("conv2d", "each kernel is transposed: p counts rows of the image, and q its columns")
def conv_with_transposed_kernels(x, weight, bias, stride=1, padding=0):
    return right.conv2d(x, weight.mT, bias, stride, padding)


@misconception("conv2d", "the window strides down only: the stride holds to the right as well")
def conv_with_a_stride_down(x, weight, bias, stride=1, padding=0):
    return functional.conv2d(x, weight, bias, (stride, 1), padding)


@misconception(
    "conv2d", "pad(x, (p, p)) pads left and right only: rows above and below as well, (p, p, p, p)"
)
def conv_with_padding_at_the_sides(x, weight, bias, stride=1, padding=0):
    return functional.conv2d(x, weight, bias, stride, (0, padding))


@misconception("conv2d", "the padding repeats the edge of the image: it consists of zeros")
def conv_with_a_repeated_edge(x, weight, bias, stride=1, padding=0):
    x = functional.pad(x, (padding,) * 4, mode="replicate")
    return functional.conv2d(x, weight, bias, stride)


@misconception(
    "conv2d", "a window that fits half is filled up with zeros: what does not fit is left over"
)
def conv_with_half_windows(x, weight, bias, stride=1, padding=0):
    lacks = [
        -(side + 2 * padding - kernel) % stride
        for side, kernel in zip(x.shape[2:], weight.shape[2:], strict=True)
    ]
    x = functional.pad(x, (padding, padding + lacks[1], padding, padding + lacks[0]))
    return functional.conv2d(x, weight, bias, stride)


@misconception(
    "conv2d", "`y + bias` lays the biases along the columns: they belong to kernels, axis 1"
)
def conv_with_biases_along_the_columns(x, weight, bias, stride=1, padding=0):
    y = functional.conv2d(x, weight, None, stride, padding)
    return y if bias is None else y + bias


@misconception("conv2d", "you take the mean over the channels: they add up")
def conv_of_the_mean_channel(x, weight, bias, stride=1, padding=0):
    return functional.conv2d(x, weight / x.shape[1], bias, stride, padding)


@misconception(
    "conv2d", ".item() takes numbers out of torch, and no gradient follows: stay in tensors"
)
def conv_without_history(x, weight, bias, stride=1, padding=0):
    bias = None if bias is None else bias.detach()
    return functional.conv2d(x.detach(), weight.detach(), bias, stride, padding)


@misconception(
    "conv2d", "torch.zeros makes the answer on the CPU, wherever x lies: device=x.device"
)
def conv_on_the_cpu(x, weight, bias, stride=1, padding=0):
    answer = right.conv2d(x, weight, bias, stride, padding)
    y = torch.zeros(answer.shape, dtype=x.dtype)
    y[:] = answer
    return y


@misconception("conv2d", "without a bias it breaks: bias may be None, and then nothing is added")
def conv_with_a_bias_always(x, weight, bias, stride=1, padding=0):
    y = functional.conv2d(x, weight, None, stride, padding)
    return y + bias.reshape(-1, 1, 1)


@misconception(
    "conv2d", "the border of zeros is written over the image's own edge: it lies around it"
)
def conv_with_an_erased_edge(x, weight, bias, stride=1, padding=0):
    p = padding
    inner = x[:, :, p : x.shape[2] - p, p : x.shape[3] - p]
    return functional.conv2d(functional.pad(inner, (p,) * 4), weight, bias, stride, p)


@misconception(
    "LeNet5", "the padding repeats the edge of the image: nn.Conv2d puts zeros by itself"
)
class LeNetWithARepeatedEdge(right.LeNet5):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2, padding_mode="replicate")


@misconception(
    "LeNet5", "the second convolution has no ReLU: four layers have one, all but the last"
)
class LeNetWithoutTheSecondReLU(right.LeNet5):
    def forward(self, x):
        x = functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = functional.max_pool2d(self.conv2(x), 2)
        x = torch.relu(self.fc1(x.flatten(1)))
        return self.fc3(torch.relu(self.fc2(x)))


@misconception(
    "LeNet5", "log_softmax is a softmax too, which nn.CrossEntropyLoss does itself: scores alone"
)
class LeNetWithLogSoftmax(right.LeNet5):
    def forward(self, x):
        return torch.log_softmax(super().forward(x), dim=1)


@misconception("LeNet5", "the images are divided by 255: they are taken as they are sent")
class LeNetForBytes(right.LeNet5):
    def forward(self, x):
        return super().forward(x / 255)


@misconception("LeNet5", "the biases start at 0: leave the start to PyTorch, which draws them")
class LeNetWithoutStartingBiases(right.LeNet5):
    def __init__(self):
        super().__init__()
        for layer in self.children():
            nn.init.zeros_(layer.bias)


@misconception("LeNet5", "one image's scores lose their row: the shape is (N, 10), (1, 10) too")
class LeNetThatSqueezesOneImage(right.LeNet5):
    def forward(self, x):
        return super().forward(x).squeeze(0)


@misconception(
    "LeNet5",
    "the images are standardised together, and each one's scores depend on the others: as they are",
)
class LeNetOfStandardisedImages(right.LeNet5):
    def forward(self, x):
        return super().forward((x - x.mean()) / (x.std() + 1e-8))


@misconception("LeNet5", "the convolutions are frozen: all 61,706 parameters learn")
class LeNetWithFrozenConvolutions(right.LeNet5):
    def __init__(self):
        super().__init__()
        self.conv1.requires_grad_(False)
        self.conv2.requires_grad_(False)


@misconception("LeNet5", "dropout makes scores random while it trains: this network has none")
class LeNetWithDropout(right.LeNet5):
    def forward(self, x):
        return super().forward(functional.dropout(x, 0.1, training=self.training))


@misconception(
    "LeNet5", "all the padding lies above and to the left: two rows and columns on every side"
)
class LeNetWithAShiftedWindow(right.LeNet5):
    def forward(self, x):
        x = functional.pad(x, (4, 0, 4, 0))
        x = functional.conv2d(x, self.conv1.weight, self.conv1.bias)
        x = functional.max_pool2d(torch.relu(x), 2)
        x = functional.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = torch.relu(self.fc1(x.flatten(1)))
        return self.fc3(torch.relu(self.fc2(x)))


@misconception("rnn_cell", "b_ih is added twice: the second bias is b_hh")
def cell_with_one_bias_twice(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(x @ W_ih.T + b_ih + h @ W_hh.T + b_ih)


@misconception(
    "rnn_cell", "h is detached, so that nothing is learnt from earlier steps: keep its history"
)
def cell_that_forgets_its_history(x, h, W_ih, W_hh, b_ih, b_hh):
    return right.rnn_cell(x, h.detach(), W_ih, W_hh, b_ih, b_hh)


@misconception(
    "rnn_cell", "the new state is written over the caller's h: give it back, and leave h alone"
)
def cell_that_overwrites_h(x, h, W_ih, W_hh, b_ih, b_hh):
    new = right.rnn_cell(x, h.clone(), W_ih, W_hh, b_ih, b_hh)
    h.data.copy_(new)
    return new


@misconception("rnn_cell", "hardtanh is straight up to −1 and 1: tanh bends all the way")
def cell_with_hardtanh(x, h, W_ih, W_hh, b_ih, b_hh):
    return functional.hardtanh(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh)


STATES = {}


@misconception(
    "rnn_cell", "you keep the state yourself and ignore the h that is sent: it is an argument"
)
def cell_with_a_memory_of_its_own(x, h, W_ih, W_hh, b_ih, b_hh):
    before = STATES.get((x.shape, h.shape), h)
    new = right.rnn_cell(x, before.to(h), W_ih, W_hh, b_ih, b_hh)
    STATES[x.shape, h.shape] = new.detach()
    return new


@misconception(
    "rnn_cell",
    "with as many samples as units the biases lie along the samples: (n_hidden,), as sent",
)
def cell_with_biases_along_the_samples(x, h, W_ih, W_hh, b_ih, b_hh):
    bias = b_ih + b_hh
    if len(x) == len(bias):
        bias = bias.reshape(-1, 1)
    return torch.tanh(x @ W_ih.T + h @ W_hh.T + bias)


@misconception("rnn_cell", "one sample's state loses its row: the shape is (N, n_hidden)")
def cell_that_squeezes(x, h, W_ih, W_hh, b_ih, b_hh):
    return right.rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh).squeeze(0)


@misconception(
    "rnn_cell",
    "with as many inputs as units x and h change places: x goes with W_ih, and h with W_hh",
)
def cell_with_places_changed(x, h, W_ih, W_hh, b_ih, b_hh):
    if x.shape == h.shape:
        x, h = h, x
    return right.rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh)


@misconception("rnn_cell", "half of the old state is kept besides: tanh alone gives the new one")
def cell_that_leaks(x, h, W_ih, W_hh, b_ih, b_hh):
    return 0.5 * h + 0.5 * right.rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh)


@misconception("Autoencoder", "forward gives the code as well, in a tuple: the samples alone")
class AutoencoderWithATuple(right.Autoencoder):
    def forward(self, x):
        z = self.encode(x)
        return self.decode(z), z


@misconception(
    "Autoencoder", "forward goes its own way, without the tanh: decode(encode(x)), no more"
)
class AutoencoderWithAWayOfItsOwn(right.Autoencoder):
    def forward(self, x):
        return self.decoder(self.encoder(x))


@misconception("Autoencoder", "the way back has no bias: both layers have one")
class AutoencoderWithoutABias(right.Autoencoder):
    def __init__(self, n_features, n_latent):
        super().__init__(n_features, n_latent)
        self.decoder = nn.Linear(n_latent, n_features, bias=False)


@misconception(
    "Autoencoder", "noise is added while it trains, as in a denoising one: encode x as it is"
)
class AutoencoderWithNoise(right.Autoencoder):
    def encode(self, x):
        return super().encode(x + 0.1 * torch.randn_like(x) if self.training else x)


@misconception("Autoencoder", "the code is detached on the way, so that the encoder never learns")
class AutoencoderThatDetaches(right.Autoencoder):
    def forward(self, x):
        return self.decode(self.encode(x).detach())


@misconception(
    "Autoencoder", "the biases start at 0: leave the start to nn.Linear, which draws them"
)
class AutoencoderWithoutStartingBiases(right.Autoencoder):
    def __init__(self, n_features, n_latent):
        super().__init__(n_features, n_latent)
        nn.init.zeros_(self.encoder.bias)
        nn.init.zeros_(self.decoder.bias)


@misconception(
    "Autoencoder",
    "the batch's mean is subtracted, and a code depends on the other samples: encode x as it is",
)
class AutoencoderOfCentredSamples(right.Autoencoder):
    def encode(self, x):
        return super().encode(x - x.mean(dim=0))


@misconception(
    "Autoencoder", "what comes back is kept between 0 and 1, as for pixels: samples are any numbers"
)
class AutoencoderOfPixels(right.Autoencoder):
    def decode(self, z):
        return super().decode(z).clamp(0, 1)


@misconception("Autoencoder", "a code of one number loses its axis: the shape is (N, 1)")
class AutoencoderThatSqueezesTheCode(right.Autoencoder):
    def encode(self, x):
        z = super().encode(x)
        return z.squeeze(-1) if z.shape[-1] == 1 else z

    def decode(self, z):
        return super().decode(z.reshape(len(z), -1))


@misconception(
    "Autoencoder", "torch.manual_seed(0) stands in __init__, so that all start alike: leave it out"
)
class AutoencoderWithASeed(right.Autoencoder):
    def __init__(self, n_features, n_latent):
        torch.manual_seed(0)
        super().__init__(n_features, n_latent)


def curve(model, t):
    """Give u and its slope at the times, both with their history."""
    t = t.detach().clone().requires_grad_(True)
    u = model(t)
    return u, torch.autograd.grad(u.sum(), t, create_graph=True)[0]


def start_of(model, t):
    """Give u at the time 0."""
    return model(torch.zeros_like(t[:1])).squeeze()


@misconception(
    "physics_loss",
    "u is detached in the residual: the value is right, and half of the gradient is missing",
)
def loss_with_a_detached_curve(model, t, u0, lam):
    u, slope = curve(model, t)
    return (start_of(model, t) - u0) ** 2 + lam * ((slope + u.detach()) ** 2).mean()


@misconception(
    "physics_loss",
    "u(0) is computed under torch.no_grad(), so that the start is never learnt: it needs a history",
)
def loss_with_a_start_without_history(model, t, u0, lam):
    u, slope = curve(model, t)
    return (start_of(model, t).detach() - u0) ** 2 + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "you square the mean, in which residuals of both signs cancel: the mean of the squares",
)
def loss_of_the_mean_residual(model, t, u0, lam):
    u, slope = curve(model, t)
    return (start_of(model, t) - u0) ** 2 + lam * (slope + u).mean() ** 2


@misconception(
    "physics_loss", "u' is a difference over a hundredth, which is near it: autograd is exact"
)
def loss_by_differences(model, t, u0, lam):
    u = model(t)
    slope = (model(t + 0.01) - u) / 0.01
    return (start_of(model, t) - u0) ** 2 + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "torch.zeros(1, 1) is float32, which a float64 network refuses: torch.zeros_like(t[:1])",
)
def loss_with_a_float32_start(model, t, u0, lam):
    u, slope = curve(model, t)
    start = model(torch.zeros(1, 1, device=t.device)).squeeze()
    return (start - u0) ** 2 + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "backward() is called inside, and its gradients stay in the parameters: leave that to training",
)
def loss_that_goes_backward_itself(model, t, u0, lam):
    loss = right.physics_loss(model, t, u0, lam)
    loss.backward(retain_graph=True)
    return loss


@misconception(
    "physics_loss",
    "you take the gradient of u[0] alone, and the other slopes are 0: take that of u.sum()",
)
def loss_with_the_first_slope(model, t, u0, lam):
    t = t.detach().clone().requires_grad_(True)
    u = model(t)
    (slope,) = torch.autograd.grad(u[0].sum(), t, create_graph=True)
    return (start_of(model, t) - u0) ** 2 + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss", "the gradient of u.mean() is the slope divided by N: take that of u.sum()"
)
def loss_with_the_slope_of_the_mean(model, t, u0, lam):
    u, slope = curve(model, t)
    return (start_of(model, t) - u0) ** 2 + lam * ((slope / len(t) + u) ** 2).mean()


@misconception(
    "physics_loss", "the time 0 is added to the times: the residual counts at those of t alone"
)
def loss_with_zero_among_the_times(model, t, u0, lam):
    return right.physics_loss(model, torch.cat([torch.zeros_like(t[:1]), t]), u0, lam)


@misconception("physics_loss", "a time that comes twice counts once: the mean is over all N")
def loss_at_different_times(model, t, u0, lam):
    return right.physics_loss(model, torch.unique(t.detach(), dim=0), u0, lam)


@misconception(
    "physics_loss",
    "you compare u with the known solution: the equation asks for u' + u, without it",
)
def loss_against_the_solution(model, t, u0, lam):
    t = t.detach()
    error = model(t) - u0 * torch.exp(-t)
    return (start_of(model, t) - u0) ** 2 + lam * (error**2).mean()


@misconception(
    "physics_loss", "u(0) is taken at the earliest time of t, and 0 need not be there: ask at 0"
)
def loss_with_the_earliest_start(model, t, u0, lam):
    u, slope = curve(model, t)
    return (u[t.argmin()].squeeze() - u0) ** 2 + lam * ((slope + u) ** 2).mean()
