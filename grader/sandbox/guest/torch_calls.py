"""What can be said about a torch module that stays on the far side; imports torch when used."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np


def seed(number: int) -> None:
    """Seed torch, on every device that is here.

    Without a GPU, torch's own word would format the call stack for the one that might yet come: as
    costly as a small call, and it comes with every check.
    """
    import torch

    if _has_gpu():
        torch.manual_seed(number)
    else:
        torch.default_generator.manual_seed(number)


@cache
def _has_gpu() -> bool:
    import torch

    return bool(torch.cuda.is_available() or torch.backends.mps.is_available())


def warm_up() -> None:
    """Take a training step and a pretended GPU, and so import what torch imports late.

    The first optimizer of a process brings torch._dynamo (1 to 2 s), the first pretended tensor
    what is behind it.
    """
    import torch

    torch.set_num_threads(1)
    layer = torch.nn.Linear(2, 1)
    optimizer = torch.optim.Adam(layer.parameters())
    torch.nn.BCELoss()(torch.sigmoid(layer(torch.ones(1, 2))), torch.ones(1, 1)).backward()
    optimizer.step()
    device_check(layer, (torch.ones(1, 2),))


def state(module: Any) -> dict[str, np.ndarray]:
    """Return the values of all parameters and buffers by name."""
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in _tensors(module)}


def load_state(module: Any, values: dict[str, np.ndarray]) -> None:
    """Set parameters and buffers by name; those that are not named stay as they are."""
    import torch

    tensors = dict(_tensors(module))
    with torch.no_grad():
        for name, value in values.items():
            tensors[name].copy_(torch.as_tensor(value))


def parameter_shapes(module: Any) -> list[tuple[str, tuple[int, ...]]]:
    """Return every parameter's name and shape, in order."""
    return [(name, tuple(tensor.shape)) for name, tensor in module.named_parameters()]


def vjp(module: Any, inputs: tuple[Any, ...], output_gradient: Any) -> tuple[Any, dict[str, Any]]:
    """Return the gradients of ``output_gradient · module(*inputs)`` by first input and parameter.

    The device and dtype are those of the module's first parameter.
    """
    import torch

    first = next(iter(module.parameters()), None)
    like = torch.zeros(()) if first is None else first.detach()
    tensors = [torch.as_tensor(value).to(like.device).detach().clone() for value in inputs]
    for place, tensor in enumerate(tensors):
        if tensor.is_floating_point():
            tensors[place] = tensor.to(like.dtype).requires_grad_(True)
    module.zero_grad()
    with torch.enable_grad():  # whoever switched gradients off, and where
        output = module(*tensors)
    output.backward(torch.as_tensor(output_gradient).to(output))
    return _numpy(tensors[0].grad), _gradient(module)


def weighted_sum(module: Any, inputs: tuple[Any, ...], weights: Any) -> Any:
    """Return the sum of ``weights · module(*inputs)``: a number that has its history."""
    import torch

    with torch.enable_grad():  # whoever switched gradients off, and where
        return (torch.as_tensor(weights) * module(*inputs)).sum()


def backward(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, list[Any]]:
    """Call a function, and go backward from the one number that it returns, as a training does.

    Return the number, and for each argument its gradient: those by parameter name of a module, the
    own one of a tensor that requires it, else None. None arrive if the number has no history.
    """
    import torch

    for each in args:
        if isinstance(each, torch.nn.Module):
            each.zero_grad()
    with torch.enable_grad():  # whoever switched gradients off, and where
        value = function(*args)
    if getattr(value, "requires_grad", False):
        value.backward()
    return value, [_gradient(each) for each in args]


def _gradient(value: Any) -> Any:
    import torch

    if isinstance(value, torch.nn.Module):
        return {name: _numpy(tensor.grad) for name, tensor in value.named_parameters()}
    return _numpy(value.grad) if isinstance(value, torch.Tensor) else None


