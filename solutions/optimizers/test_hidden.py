"""Every optimizer against torch.optim, step by step; minibatches against what an epoch is.

What is compared is the step and not the weights, so that a wrong step cannot hide in a large
weight. The inputs decide, not the tolerances: these let float32 through.
"""

import numpy as np
import pytest

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, unpack

LR = 0.05
STEPS = 50
NEW_MEMORY = "the returned memory is the new one, before any correction"


def torch_steps(optimizer, w, gradients, memory=None, **options):
    """Give, for each step that a torch optimizer takes, w before it, the step, the memory after."""
    import torch

    weights = torch.tensor(w, requires_grad=True)
    judge = getattr(torch.optim, optimizer)([weights], foreach=False, **options)  # half the time
    judge.state[weights] = {name: torch.tensor(value) for name, value in (memory or {}).items()}
    now = weights.detach().numpy()  # the same memory
    for gradient in gradients:
        before = now.copy()
        weights.grad = torch.from_numpy(gradient)
        judge.step()
        after = {name: value.numpy().copy() for name, value in judge.state[weights].items()}
        yield before, now - before, after


def torch_walk(optimizer, w, gradients, memory=None, **options):
    """Give each step that a torch optimizer takes from ``w``, and its memory after the last one."""
    taken = list(torch_steps(optimizer, w, gradients, memory, **options))
    return [step for _, step, _ in taken], taken[-1][2]


def assert_step(new, w, step, look):
    """Fail unless the new weights are the right step away from ``w``."""
    moved = as_floats(new, "w") - np.asarray(w)
    assert_close(moved, step, what="the step of w", look=look, rtol=1e-6, atol=1e-6)


def assert_walk(guest, name, gradients, taken, start, look, rest):
    """Fail unless every step of a walk, and the memory after each, are torch's.

    ``start`` is the memory before the first step by torch's names, ``rest(t)`` the arguments that
    follow it. Each step begins where torch's last one ended, so that all cross at once.
    """
    before = [start, *[after for _, _, after in taken[:-1]]]
    rows = enumerate(zip(taken, gradients, before, strict=True), start=1)
    calls = [
        (w, gradient, *[memory[key] for key in start], *rest(t))
        for t, ((w, _, _), gradient, memory) in rows
    ]
    names = ["w", *[f"memory {key}" for key in "mv"[: len(start)]]]
    answers = [unpack(each, *names) if start else [each] for each in guest.many(name, calls)]
    new, *memories = (
        [as_floats(array) for array in column] for column in zip(*answers, strict=True)
    )
    for arrays, key in zip(memories, start, strict=True):
        assert_memory(arrays, [after[key] for _, _, after in taken])
    assert_step(new, [w for w, _, _ in taken], [step for _, step, _ in taken], look)


def assert_memory(actual, expected, look=NEW_MEMORY):
    """Fail unless the memory that came back is the right one."""
    assert_close(actual, expected, what="the memory", look=look, rtol=1e-5, atol=1e-5)


def weights(rng, shape=(4, 3)):
    """Give weights between -2 and 2."""
    return rng.uniform(-2, 2, shape)


def steep(rng, shape):
    """Give gradients of both signs, none so near 0 that it matters where eps is added."""
    return rng.uniform(0.3, 2, shape) * rng.choice([-1.0, 1.0], shape)


def tiny(rng, size):
    """Give gradients about as small as ``size``, of both signs."""
    return size * rng.uniform(1, 3, (4, 3)) * rng.choice([-1.0, 1.0], (4, 3))


@pytest.mark.part("sgd_update")
def test_sgd_follows_the_gradient_for_many_steps(guest, rng):
    """Step after step, gradient descent moves w by minus lr times the gradient."""
    w, gradients = weights(rng), rng.normal(size=(STEPS, 4, 3))
    taken = list(torch_steps("SGD", w, gradients, lr=LR))

    look = "w - lr * grad"
    assert_walk(guest, "sgd_update", gradients, taken, {}, look, lambda t: (LR,))


@pytest.mark.part("sgd_update")
def test_sgd_has_the_documented_learning_rate(student, rng):
    """Without lr, the learning rate is the documented default; w may have any shape."""
    w, gradient = weights(rng, (2, 5, 3)), rng.normal(size=(2, 5, 3))
    (step,), _ = torch_walk("SGD", w, [gradient], lr=0.01)

    assert_step(student.sgd_update(w, gradient), w, step, "the default of lr")


