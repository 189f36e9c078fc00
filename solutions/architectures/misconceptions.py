"""What students get wrong in architectures, and what each of them should read."""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D101, D102, D103

import architectures as right
import torch
from torch import nn

from grader.course import misconception

F = nn.functional


@misconception(
    "count_parameters",
    "frozen parameters are left out: they count, whether training may change them now or not",
)
def count_of_the_trainable(module):
    return sum(p.numel() for p in module.parameters() if p.requires_grad)


@misconception(
    "count_parameters",
    "the biases are left out: each layer's bias vector counts as well",
)
def count_without_biases(module):
    return sum(p.numel() for name, p in module.named_parameters() if "bias" not in name)


@misconception(
    "count_parameters",
    "the tensors are counted, not the numbers in them: add up parameter.numel()",
)
def count_of_tensors(module):
    return len(list(module.parameters()))


@misconception(
    "count_parameters",
    "buffers are counted too, such as running means: module.parameters() leaves them out",
)
def count_of_the_state(module):
    return sum(each.numel() for each in module.state_dict(keep_vars=True).values())


@misconception(
    "count_parameters",
    "only layers of the first level are looked at: module.parameters() goes into nested ones, too",
)
def count_of_the_children(module):
    return sum(p.numel() for each in module.children() for p in each.parameters(recurse=False))


@misconception(
    "count_parameters",
    "only linear layers are counted: other layers have parameters as well",
)
def count_of_linear_layers(module):
    layers = (each for each in module.modules() if isinstance(each, nn.Linear))
    return sum(p.numel() for each in layers for p in each.parameters())


@misconception(
    "count_parameters",
    "the side lengths of each tensor are added: a matrix holds their product",
)
def count_of_side_lengths(module):
    return sum(sum(p.shape) for p in module.parameters())


@misconception(
    "count_parameters",
    "only the first axis of each tensor is counted: len(p) is not p.numel()",
)
def count_of_rows(module):
    return sum(len(p) for p in module.parameters())


@misconception(
    "count_parameters",
    "what two layers share is counted twice: a parameter counts once",
)
def count_of_shared_twice(module):
    return sum(p.numel() for _, p in module.named_parameters(remove_duplicate=False))


@misconception(
    "count_parameters",
    "each linear layer is counted with one bias in all: it has one for each of its outputs",
)
def count_with_one_bias_a_layer(module):
    return sum(p.numel() if p.ndim > 1 else 1 for p in module.parameters())


@misconception(
    "count_parameters",
    "the sizes of the tensors come back one by one: give their sum",
)
def count_as_a_list(module):
    return [p.numel() for p in module.parameters()]


def _simple_forward(network, x, bend=torch.relu):
    return network.fc3(bend(network.fc2(bend(network.fc1(x)))))


@misconception(
    "SimpleNet",
    "there is no activation: without one the three layers are a single linear map",
)
class SimpleNetWithoutReLU(right.SimpleNet):
    def forward(self, x):
        return self.fc3(self.fc2(self.fc1(x)))


@misconception(
    "SimpleNet",
    "the second ReLU is missing: both hidden layers bend what they pass on",
)
class SimpleNetWithoutTheSecondReLU(right.SimpleNet):
    def forward(self, x):
        return self.fc3(self.fc2(torch.relu(self.fc1(x))))


@misconception(
    "SimpleNet",
    "a ReLU follows the last layer: nothing belongs there, the answer may be negative",
)
class SimpleNetWithReLUAtTheEnd(right.SimpleNet):
    def forward(self, x):
        return torch.relu(super().forward(x))


@misconception(
    "SimpleNet",
    "a sigmoid follows the last layer: nothing belongs there, the answer may be any number",
)
class SimpleNetWithASigmoid(right.SimpleNet):
    def forward(self, x):
        return torch.sigmoid(super().forward(x))


@misconception(
    "SimpleNet",
    "the hidden layers have sigmoids: ReLU belongs there",
)
class SimpleNetOfSigmoids(right.SimpleNet):
    def forward(self, x):
        return _simple_forward(self, x, torch.sigmoid)


@misconception(
    "SimpleNet",
    "the hidden layers have tanh: ReLU belongs there",
)
class SimpleNetOfTanh(right.SimpleNet):
    def forward(self, x):
        return _simple_forward(self, x, torch.tanh)


@misconception(
    "SimpleNet",
    "the answer lost its column: keep the shape (N, 1), do not squeeze",
)
class SimpleNetThatSqueezes(right.SimpleNet):
    def forward(self, x):
        return super().forward(x).squeeze()


@misconception(
    "SimpleNet",
    "the layers have no biases: nn.Linear has one unless it is told otherwise",
)
class SimpleNetWithoutBiases(right.SimpleNet):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 64, bias=False)
        self.fc2 = nn.Linear(64, 32, bias=False)
        self.fc3 = nn.Linear(32, 1, bias=False)


@misconception(
    "SimpleNet",
    "both hidden layers have 64 units: the second has 32",
)
class SimpleNetOfTwice64(right.SimpleNet):
    def __init__(self):
        super().__init__()
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, 1)


@misconception(
    "SimpleNet",
    "the layers sit in a plain list, where PyTorch does not see them: take nn.ModuleList",
)
class SimpleNetOfAList(right.SimpleNet):
    def __init__(self):
        nn.Module.__init__(self)
        self.layers = [nn.Linear(10, 64), nn.Linear(64, 32), nn.Linear(32, 1)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)


@misconception(
    "SimpleNet",
    "dropout is added: the network of the docstring has none",
)
class SimpleNetWithDropout(right.SimpleNet):
    def forward(self, x):
        x = torch.relu(self.fc2(torch.relu(self.fc1(x))))
        return self.fc3(F.dropout(x, 0.5))