def carrying_gradients(
    answer: Any, args: tuple[Any, ...], kwargs: dict[str, Any], pull: Callable[[Any], list[Any]]
) -> Any:
    """Return a tensor that was computed elsewhere as one through which gradients find their way.

    ``pull`` asks there for what `pullback` says of a gradient. Other answers stay as they are.
    """
    import torch

    class Elsewhere(torch.autograd.Function):
        @staticmethod
        def forward(_: Any, first: Any, *others: Any) -> Any:
            return answer.to(first.device)

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(_: Any, gradient: Any) -> Any:
            return tuple(each if each is None else each.to(gradient) for each in pull(gradient))

    tensors = _of_floats(args, kwargs)
    if not tensors or not isinstance(answer, torch.Tensor):
        return answer
    return Elsewhere.apply(*tensors)  # type: ignore[no-untyped-call]  # torch says no type of it


def pullback(
    function: Callable[..., Any], gradient: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> list[Any]:
    """Return the gradients of ``gradient · function(*args, **kwargs)`` by its tensors of floats."""
    import torch

    tensors = [each.requires_grad_() for each in _of_floats(args, kwargs)]
    answer = function(*args, **kwargs)
    return list(torch.autograd.grad(answer, tensors, gradient, allow_unused=True))


def _of_floats(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    import torch

    values = (*args, *kwargs.values())
    return [v for v in values if isinstance(v, torch.Tensor) and v.is_floating_point()]


def sequential(*layers: tuple[Any, ...]) -> Any:
    """Build a plain torch.nn.Sequential of layers, each named as (class name, *arguments)."""
    from torch import nn

    return nn.Sequential(*[getattr(nn, name)(*arguments) for name, *arguments in layers])


class Unanswerable(Exception):
    """A tensor that is only pretended holds no numbers that the near side could compute with."""


def refuse_pretended(args: tuple[Any, ...]) -> None:
    """Raise `Unanswerable` where a tensor is one of `device_check`'s."""
    if any(type(each).__name__ == "FakeTensor" for each in args):
        raise Unanswerable


def device_check(module: Any, inputs: tuple[Any, ...]) -> str:
    """Run ``module`` on pretended CUDA tensors, on any machine, and say how it went.

    "passed"; "mixes devices" (a tensor was made on the CPU, or moved there); "leaves torch"
    (``.numpy()``); "wrong device" (the answer is elsewhere); "inconclusive" (it looks at values,
    which pretended tensors have not, or torch has no FakeTensorMode).
    """
    verdict = _checked_on("cuda", module, inputs) or _checked_on("meta", module, inputs)
    return verdict or "inconclusive"


_NO_CUDA = "not linked with support for cuda"
"""What a build of torch without CUDA says when a pretended tensor is indexed in Python."""
_NOT_HERE = ("Couldn't swap", "not compiled with CUDA")  # such as module.to(x.device)


def _checked_on(device: str, module: Any, inputs: tuple[Any, ...]) -> str | None:
    """Return how it went on one kind of device; None where this build of torch cannot tell."""
    try:
        import torch
        from torch._subclasses import fake_tensor as fake
    except ImportError:
        return "inconclusive"
    try:
        pretending = fake.FakeTensorMode(allow_non_fake_inputs=True)
        pretending.cache_enabled = False  # nothing comes twice, and keeping it costs a third
        with pretending, torch.no_grad():
            pretended = {name: _pretend(tensor, device) for name, tensor in _tensors(module)}
            arguments = tuple(_pretend(torch.as_tensor(value), device) for value in inputs)
            output = torch.func.functional_call(module, pretended, arguments)
            return "passed" if output.device.type == device else "wrong device"
    except (fake.DataDependentOutputException, Unanswerable):
        return "inconclusive"
    except (RuntimeError, TypeError, NotImplementedError, AssertionError) as error:
        text = str(error)
        if _NO_CUDA in text:
            return None
        if any(words in text for words in _NOT_HERE):
            return "inconclusive"
        if "numpy" in text:
            return "leaves torch"
        if type(error).__name__ == "FakeTensorDeviceMismatchError" or "device" in text:
            return "mixes devices"
        raise


def _pretend(tensor: Any, device: str) -> Any:
    import torch

    return torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device=device)


def _tensors(module: Any) -> list[tuple[str, Any]]:
    return [*module.named_parameters(), *module.named_buffers()]


def _numpy(tensor: Any) -> Any:
    return None if tensor is None else tensor.detach().cpu().numpy()


WORDS: dict[str, Callable[..., Any]] = {
    word.__name__: word
    for word in (state, load_state, parameter_shapes, vjp, sequential, device_check)
}