@pytest.mark.part("sgd_update")
def test_sgd_takes_any_learning_rate(student, rng):
    """A large lr makes a step of a small gradient, and lr = 0 none at all."""
    w, gradient = weights(rng), tiny(rng, 1e-4)
    (step,), _ = torch_walk("SGD", w, [gradient], lr=100.0)

    look = "w - lr * grad, whatever lr and grad are"
    assert_step(student.sgd_update(w, gradient, lr=100.0), w, step, look)
    column = weights(rng, (4, 1))
    assert_step(student.sgd_update(column, column, lr=0.0), column, np.zeros((4, 1)), look)


@pytest.mark.part("momentum_update")
def test_momentum_follows_its_mean_for_many_steps(guest, rng):
    """From m = 0, many steps with the returned w and m follow the mean of the gradients."""
    w, gradients = weights(rng), rng.normal(size=(STEPS, 4, 3))
    start = {"momentum_buffer": np.zeros((4, 3))}
    taken = list(torch_steps("SGD", w, gradients, start, lr=LR, momentum=0.9, dampening=0.9))

    look = "the step is lr times the new m, and m has the factor 1 - beta1"
    assert_walk(guest, "momentum_update", gradients, taken, start, look, lambda t: (LR, 0.9))


@pytest.mark.part("momentum_update")
def test_momentum_weighs_old_and_new_by_beta1(student, rng):
    """With another beta1 and an m that is not zero, both are weighed as the formula says."""
    w, m, gradient = weights(rng, (3, 3)), *rng.normal(size=(2, 3, 3))
    for beta1 in (0.3, 0.0):
        options = {"lr": LR, "momentum": beta1, "dampening": beta1}
        start = {"momentum_buffer": m}
        step, memory = -LR * gradient, gradient  # torch has no memory without momentum
        if beta1:
            (step,), after = torch_walk("SGD", w, [gradient], start, **options)
            memory = after["momentum_buffer"]

        answer = student.momentum_update(w, gradient, m, lr=LR, beta1=beta1)
        new, new_m = unpack(answer, "w", "m")

        assert_memory(new_m, memory, "beta1 of the old m, 1 - beta1 of the gradient")
        assert_step(new, w, step, "the step is lr times the new m")


@pytest.mark.part("momentum_update")
def test_momentum_rolls_on_without_a_gradient(student, rng):
    """Where the gradient is zero the step goes on along m, with the defaults of lr and beta1."""
    w, m, zero = weights(rng, (4, 1)), rng.normal(size=(4, 1)), np.zeros((4, 1))
    options = {"lr": 0.01, "momentum": 0.9, "dampening": 0.9}
    (step,), memory = torch_walk("SGD", w, [zero], {"momentum_buffer": m}, **options)

    new, m = unpack(student.momentum_update(w, zero, m), "w", "m")

    assert_step(new, w, step, "the step is lr times the new m; the defaults of lr and beta1")
    assert_memory(m, memory["momentum_buffer"])


@pytest.mark.part("adagrad_update")
def test_adagrad_slows_down_over_many_steps(guest, rng):
    """From s = 0, many steps with the returned w and s shrink as the squares add up."""
    w, gradients = weights(rng), steep(rng, (STEPS, 4, 3))
    start = {"sum": np.zeros((4, 3))}
    options = {"lr": LR, "eps": 1e-10}
    taken = list(torch_steps("Adagrad", w, gradients, {"step": 0.0, **start}, **options))

    look = "s adds up all squares; the step divides by the root of the new s"
    assert_walk(guest, "adagrad_update", gradients, taken, start, look, lambda t: (LR, 1e-10))


@pytest.mark.part("adagrad_update")
def test_adagrad_adds_eps_outside_the_root(student, rng):
    """A large eps shows that it is added to the root, not to the s below it."""
    w, gradient, s = weights(rng, (3, 3)), rng.normal(size=(3, 3)), rng.uniform(0.1, 2, (3, 3))
    start = {"step": 0.0, "sum": s}
    (step,), memory = torch_walk("Adagrad", w, [gradient], start, lr=LR, eps=0.5)

    new, s = unpack(student.adagrad_update(w, gradient, s, lr=LR, eps=0.5), "w", "s")

    assert_step(new, w, step, "sqrt(s) + eps, not sqrt(s + eps)")
    assert_memory(s, memory["sum"], "eps is no part of the memory")


