{
 "cells": [
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "import numpy as np\n"
   ],
   "execution_count": null,
   "outputs": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "def heaviside(z):\n",
    "    return (np.asarray(z) > 0).astype(int)\n"
   ],
   "execution_count": null,
   "outputs": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "def perceptron(inputs, weights, bias):\n",
    "    return heaviside(np.dot(inputs, weights) + bias)\n"
   ],
   "execution_count": null,
   "outputs": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "def gate_parameters(name):\n",
    "    w, b = {\"AND\": ([1, 1], -1.5), \"OR\": ([1, 1], -0.5), \"NAND\": ([-1, -1], 1.5), \"NOT\": ([-1], 0.5)}[name]\n",
    "    return np.array(w, dtype=float), b\n",
    "\n",
    "\n",
    "def perceptron_fit(X, y, eta=1.0, epochs=100):\n",
    "    X, w, b = np.asarray(X, dtype=float), np.zeros(np.shape(X)[1]), 0.0\n",
    "    for _ in range(epochs):\n",
    "        before = w.copy(), b\n",
    "        for x, target in zip(X, np.asarray(y, dtype=float)):\n",
    "            miss = eta * (target - perceptron(x, w, b))\n",
    "            w, b = w + miss * x, b + miss\n",
    "        if b == before[1] and (w == before[0]).all():\n",
    "            break\n",
    "    return w, b\n",
    "\n",
    "\n",
    "def xor_network(x):\n",
    "    sides = [perceptron(x, *gate_parameters(name)) for name in (\"OR\", \"NAND\")]\n",
    "    return perceptron(np.stack(sides, axis=-1), *gate_parameters(\"AND\"))\n"
   ],
   "execution_count": null,
   "outputs": []
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 4
}