@misconception(
    "SimpleNet",
    "the answer is cut off from its history: without it no gradient goes back",
)
class SimpleNetThatDetaches(right.SimpleNet):
    def forward(self, x):
        return super().forward(x).detach()


@misconception(
    "SimpleNet",
    "the samples are moved to the CPU: forward works where they and the parameters are",
)
class SimpleNetOnTheCPU(right.SimpleNet):
    def forward(self, x):
        return super().forward(x.cpu())


@misconception(
    "SimpleNet",
    "a seed in __init__ makes every network start alike: leave torch.manual_seed to the caller",
)
class SimpleNetWithASeed(right.SimpleNet):
    def __init__(self):
        torch.manual_seed(0)
        super().__init__()


def _norms(module):
    return [0.0 if p.grad is None else p.grad.norm().item() for p in module.parameters()]


@misconception(
    "gradient_norms",
    "old gradients are added to the new ones: clear them before you go backward",
)
def norms_with_old_gradients(module, loss):
    loss.backward()
    return _norms(module)


@misconception(
    "gradient_norms",
    "the gradients are cleared after backward, so that all norms are 0: clear them before",
)
def norms_cleared_too_late(module, loss):
    loss.backward()
    module.zero_grad()
    return _norms(module)


@misconception(
    "gradient_norms",
    "these are the norms of the weights: it is their gradients that are measured",
)
def norms_of_the_weights(module, loss):
    module.zero_grad()
    loss.backward()
    return [p.norm().item() for p in module.parameters()]


@misconception(
    "gradient_norms",
    "the squares are added, but no root is taken",
)
def norms_without_the_root(module, loss):
    return [norm**2 for norm in right.gradient_norms(module, loss)]


@misconception(
    "gradient_norms",
    "the mean of the squares is taken: a norm is the root of their sum",
)
def norms_of_the_mean(module, loss):
    norms = right.gradient_norms(module, loss)
    return [n / p.numel() ** 0.5 for n, p in zip(norms, module.parameters(), strict=True)]


@misconception(
    "gradient_norms",
    "absolute values are added: the norm is the root of the sum of the squares",
)
def norms_of_absolute_values(module, loss):
    right.gradient_norms(module, loss)
    return [0.0 if p.grad is None else p.grad.abs().sum().item() for p in module.parameters()]


@misconception(
    "gradient_norms",
    "this is the largest entry of each gradient: all of them count, as the root of their squares",
)
def norms_of_the_largest(module, loss):
    right.gradient_norms(module, loss)
    return [0.0 if p.grad is None else p.grad.abs().max().item() for p in module.parameters()]


@misconception(
    "gradient_norms",
    "the mean of each gradient is taken, where positive and negative entries cancel",
)
def norms_of_means(module, loss):
    right.gradient_norms(module, loss)
    return [0.0 if p.grad is None else p.grad.mean().abs().item() for p in module.parameters()]


@misconception(
    "gradient_norms",
    "the biases are left out: each parameter has its norm, biases too",
)
def norms_without_biases(module, loss):
    right.gradient_norms(module, loss)
    return [
        0.0 if p.grad is None else p.grad.norm().item() for p in module.parameters() if p.ndim > 1
    ]


@misconception(
    "gradient_norms",
    "a single norm of all gradients together comes back: give one for each parameter",
)
def norms_in_one(module, loss):
    return sum(norm**2 for norm in right.gradient_norms(module, loss)) ** 0.5


@misconception(
    "gradient_norms",
    "the list runs from the last layer to the first: its order is that of module.parameters()",
)
def norms_backwards(module, loss):
    return right.gradient_norms(module, loss)[::-1]


@misconception(
    "gradient_norms",
    "parameters without a gradient are left out of the list: their norm is 0",
)
def norms_of_those_that_have_one(module, loss):
    right.gradient_norms(module, loss)
    return [p.grad.norm().item() for p in module.parameters() if p.grad is not None]


@misconception(
    "gradient_norms",
    "a parameter may have no gradient at all, None instead of a tensor: its norm is 0",
)
def norms_of_none(module, loss):
    module.zero_grad()
    loss.backward()
    return [p.grad.norm().item() for p in module.parameters()]


@misconception(
    "gradient_norms",
    "a step is taken with the gradients: measure them, and leave the weights as they are",
)
def norms_and_a_step(module, loss):
    norms = right.gradient_norms(module, loss)
    torch.optim.SGD(module.parameters(), lr=0.1).step()
    return norms


@misconception(
    "gradient_norms",
    "there is no loss.backward(): without it no gradients arrive",
)
def norms_without_backward(module, loss):
    module.zero_grad()
    return _norms(module)


def _attend(Q, K, V, mask=None, scale=None, dim=-1):
    scores = Q @ K.mT / (Q.shape[-1] ** 0.5 if scale is None else scale)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=dim).nan_to_num() @ V


@misconception(
    "scaled_dot_product_attention",
    "the scores are not divided by √d",
)
def attention_without_a_scale(Q, K, V, mask=None):
    return _attend(Q, K, V, mask, 1.0)


@misconception(
    "scaled_dot_product_attention",
    "the scores are divided by d: it is the root of d",
)
def attention_without_the_root(Q, K, V, mask=None):
    return _attend(Q, K, V, mask, Q.shape[-1])


@misconception(
    "scaled_dot_product_attention",
    "the scores are multiplied by √d: they are divided by it",
)
def attention_scaled_up(Q, K, V, mask=None):
    return _attend(Q, K, V, mask, Q.shape[-1] ** -0.5)