@pytest.mark.part("adagrad_update")
def test_adagrad_has_the_documented_defaults(student, rng):
    """Tiny gradients show that lr and eps have the documented defaults."""
    w, gradient, zero = weights(rng), tiny(rng, 1e-10), np.zeros((4, 3))
    start = {"step": 0.0, "sum": zero}
    (step,), _ = torch_walk("Adagrad", w, [gradient], start, lr=0.01, eps=1e-10)

    new, _ = unpack(student.adagrad_update(w, gradient, zero), "w", "s")

    assert_step(new, w, step, "the defaults of lr and eps, and eps outside the root")


@pytest.mark.part("adagrad_update")
def test_adagrad_stands_still_without_a_gradient(student, rng):
    """A weight whose gradients were all zero stays where it is: eps saves the division by zero."""
    w, zero = weights(rng, (4, 1)), np.zeros((4, 1))

    new, s = unpack(student.adagrad_update(w, zero, zero), "w", "s")

    assert_step(new, w, zero, "eps keeps 0 / 0 away")
    assert_memory(s, zero)


@pytest.mark.part("rmsprop_update")
def test_rmsprop_scales_its_steps_over_many_steps(guest, rng):
    """From v = 0, many steps with the returned w and v follow the mean of the squares."""
    w, gradients = weights(rng), steep(rng, (STEPS, 4, 3))
    start = {"square_avg": np.zeros((4, 3))}
    options = {"lr": LR, "alpha": 0.9, "eps": 1e-8}
    taken = list(torch_steps("RMSprop", w, gradients, {"step": 0.0, **start}, **options))

    look = "v has the factor 1 - beta2; the step divides by the root of the new v"
    assert_walk(guest, "rmsprop_update", gradients, taken, start, look, lambda t: (LR, 0.9, 1e-8))


@pytest.mark.part("rmsprop_update")
def test_rmsprop_adds_eps_outside_the_root(student, rng):
    """A large eps shows that it is added to the root, not to the v below it."""
    w, gradient, v = weights(rng, (3, 3)), rng.normal(size=(3, 3)), rng.uniform(0.1, 2, (3, 3))
    start = {"step": 0.0, "square_avg": v}
    (step,), memory = torch_walk("RMSprop", w, [gradient], start, lr=LR, alpha=0.7, eps=0.5)

    answer = student.rmsprop_update(w, gradient, v, lr=LR, beta2=0.7, eps=0.5)

    new, v = unpack(answer, "w", "v")
    assert_step(new, w, step, "sqrt(v) + eps, not sqrt(v + eps)")
    assert_memory(v, memory["square_avg"], "eps is no part of the memory")


@pytest.mark.part("rmsprop_update")
def test_rmsprop_has_the_documented_defaults(student, rng):
    """Tiny gradients show that lr, beta2 and eps have the documented defaults."""
    w, gradient, zero = weights(rng), tiny(rng, 1e-7), np.zeros((4, 3))
    start = {"step": 0.0, "square_avg": zero}
    (step,), _ = torch_walk("RMSprop", w, [gradient], start, lr=0.01, alpha=0.99, eps=1e-8)

    new, _ = unpack(student.rmsprop_update(w, gradient, zero), "w", "v")

    assert_step(new, w, step, "the defaults of lr, beta2 and eps, and eps outside the root")


@pytest.mark.part("rmsprop_update")
def test_rmsprop_stands_still_without_a_gradient(student, rng):
    """Without a gradient the weight stays, also where v is zero, and v becomes smaller."""
    w, zero, v = weights(rng, (4, 1)), np.zeros((4, 1)), rng.uniform(1, 2, (4, 1))
    for before, after in ((zero, zero), (v, 0.99 * v)):
        new, got = unpack(student.rmsprop_update(w, zero, before), "w", "v")

        assert_step(new, w, zero, "eps keeps 0 / 0 away")
        assert_memory(got, after, "a zero gradient is a gradient: v has the factor beta2")


UPDATES = {
    "sgd_update": ("w", "grad"),
    "momentum_update": ("w", "grad", "m"),
    "adagrad_update": ("w", "grad", "s"),
    "rmsprop_update": ("w", "grad", "v"),
    "adam_update": ("w", "grad", "m", "v"),
}
again = [pytest.param(name, marks=pytest.mark.part(name, weight=0.5)) for name in UPDATES]
pure = [pytest.param(name, marks=pytest.mark.part(name, weight=GUESTS_WORD)) for name in UPDATES]