@misconception(
    "scaled_dot_product_attention",
    "the scale is the root of the number of keys: it is that of d, the length of a key",
)
def attention_scaled_by_the_keys(Q, K, V, mask=None):
    return _attend(Q, K, V, mask, K.shape[-2] ** 0.5)


@misconception(
    "scaled_dot_product_attention",
    "the scale is the root of m, the length of a value: it is that of d, the length of a key",
)
def attention_scaled_by_the_values(Q, K, V, mask=None):
    return _attend(Q, K, V, mask, V.shape[-1] ** 0.5)


@misconception(
    "scaled_dot_product_attention",
    "the softmax runs over the queries: it runs over the keys, the last axis of the scores",
)
def attention_over_the_queries(Q, K, V, mask=None):
    return _attend(Q, K, V, mask, dim=-2)


@misconception(
    "scaled_dot_product_attention",
    "there is no softmax: the scores themselves weigh the values",
)
def attention_without_softmax(Q, K, V, mask=None):
    scores = Q @ K.mT / Q.shape[-1] ** 0.5
    return (scores if mask is None else scores * mask) @ V


@misconception(
    "scaled_dot_product_attention",
    "the mask is taken the wrong way round: True is where a query may look",
)
def attention_with_the_mask_turned_round(Q, K, V, mask=None):
    return _attend(Q, K, V, None if mask is None else ~mask)


@misconception(
    "scaled_dot_product_attention",
    "the mask is not used",
)
def attention_without_the_mask(Q, K, V, mask=None):
    return _attend(Q, K, V)


@misconception(
    "scaled_dot_product_attention",
    "the mask is multiplied in after the softmax, and the weights no longer add up to 1",
)
def attention_masked_after_the_softmax(Q, K, V, mask=None):
    weights = torch.softmax(Q @ K.mT / Q.shape[-1] ** 0.5, dim=-1)
    return (weights if mask is None else weights * mask) @ V


@misconception(
    "scaled_dot_product_attention",
    "hidden scores become 0, which is a score like any other: make them minus infinity",
)
def attention_masked_with_zeros(Q, K, V, mask=None):
    scores = Q @ K.mT / Q.shape[-1] ** 0.5
    return torch.softmax(scores if mask is None else scores * mask, dim=-1) @ V


@misconception(
    "scaled_dot_product_attention",
    "the mask is added to the scores as 1 and 0: hidden ones become minus infinity",
)
def attention_with_the_mask_added(Q, K, V, mask=None):
    scores = Q @ K.mT / Q.shape[-1] ** 0.5
    return torch.softmax(scores if mask is None else scores + mask, dim=-1) @ V


@misconception(
    "scaled_dot_product_attention",
    "exp overflows where scores are large: subtract the largest first, or take torch.softmax",
)
def attention_that_overflows(Q, K, V, mask=None):
    weights = torch.exp(Q @ K.mT / Q.shape[-1] ** 0.5)
    if mask is not None:
        weights = weights * mask
    return weights / weights.sum(dim=-1, keepdim=True) @ V


@misconception(
    "scaled_dot_product_attention",
    "K.T turns all axes round: with leading axes only the last two change places",
)
def attention_of_plain_transposes(Q, K, V, mask=None):
    scores = Q @ K.permute(*reversed(range(K.ndim))) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1) @ V


@misconception(
    "scaled_dot_product_attention",
    "the softmax runs over axis 1, which is the keys' only where there are no leading axes",
)
def attention_over_axis_1(Q, K, V, mask=None):
    return _attend(Q, K, V, mask, dim=1)


@misconception(
    "scaled_dot_product_attention",
    "the weights come back as well: give the means alone",
)
def attention_with_its_weights(Q, K, V, mask=None):
    return right.scaled_dot_product_attention(Q, K, V, mask), _attend(
        Q, K, torch.eye(K.shape[-2], dtype=K.dtype), mask
    )


@misconception(
    "scaled_dot_product_attention",
    "these are the weights: they still have to be multiplied by the values",
)
def attention_without_values(Q, K, V, mask=None):
    return _attend(Q, K, torch.eye(K.shape[-2], dtype=K.dtype), mask)


@misconception(
    "scaled_dot_product_attention",
    "the answer is cut off from its history: without it no gradient goes back",
)
def attention_that_detaches(Q, K, V, mask=None):
    return right.scaled_dot_product_attention(Q, K, V, mask).detach()


@misconception(
    "scaled_dot_product_attention",
    "Q is divided by √d where it lies, so the caller's is another afterwards: make a new one",
)
def attention_that_scales_in_place(Q, K, V, mask=None):
    with torch.no_grad():
        Q /= Q.shape[-1] ** 0.5
    return _attend(Q, K, V, mask, 1.0)


class _Heads(right.MultiHeadAttention):
    """The reference, with its steps apart, to be changed one by one."""

    def project(self, Q, K, V):
        return self.W_q(Q), self.W_k(K), self.W_v(V)

    def split(self, x):
        return x.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)

    def pages(self, mask):
        return mask.unsqueeze(1) if mask is not None and mask.ndim == 3 else mask

    def attend(self, q, k, v, mask):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)

    def merge(self, heads):
        return heads.transpose(1, 2).flatten(2)

    def forward(self, Q, K, V, mask=None):
        q, k, v = (self.split(x) for x in self.project(Q, K, V))
        return self.W_o(self.merge(self.attend(q, k, v, self.pages(mask))))


@misconception(
    "MultiHeadAttention",
    "there is only one head, as wide as all features: cut the features into n_heads slices",
)
class HeadsInOne(_Heads):
    def split(self, x):
        return x.unsqueeze(1)


@misconception(
    "MultiHeadAttention",
    "the scale is the root of d_model: it is that of a head's own width, d_model / n_heads",
)
class HeadsScaledByTheModel(_Heads):
    def attend(self, q, k, v, mask):
        return F.scaled_dot_product_attention(
            q, k, v, attn_mask=mask, scale=(q.shape[-1] * self.n_heads) ** -0.5
        )


@misconception(
    "MultiHeadAttention",
    "the scores are not divided by the root of a head's width",
)
class HeadsWithoutAScale(_Heads):
    def attend(self, q, k, v, mask):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=1.0)


@misconception(
    "MultiHeadAttention",
    "the features are dealt out to the heads in turn: head i has d features that lie side by side",
)
class HeadsInTurn(_Heads):
    def split(self, x):
        return x.unflatten(-1, (-1, self.n_heads)).permute(0, 3, 1, 2)


@misconception(
    "MultiHeadAttention",
    "a reshape to (N, heads, L, d) mixes positions: reshape to (N, L, heads, d), then transpose",
)
class HeadsReshapedAtOnce(_Heads):
    def split(self, x):
        return x.reshape(len(x), self.n_heads, x.shape[1], -1)


@misconception(
    "MultiHeadAttention",
    "the heads are reshaped back without being transposed first, which mixes positions",
)
class HeadsMergedAtOnce(_Heads):
    def merge(self, heads):
        return heads.reshape(len(heads), heads.shape[2], -1)


@misconception(
    "MultiHeadAttention",
    "the heads are put back in the opposite order",
)
class HeadsMergedBackwards(_Heads):
    def merge(self, heads):
        return super().merge(heads.flip(1))


@misconception(
    "MultiHeadAttention",
    "the heads' answers are not sent through W_o: it comes last",
)
class HeadsWithoutOutput(_Heads):
    def forward(self, Q, K, V, mask=None):
        q, k, v = (self.split(x) for x in self.project(Q, K, V))
        return self.merge(self.attend(q, k, v, self.pages(mask))) + 0 * self.W_o(Q)


@misconception(
    "MultiHeadAttention",
    "the values are not sent through W_v",
)
class HeadsOfPlainValues(_Heads):
    def project(self, Q, K, V):
        return self.W_q(Q), self.W_k(K), V + 0 * self.W_v(V)


@misconception(
    "MultiHeadAttention",
    "the values are made by W_k: W_v belongs to them",
)
class HeadsWithWkForValues(_Heads):
    def project(self, Q, K, V):
        return self.W_q(Q), self.W_k(K), self.W_k(V) + 0 * self.W_v(V)


@misconception(
    "MultiHeadAttention",
    "keys and values are made of Q: they come from the arguments K and V",
)
class HeadsOfQAlone(_Heads):
    def forward(self, Q, K, V, mask=None):
        return super().forward(Q, Q, Q, mask)


@misconception(
    "MultiHeadAttention",
    "the values are made of K: they come from the argument V",
)
class HeadsWithValuesOfK(_Heads):
    def forward(self, Q, K, V, mask=None):
        return super().forward(Q, K, K, mask)


@misconception(
    "MultiHeadAttention",
    "the mask is taken the wrong way round: True is where a query may look",
)
class HeadsWithTheMaskTurnedRound(_Heads):
    def attend(self, q, k, v, mask):
        scores = q @ k.mT / q.shape[-1] ** 0.5
        if mask is not None:
            scores = scores.masked_fill(mask, float("-inf"))
        return torch.softmax(scores, dim=-1).nan_to_num() @ v


@misconception(
    "MultiHeadAttention",
    "the mask is not used",
)
class HeadsWithoutTheMask(_Heads):
    def pages(self, mask):
        return None


@misconception(
    "MultiHeadAttention",
    "a mask (N, L, S) meets the axis of heads instead of the samples': unsqueeze(1) makes room",
)
class HeadsWithThePagesOfTheMask(_Heads):
    def pages(self, mask):
        return mask


@misconception(
    "MultiHeadAttention",
    "the first page of a mask (N, L, S) is used for all samples: each has its own",
)
class HeadsWithTheFirstPage(_Heads):
    def pages(self, mask):
        return mask[0] if mask is not None and mask.ndim == 3 else mask


@misconception(
    "MultiHeadAttention",
    "the softmax runs over the queries: it runs over the keys",
)
class HeadsOverTheQueries(_Heads):
    def attend(self, q, k, v, mask):
        scores = q @ k.mT / q.shape[-1] ** 0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        return torch.softmax(scores, dim=-2).nan_to_num() @ v


@misconception(
    "MultiHeadAttention",
    "the queries are added to the answer: that belongs to the block around it, not to the layer",
)
class HeadsWithAResidual(_Heads):
    def forward(self, Q, K, V, mask=None):
        return Q + super().forward(Q, K, V, mask)


@misconception(
    "MultiHeadAttention",
    "the weights come back as well, as torch's own layer gives them: give the answer alone",
)
class HeadsWithTheirWeights(_Heads):
    def forward(self, Q, K, V, mask=None):
        return super().forward(Q, K, V, mask), None


@misconception(
    "MultiHeadAttention",
    "the layers have no biases: nn.Linear has one unless it is told otherwise",
)
class HeadsWithoutBiases(_Heads):
    def __init__(self, d_model, n_heads):
        super().__init__(d_model, n_heads)
        for name in ("W_q", "W_k", "W_v", "W_o"):
            setattr(self, name, nn.Linear(d_model, d_model, bias=False))


@misconception(
    "MultiHeadAttention",
    "the answer is cut off from its history: without it no gradient goes back",
)
class HeadsThatDetach(_Heads):
    def merge(self, heads):
        return super().merge(heads).detach()