def right_update(reference, rng, name):
    """Give what an update is sent, its options, and by name what must come back."""
    sent = [rng.uniform(0.1, 2, (4, 3)) for _ in UPDATES[name]]  # a memory of squares is positive
    options = {"t": 3, "lr": LR} if name == "adam_update" else {"lr": LR}
    right = getattr(reference, name)(*[array.copy() for array in sent], **options)
    after = [each for each in UPDATES[name] if each != "grad"]
    return sent, options, dict(zip(after, right if len(after) > 1 else [right], strict=True))


def assert_update(answer, expected, what=""):
    """Fail unless the new weights, and the new memory, are the expected ones."""
    came = unpack(answer, *expected) if len(expected) > 1 else [answer]
    for (label, wanted), got in zip(expected.items(), came, strict=True):
        assert_close(got, wanted, what=label + what, look="the formula; keep no globals")


@pytest.mark.parametrize("name", again)
def test_the_same_call_makes_the_same_step(student, reference, rng, name):
    """The right step comes again with the same call."""
    sent, options, expected = right_update(reference, rng, name)

    for what in ("", " when the same call comes again"):
        assert_update(getattr(student, name)(*sent, **options), expected, what)


@pytest.mark.parametrize("name", pure)
def test_the_update_is_pure(student, guest, reference, rng, name):
    """The right step changes none of the arguments."""
    sent, options, expected = right_update(reference, rng, name)

    assert_update(getattr(student, name)(*sent, **options), expected)

    look = "w = w - ... makes a new array; w -= ... changes the caller's, and so do *= and +="
    assert_holds(not guest.changed_arguments(), "an array that was handed in changed", look=look)


def adam_start(m, v, t):
    """Give torch's memory of an Adam that is about to take step ``t``."""
    return {"step": t - 1.0, "exp_avg": m, "exp_avg_sq": v}


@pytest.mark.part("adam_update")
def test_adam_is_adam_over_many_steps(guest, rng):
    """From m = v = 0 and t = 1, many steps with the returned w, m and v are those of Adam."""
    w, gradients, zero = weights(rng), steep(rng, (STEPS, 4, 3)), np.zeros((4, 3))
    start = {"exp_avg": zero, "exp_avg_sq": zero}
    taken = list(torch_steps("Adam", w, gradients, {"step": 0.0, **start}, lr=LR))

    look = "both corrections, with t counted from 1"
    assert_walk(guest, "adam_update", gradients, taken, start, look, lambda t: (t, LR))


@pytest.mark.part("adam_update")
def test_adam_goes_on_in_the_middle_of_a_run(student, rng):
    """In the middle of a run, with other betas, the step is still the formula's."""
    w, gradient = weights(rng, (3, 3)), rng.normal(size=(3, 3))
    m, v, t = rng.normal(size=(3, 3)), rng.uniform(0.1, 2, (3, 3)), int(rng.integers(3, 9))
    start = adam_start(m, v, t)
    (step,), memory = torch_walk("Adam", w, [gradient], start, lr=LR, betas=(0.7, 0.9), eps=1e-8)

    answer = student.adam_update(w, gradient, m, v, t, lr=LR, beta1=0.7, beta2=0.9, eps=1e-8)
    new, m, v = unpack(answer, "w", "m", "v")

    assert_memory(m, memory["exp_avg"], "m takes beta1")
    assert_memory(v, memory["exp_avg_sq"], "v takes beta2")
    assert_step(new, w, step, "beta1**t and beta2**t, with the t of this step")


@pytest.mark.part("adam_update")
def test_adam_adds_eps_outside_the_root(student, rng):
    """A large eps shows that it is added to the root of the corrected v."""
    w, gradient, zero = weights(rng), rng.normal(size=(4, 3)), np.zeros((4, 3))
    start = adam_start(zero, zero, 1)
    (step,), memory = torch_walk("Adam", w, [gradient], start, lr=LR, eps=0.5)

    answer = student.adam_update(w, gradient, zero, zero, 1, lr=LR, eps=0.5)

    new, _, v = unpack(answer, "w", "m", "v")
    assert_step(new, w, step, "sqrt(v_hat) + eps")
    assert_memory(v, memory["exp_avg_sq"], "eps is no part of the memory")


@pytest.mark.part("adam_update")
def test_adam_has_the_documented_defaults(student, rng):
    """Tiny gradients show that lr and eps have the documented defaults."""
    w, gradient, zero = weights(rng), tiny(rng, 1e-8), np.zeros((4, 3))
    (step,), _ = torch_walk("Adam", w, [gradient], adam_start(zero, zero, 1), lr=1e-3, eps=1e-8)

    answer = student.adam_update(w, gradient, zero, zero, 1)

    assert_step(unpack(answer, "w", "m", "v")[0], w, step, "the defaults of lr and eps")


@pytest.mark.part("adam_update")
def test_adam_stands_still_without_a_gradient(student, rng):
    """Where the gradient has always been zero the weight stays: eps saves the division by zero."""
    w, zero = weights(rng), np.zeros((4, 3))

    new, m, v = unpack(student.adam_update(w, zero, zero, zero, 1), "w", "m", "v")

    assert_step(new, w, zero, "eps keeps 0 / 0 away")
    assert_memory(m, zero)
    assert_memory(v, zero)


@pytest.mark.part("adam_update")
def test_adam_rolls_on_without_a_gradient(student, rng):
    """Where the gradient is zero the step goes on along m, and both memories become smaller."""
    w, m, zero = weights(rng, (4, 1)), rng.normal(size=(4, 1)), np.zeros((4, 1))
    v = rng.uniform(0.1, 2, (4, 1))
    (step,), memory = torch_walk("Adam", w, [zero], adam_start(m, v, 3), lr=LR)

    new, m, v = unpack(student.adam_update(w, zero, m, v, 3, lr=LR), "w", "m", "v")

    look = "a zero gradient is a gradient: m and v have the factors beta1 and beta2"
    assert_step(new, w, step, look)
    assert_memory(m, memory["exp_avg"], look)
    assert_memory(v, memory["exp_avg_sq"], look)


def epoch(student, X, y, batch_size, generator):
    """Give one epoch's batches as (X_batch, y_batch) arrays, in their order."""
    batches = student.minibatches(X, y, batch_size, generator)
    assert_holds(hasattr(batches, "__iter__"), "minibatches gives nothing to loop over: yield")
    found = []
    for batch in batches:
        X_batch, y_batch = unpack(batch, "X_batch", "y_batch")
        found.append((rows_of(X, X_batch, "X_batch"), rows_of(y, y_batch, "y_batch")))
    return found


def rows_of(whole, batch, what):
    """Give a batch as floats, or fail unless its rows could be some of the whole array's."""
    array = as_floats(batch, what)
    fits = array.ndim == whole.ndim and array.shape[1:] == whole.shape[1:]
    few = fits and len(array) <= len(whole)
    look = "each batch holds rows of X, and as many rows of y"
    assert_holds(few, f"{what} has another shape than rows have", got=batch, look=look)
    return array