@misconception(
    "MultiHeadAttention",
    "one and the same layer makes queries, keys and values: each has its own",
)
class HeadsOfOneLayer(_Heads):
    def project(self, Q, K, V):
        return self.W_q(Q), self.W_q(K) + 0 * self.W_k(K), self.W_q(V) + 0 * self.W_v(V)


def _convolve(x, weight, bias, stride, padding, **settings):
    return F.conv2d(x, weight, bias, stride, padding, **settings)


@misconception(
    "conv2d",
    "the kernel is turned round, as mathematicians do: here it is taken as it stands",
)
def convolution_turned_round(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight.flip(2, 3), bias, stride, padding)


@misconception(
    "conv2d",
    "the bias is not added",
)
def convolution_without_bias(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight, None, stride, padding)


@misconception(
    "conv2d",
    "bias=None is not provided for: then nothing is added",
)
def convolution_with_a_bias_always(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight, None, stride, padding) + bias.reshape(-1, 1, 1)


@misconception(
    "conv2d",
    "the stride is not used",
)
def convolution_without_stride(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight, bias, 1, padding)


@misconception(
    "conv2d",
    "the stride is used in one direction only: it holds down and to the right",
)
def convolution_with_half_a_stride(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight, bias, (stride, 1), padding)


@misconception(
    "conv2d",
    "the padding is not used",
)
def convolution_without_padding(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight, bias, stride, 0)


@misconception(
    "conv2d",
    "the padding repeats what is at the border: it consists of zeros",
)
def convolution_with_a_repeated_border(x, weight, bias, stride=1, padding=0):
    return _convolve(F.pad(x, (padding,) * 4, mode="replicate"), weight, bias, stride, 0)


@misconception(
    "conv2d",
    "zeros are put below and to the right only: they are put on every side",
)
def convolution_padded_on_two_sides(x, weight, bias, stride=1, padding=0):
    return _convolve(F.pad(x, (0, padding, 0, padding)), weight, bias, stride, 0)


@misconception(
    "conv2d",
    "zeros are put to the left and right only: rows above and below belong to the padding too",
)
def convolution_padded_in_one_direction(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight, bias, stride, (0, padding))


@misconception(
    "conv2d",
    "the last row and the last column are missing: windows that fit go to the very edge",
)
def convolution_without_the_last_places(x, weight, bias, stride=1, padding=0):
    return right.conv2d(x, weight, bias, stride, padding)[:, :, :-1, :-1]


@misconception(
    "conv2d",
    "height and width of the kernel are exchanged",
)
def convolution_of_transposed_kernels(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight.mT, bias, stride, padding)


@misconception(
    "conv2d",
    "only the first channel is looked at: add up over all of them",
)
def convolution_of_the_first_channel(x, weight, bias, stride=1, padding=0):
    return _convolve(x[:, :1], weight[:, :1], bias, stride, padding)


@misconception(
    "conv2d",
    "the mean over the window is taken: it is the sum",
)
def convolution_of_means(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight / weight[0].numel(), bias, stride, padding)


@misconception(
    "conv2d",
    "the bias is added for each channel of the image anew: each sum gets it once",
)
def convolution_with_a_bias_a_channel(x, weight, bias, stride=1, padding=0):
    more = None if bias is None else x.shape[1] * bias
    return _convolve(x, weight, more, stride, padding)


@misconception(
    "conv2d",
    "every kernel gets the bias of the first: bias[o] belongs to y[:, o]",
)
def convolution_with_the_first_bias(x, weight, bias, stride=1, padding=0):
    more = None if bias is None else bias[:1].expand(len(bias))
    return _convolve(x, weight, more, stride, padding)


@misconception(
    "conv2d",
    "stride spreads the kernel's entries apart, which is dilation: it moves the window",
)
def convolution_with_dilation(x, weight, bias, stride=1, padding=0):
    return _convolve(x, weight, bias, 1, padding, dilation=stride)


@misconception(
    "conv2d",
    "the window moves by the stride, but the answer keeps the size of stride 1: it shrinks",
)
def convolution_with_holes(x, weight, bias, stride=1, padding=0):
    y = torch.zeros_like(_convolve(x, weight, bias, 1, padding))
    few = _convolve(x, weight, bias, stride, padding)
    y[:, :, : few.shape[2], : few.shape[3]] = few
    return y


@misconception(
    "conv2d",
    "the answer is cut off from its history: without it no gradient goes back",
)
def convolution_that_detaches(x, weight, bias, stride=1, padding=0):
    return right.conv2d(x, weight, bias, stride, padding).detach()