def order_of(student, n, batch_size, generator):
    """Give the numbers of the samples in each batch of an epoch; two and two have the same row."""
    numbers = np.arange(float(n))
    batches = epoch(student, numbers[:, None] // 2, numbers, batch_size, generator)
    return [y_batch.ravel().tolist() for _, y_batch in batches]


def assert_each_once(batches, n):
    """Fail unless each of the numbers below n is in the batches exactly once."""
    seen = sorted(sample for batch in batches for sample in batch)
    assert_holds(seen == list(range(n)), "not every sample came exactly once")


@pytest.mark.part("minibatches")
def test_the_last_batch_holds_what_is_left(student, guest, rng):
    """A short last batch is kept, also when one batch would have room for more than all samples."""
    sentence = "the batches have wrong lengths, or one is missing: the short last one counts too"
    look = "range(0, len(X), batch_size)"
    for n, batch_size, sizes in ((11, 4, [4, 4, 3]), (9, 4, [4, 4, 1]), (5, 8, [5])):
        seed = int(rng.integers(2**31))
        batches = order_of(student, n, batch_size, guest.generator(seed))
        assert_holds([len(batch) for batch in batches] == sizes, sentence, look=look)
        assert_each_once(batches, n)


@pytest.mark.part("minibatches")
def test_batches_of_equal_length_hold_every_sample_once(student, guest, rng):
    """Where the batch size divides the number of samples all batches are full and none is empty."""
    for n, batch_size in ((12, 4), (4, 1)):
        seed = int(rng.integers(2**31))
        batches = order_of(student, n, batch_size, guest.generator(seed))
        full = [len(batch) for batch in batches] == [batch_size] * (n // batch_size)
        assert_holds(full, "a batch has a wrong length, or there are too many or too few")
        assert_each_once(batches, n)


@pytest.mark.part("minibatches")
def test_samples_keep_their_labels(student, guest, rng):
    """Each row of X comes with its own row of y, whole and in its own shape."""
    X, y = rng.normal(size=(24, 3)), rng.normal(size=(24, 2))

    batches = epoch(student, X, y, 6, guest.generator(int(rng.integers(2**31))))

    assert_holds(len(batches) == 4, "the number of batches is wrong")
    for X_batch, y_batch in batches:
        rows = [int(np.abs(X - row).sum(axis=1).argmin()) for row in X_batch]
        assert_close(X_batch, X[rows], what="X_batch", look="rows of X, unchanged")
        assert_close(y_batch, y[rows], what="y_batch", look="one order for X and y alike")


@pytest.mark.part("minibatches")
def test_samples_are_shuffled_across_batches(student, guest, rng):
    """Samples that are neighbours in X seldom meet in one batch: the shuffle mixes all of them."""
    batches = order_of(student, 60, 12, guest.generator(int(rng.integers(2**31))))

    batch_of = {sample: number for number, batch in enumerate(batches) for sample in batch}
    together = sum(batch_of.get(i) == batch_of.get(i + 1) for i in range(59))
    look = "shuffle the samples, then cut the batches"
    assert_holds(together < 40, "the batches are runs of neighbours", got=together, look=look)
    early = sum(sample < 30 for batch in batches[:2] for sample in batch)
    sentence = "the first batches hold the first samples alone: all of them change places"
    assert_holds(early < 22, sentence, got=early, look="one permutation of all samples")


@pytest.mark.part("minibatches")
def test_the_generator_decides_the_order(student, guest, rng):
    """The same generator state gives the same batches; its next epoch, and another one, do not."""
    seed = int(rng.integers(2**31))
    generator = guest.generator(seed)
    first, second, *later = (order_of(student, 60, 30, generator) for _ in range(4))
    again = order_of(student, 60, 30, guest.generator(seed))
    other = order_of(student, 60, 30, guest.generator(seed + 1))

    look = "draw from rng, and from nothing else"
    assert_holds(first == again, "the same generator state gave other batches", look=look)
    assert_holds(first != second, "the second epoch has the order of the first", look=look)
    assert_holds(first != other, "another generator gave the same order", look=look)
    for batches in (first, second, other, *later):
        assert_each_once(batches, 60)
    orders = np.array([np.concatenate(batches) for batches in (first, second, other, *later)])
    kept = (orders == orders[0]).all(axis=0).any()  # by chance in one of 200,000
    assert_holds(not kept, "a sample is always in the same place", look="shuffle all of them")
    alone = order_of(student, 30, 40, generator)
    sentence = "where batch_size is larger than the number of samples, one batch must hold them all"
    assert_holds(len(alone) == 1, sentence, look="range(0, len(X), batch_size)")
    sentence = "where one batch holds everything, its samples are in their old order"
    shuffled = alone[0] != sorted(alone[0])
    assert_holds(shuffled, sentence, look="shuffle, however few batches there are")


@pytest.mark.part("minibatches", weight=GUESTS_WORD)
def test_minibatches_leave_the_arrays_alone(student, guest, rng):
    """Every sample comes once, and the caller's X and y are in their old order after an epoch."""
    X, y = rng.normal(size=(24, 3)), np.arange(24.0)

    batches = epoch(student, X, y, 6, guest.generator(int(rng.integers(2**31))))

    changed = guest.changed_arguments()
    assert_each_once([y_batch.ravel().tolist() for _, y_batch in batches], 24)
    assert_holds(not changed, "X or y was shuffled in place", look="index with a permutation")


@pytest.mark.part("minibatches")
def test_batches_can_be_held_side_by_side(student, guest, rng):
    """A batch stays as it is when the next one comes: each holds arrays of its own."""
    X, y = rng.normal(size=(15, 3)), np.arange(15.0)
    generator = guest.generator(int(rng.integers(2**31)))

    together = guest.items(student.minibatches(X, y, 5, generator))

    pairs = [unpack(batch, "X_batch", "y_batch") for batch in together]
    found = [(rows_of(X, rows, "X_batch"), rows_of(y, each, "y_batch")) for rows, each in pairs]
    assert_each_once([y_batch.tolist() for _, y_batch in found], 15)
    for X_batch, y_batch in found:
        rows = X[y_batch.astype(int)]
        assert_close(X_batch, rows, what="X_batch", look="new arrays for every batch: X[rows]")