@misconception(
    "conv2d",
    "the kernel is laid around each place, with padding of its own: ask for no more than padding",
)
def convolution_of_the_same_size(x, weight, bias, stride=1, padding=0):
    height, width = weight.shape[2:]
    x = F.pad(x, (width // 2, (width - 1) // 2, height // 2, (height - 1) // 2))
    return _convolve(x, weight, bias, stride, padding)


class _LeNet(right.LeNet5):
    """The reference, with its steps apart, to be changed one by one."""

    bend = staticmethod(torch.relu)
    pool = staticmethod(F.max_pool2d)

    def seen(self, x):
        x = self.pool(self.bend(self.conv1(x)), 2)
        return self.pool(self.bend(self.conv2(x)), 2)

    def flat(self, x):
        return x.flatten(1)

    def forward(self, x):
        x = self.bend(self.fc1(self.flat(self.seen(x))))
        return self.fc3(self.bend(self.fc2(x)))


@misconception(
    "LeNet5",
    "the mean over 2 by 2 is taken, as in 1998: here it is the maximum",
)
class LeNetOfMeans(_LeNet):
    pool = staticmethod(F.avg_pool2d)


@misconception(
    "LeNet5",
    "the activations are tanh, as in 1998: here they are ReLU",
)
class LeNetOfTanh(_LeNet):
    bend = staticmethod(torch.tanh)


@misconception(
    "LeNet5",
    "the activations are sigmoids: here they are ReLU",
)
class LeNetOfSigmoids(_LeNet):
    bend = staticmethod(torch.sigmoid)


@misconception(
    "LeNet5",
    "the scores go through a softmax: they come back as they are",
)
class LeNetWithSoftmax(_LeNet):
    def forward(self, x):
        return torch.softmax(super().forward(x), dim=1)


@misconception(
    "LeNet5",
    "the scores go through a softmax and a logarithm: they come back as they are",
)
class LeNetWithLogSoftmax(_LeNet):
    def forward(self, x):
        return torch.log_softmax(super().forward(x), dim=1)


@misconception(
    "LeNet5",
    "a ReLU follows the last layer: nothing belongs there, scores may be negative",
)
class LeNetWithReLUAtTheEnd(_LeNet):
    def forward(self, x):
        return torch.relu(super().forward(x))


@misconception(
    "LeNet5",
    "after the convolutions there is no ReLU",
)
class LeNetWithoutReLUAtConvolutions(_LeNet):
    def seen(self, x):
        return self.pool(self.conv2(self.pool(self.conv1(x), 2)), 2)


@misconception(
    "LeNet5",
    "between the linear layers there is no ReLU",
)
class LeNetWithoutReLUBetweenLinear(_LeNet):
    def forward(self, x):
        return self.fc3(self.fc2(self.fc1(self.flat(self.seen(x)))))


@misconception(
    "LeNet5",
    "the second ReLU between the linear layers is missing",
)
class LeNetWithoutTheLastReLU(_LeNet):
    def forward(self, x):
        return self.fc3(self.fc2(torch.relu(self.fc1(self.flat(self.seen(x))))))


@misconception(
    "LeNet5",
    "the 400 numbers are in another order: flatten(1) goes channel by channel, each row by row",
)
class LeNetThatMixesChannels(_LeNet):
    def flat(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


@misconception(
    "LeNet5",
    "the first convolution has no padding: images of 28 by 28 want padding=2",
)
class LeNetWithoutPadding(_LeNet):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.fc1 = nn.Linear(256, 120)


@misconception(
    "LeNet5",
    "the second convolution is padded as well: only the first one is",
)
class LeNetWithTwoPaddings(_LeNet):
    def __init__(self):
        super().__init__()
        self.conv2 = nn.Conv2d(6, 16, 5, padding=2)
        self.fc1 = nn.Linear(784, 120)


@misconception(
    "LeNet5",
    "the convolutions have no biases: 156 and 2,416 count them",
)
class LeNetWithoutBiases(_LeNet):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2, bias=False)
        self.conv2 = nn.Conv2d(6, 16, 5, bias=False)


@misconception(
    "LeNet5",
    "the kernels are 3 by 3: they are 5 by 5",
)
class LeNetOfSmallKernels(_LeNet):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, padding=1)
        self.conv2 = nn.Conv2d(6, 16, 3)
        self.fc1 = nn.Linear(576, 120)


@misconception(
    "LeNet5",
    "dropout is added: the network of the table has none",
)
class LeNetWithDropout(_LeNet):
    def forward(self, x):
        x = torch.relu(self.fc1(self.flat(self.seen(x))))
        return self.fc3(F.dropout(torch.relu(self.fc2(x)), 0.5))


@misconception(
    "LeNet5",
    "a seed in __init__ makes every network start alike: leave torch.manual_seed to the caller",
)
class LeNetWithASeed(_LeNet):
    def __init__(self):
        torch.manual_seed(42)
        super().__init__()


@misconception(
    "LeNet5",
    "the images are standardised in forward, by whoever else is in the batch: take x as it is",
)
class LeNetThatStandardises(_LeNet):
    def forward(self, x):
        return super().forward((x - x.mean()) / x.std())


@misconception(
    "LeNet5",
    "the images are moved to the CPU: forward works where they and the parameters are",
)
class LeNetOnTheCPU(_LeNet):
    def forward(self, x):
        return super().forward(x.cpu())


@misconception(
    "rnn_cell",
    "tanh is missing",
)
def cell_without_tanh(x, h, W_ih, W_hh, b_ih, b_hh):
    return x @ W_ih.T + b_ih + h @ W_hh.T + b_hh


@misconception(
    "rnn_cell",
    "the activation is ReLU: it is tanh",
)
def cell_of_relu(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.relu(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh)


@misconception(
    "rnn_cell",
    "the activation is a sigmoid: it is tanh",
)
def cell_of_sigmoid(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.sigmoid(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh)


@misconception(
    "rnn_cell",
    "the old state has no part in the new one",
)
def cell_without_memory(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(x @ W_ih.T + b_ih + b_hh) + 0 * h


@misconception(
    "rnn_cell",
    "the bias b_hh is not added",
)
def cell_without_b_hh(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(x @ W_ih.T + b_ih + h @ W_hh.T)


@misconception(
    "rnn_cell",
    "the bias b_ih is not added",
)
def cell_without_b_ih(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(x @ W_ih.T + h @ W_hh.T + b_hh)


@misconception(
    "rnn_cell",
    "W_hh is not transposed: rows are sequences, so it is h W_hhᵀ",
)
def cell_with_w_hh_as_it_stands(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(x @ W_ih.T + b_ih + h @ W_hh + b_hh)


@misconception(
    "rnn_cell",
    "W_ih is not transposed: rows are sequences, so it is x W_ihᵀ",
)
def cell_with_w_ih_as_it_stands(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(x @ W_ih + b_ih + h @ W_hh.T + b_hh)


@misconception(
    "rnn_cell",
    "tanh is taken of each half, and the halves added: add first",
)
def cell_of_two_tanh(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(x @ W_ih.T + b_ih) + torch.tanh(h @ W_hh.T + b_hh)


@misconception(
    "rnn_cell",
    "the old state is added to the new one behind tanh: the recurrence is inside of it",
)
def cell_with_a_residual(x, h, W_ih, W_hh, b_ih, b_hh):
    return h + right.rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh)


@misconception(
    "rnn_cell",
    "what comes from x and what comes from h is multiplied: add them",
)
def cell_of_products(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh((x @ W_ih.T + b_ih) * (h @ W_hh.T + b_hh))


@misconception(
    "rnn_cell",
    "the state comes back twice, as nn.RNN gives it: give the new state alone",
)
def cell_with_outputs(x, h, W_ih, W_hh, b_ih, b_hh):
    state = right.rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh)
    return state, state


@misconception(
    "rnn_cell",
    "the state is cut off from its history: without it no gradient goes back",
)
def cell_that_detaches(x, h, W_ih, W_hh, b_ih, b_hh):
    return right.rnn_cell(x, h.detach(), W_ih, W_hh, b_ih, b_hh)


@misconception(
    "rnn_cell",
    "the axis of the sequences is squeezed away: keep the shape (N, n_hidden)",
)
def cell_that_squeezes(x, h, W_ih, W_hh, b_ih, b_hh):
    return right.rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh).squeeze()


@misconception(
    "Autoencoder",
    "encode has no activation: tanh bends the code",
)
class AutoencoderWithoutTanh(right.Autoencoder):
    def encode(self, x):
        return self.encoder(x)


@misconception(
    "Autoencoder",
    "encode ends in ReLU: it ends in tanh",
)
class AutoencoderOfReLU(right.Autoencoder):
    def encode(self, x):
        return torch.relu(self.encoder(x))


@misconception(
    "Autoencoder",
    "encode ends in a sigmoid: it ends in tanh",
)
class AutoencoderOfSigmoid(right.Autoencoder):
    def encode(self, x):
        return torch.sigmoid(self.encoder(x))


@misconception(
    "Autoencoder",
    "decode ends in a sigmoid: samples may be any numbers, so nothing follows its layer",
)
class AutoencoderWithASigmoidAtTheEnd(right.Autoencoder):
    def decode(self, z):
        return torch.sigmoid(self.decoder(z))


@misconception(
    "Autoencoder",
    "decode ends in tanh: samples may be any numbers, so nothing follows its layer",
)
class AutoencoderWithTanhAtTheEnd(right.Autoencoder):
    def decode(self, z):
        return torch.tanh(self.decoder(z))


@misconception(
    "Autoencoder",
    "decode bends the code again before its layer: encode has done that",
)
class AutoencoderThatBendsTwice(right.Autoencoder):
    def decode(self, z):
        return self.decoder(torch.tanh(z))


@misconception(
    "Autoencoder",
    "forward gives the code: it gives the sample that decode makes of it",
)
class AutoencoderThatEncodesOnly(right.Autoencoder):
    def forward(self, x):
        return self.encode(x) + 0 * self.decode(self.encode(x)).sum()


@misconception(
    "Autoencoder",
    "forward gives the code as well: it gives the sample alone",
)
class AutoencoderThatGivesBoth(right.Autoencoder):
    def forward(self, x):
        z = self.encode(x)
        return self.decode(z), z


@misconception(
    "Autoencoder",
    "forward adds the sample itself to what it gives back: the code is the only way through",
)
class AutoencoderWithAShortcut(right.Autoencoder):
    def forward(self, x):
        return x + super().forward(x)


@misconception(
    "Autoencoder",
    "the way back uses the encoder's weights, transposed: it has weights of its own",
)
class AutoencoderOfTiedWeights(right.Autoencoder):
    def decode(self, z):
        return F.linear(z, self.encoder.weight.T, self.decoder.bias) + 0 * self.decoder(z)


@misconception(
    "Autoencoder",
    "there are more layers than two: n_features → n_latent, and n_latent → n_features",
)
class AutoencoderOfFourLayers(right.Autoencoder):
    def __init__(self, n_features, n_latent):
        super().__init__(n_features, n_latent)
        self.before = nn.Linear(n_features, n_features)

    def encode(self, x):
        return super().encode(torch.tanh(self.before(x)))


@misconception(
    "Autoencoder",
    "the layers have no biases: nn.Linear has one unless it is told otherwise",
)
class AutoencoderWithoutBiases(right.Autoencoder):
    def __init__(self, n_features, n_latent):
        super().__init__(n_features, n_latent)
        self.encoder = nn.Linear(n_features, n_latent, bias=False)
        self.decoder = nn.Linear(n_latent, n_features, bias=False)


@misconception(
    "Autoencoder",
    "the sizes are exchanged: n_features comes first, n_latent second",
)
class AutoencoderTheOtherWayRound(right.Autoencoder):
    def __init__(self, n_features, n_latent):
        super().__init__(n_latent, n_features)


@misconception(
    "Autoencoder",
    "the code is cut off from its history: without it the encoder learns nothing",
)
class AutoencoderThatDetaches(right.Autoencoder):
    def encode(self, x):
        return super().encode(x).detach()


@misconception(
    "Autoencoder",
    "a seed in __init__ makes every network start alike: leave torch.manual_seed to the caller",
)
class AutoencoderWithASeed(right.Autoencoder):
    def __init__(self, n_features, n_latent):
        torch.manual_seed(1)
        super().__init__(n_features, n_latent)


def _curve(model, t):
    """Return t, u, u' and u(0), all with their history."""
    t = t.detach().clone().requires_grad_(True)
    u = model(t)
    (slope,) = torch.autograd.grad(u.sum(), t, create_graph=True)
    return t, u, slope, model(torch.zeros_like(t[:1])).squeeze()


@misconception(
    "physics_loss",
    "the equation is taken as u' = u: u' = −u means that u' + u is squared",
)
def loss_of_growth(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) ** 2 + lam * ((slope - u) ** 2).mean()


@misconception(
    "physics_loss",
    "the squares are added up over the times: take their mean",
)
def loss_of_sums(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) ** 2 + lam * ((slope + u) ** 2).sum()


@misconception(
    "physics_loss",
    "the mean is squared: square first, then take the mean",
)
def loss_of_the_squared_mean(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) ** 2 + lam * (slope + u).mean() ** 2


@misconception(
    "physics_loss",
    "absolute values are taken where squares belong, at the equation",
)
def loss_of_absolute_values(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) ** 2 + lam * (slope + u).abs().mean()


@misconception(
    "physics_loss",
    "lam weighs the start: it weighs the equation",
)
def loss_with_lam_at_the_start(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return lam * (start - u0) ** 2 + ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "lam weighs both terms: it weighs the equation alone",
)
def loss_with_lam_at_both(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return lam * ((start - u0) ** 2 + ((slope + u) ** 2).mean())


@misconception(
    "physics_loss",
    "lam is not used",
)
def loss_without_lam(model, t, u0, lam):
    return right.physics_loss(model, t, u0, 1.0)


@misconception(
    "physics_loss",
    "the term of the start is missing: u(0) shall be u0",
)
def loss_without_the_start(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return 0 * start + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "the term of the equation is missing",
)
def loss_without_the_equation(model, t, u0, lam):
    _, _, slope, start = _curve(model, t)
    return (start - u0) ** 2 + 0 * slope.sum()


@misconception(
    "physics_loss",
    "the start is asked for at the first of the times: it is at the time 0",
)
def loss_with_the_start_at_the_first_time(model, t, u0, lam):
    _, u, slope, _ = _curve(model, t)
    return (u[0, 0] - u0) ** 2 + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "the difference at the start is not squared",
)
def loss_with_a_plain_start(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "the network is held against the solution u0 · exp(−t): the loss asks for the equation",
)
def loss_against_the_solution(model, t, u0, lam):
    _, u, _, start = _curve(model, t)
    return (start - u0) ** 2 + lam * ((u - u0 * torch.exp(-t)) ** 2).mean()


@misconception(
    "physics_loss",
    "the derivative is missing: what is squared is u' + u",
)
def loss_without_the_slope(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) ** 2 + lam * ((u + 0 * slope) ** 2).mean()


@misconception(
    "physics_loss",
    "the history of u' is thrown away, and nobody can go backward: say create_graph=True",
)
def loss_without_create_graph(model, t, u0, lam):
    t = t.detach().clone().requires_grad_(True)
    u = model(t)
    (slope,) = torch.autograd.grad(u.sum(), t)
    start = model(torch.zeros_like(t[:1])).squeeze()
    return (start - u0) ** 2 + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "u' has lost its history, and the gradient does not pass through it: say create_graph=True",
)
def loss_of_a_slope_that_is_cut_off(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) ** 2 + lam * ((slope.detach() + u) ** 2).mean()


@misconception(
    "physics_loss",
    "u(0) has lost its history, and the gradient does not pass through it: leave it a tensor",
)
def loss_of_a_start_that_is_cut_off(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start.item() - u0) ** 2 + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "the equation's term has lost its history: no .item(), .detach() or torch.tensor around it",
)
def loss_of_a_residual_that_is_cut_off(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) ** 2 + lam * ((slope + u) ** 2).mean().item()


@misconception(
    "physics_loss",
    "u' is taken by backward(), which leaves its slopes in the parameters: torch.autograd.grad not",
)
def loss_of_a_slope_by_backward(model, t, u0, lam):
    t = t.detach().clone().requires_grad_(True)
    u = model(t)
    u.sum().backward(create_graph=True)
    start = model(torch.zeros_like(t[:1])).squeeze()
    return (start - u0) ** 2 + lam * ((t.grad + u) ** 2).mean()


CUT_OFF = "the loss is cut off, by .item(), .detach() or torch.tensor: nobody can train on it"


@misconception("physics_loss", CUT_OFF)
def loss_as_a_number(model, t, u0, lam):
    return right.physics_loss(model, t, u0, lam).item()


@misconception(
    "physics_loss",
    "the time 0 is made on the CPU: torch.zeros_like or device=t.device makes it where t is",
)
def loss_with_a_start_on_the_cpu(model, t, u0, lam):
    _, u, slope, _ = _curve(model, t)
    return (model(torch.zeros(1, 1)).squeeze() - u0) ** 2 + lam * ((slope + u) ** 2).mean()


@misconception(
    "physics_loss",
    "the loss has one entry for each time: take the mean over them",
)
def loss_at_each_time(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) ** 2 + lam * (slope + u) ** 2


@misconception(
    "physics_loss",
    "the derivative is divided by the number of times: take it of u.sum(), not of u.mean()",
)
def loss_of_a_mean_slope(model, t, u0, lam):
    _, u, slope, start = _curve(model, t)
    return (start - u0) ** 2 + lam * ((slope / len(t) + u) ** 2).mean()
