# SPDX-License-Identifier: Apache-2.0
#
# The trainer's network in NumPy, for tests/bench/training.c, which starts it and speaks to it through pipes. It reads
# its data once, as 32-bit words and FP32 numbers of this machine: images, layers, batch, the widths; learning rate,
# pixels, labels (words), parameters. Then for each epoch the number of steps and the images in their order; it answers
# with the seconds of CPU time that they took and the mean loss, as two FP64 numbers.
import sys
import time

import numpy as np

stdin, stdout = sys.stdin.buffer, sys.stdout.buffer


def read(kind, count):
    return np.frombuffer(stdin.read(4 * count), kind).copy()


images, layers, batch = (int(x) for x in read(np.uint32, 3))
width = [int(x) for x in read(np.uint32, layers + 1)]
rate = read(np.float32, 1)[0]
pixels = read(np.float32, images * width[0]).reshape(images, width[0])
one_hot = np.eye(width[-1], dtype=np.float32)[read(np.uint32, images)]
weights, biases = [], []
for i, o in zip(width, width[1:]):
    weights.append(read(np.float32, i * o).reshape(i, o))
    biases.append(read(np.float32, o))


def step(chosen):
    a = [pixels[chosen]]
    for w, b in zip(weights[:-1], biases[:-1]):
        a.append(np.maximum(a[-1] @ w + b, 0))
    z = a[-1] @ weights[-1] + biases[-1]
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    s = e.sum(axis=1, keepdims=True)
    y = one_hot[chosen]
    loss = (np.log(s[:, 0]) - (z * y).sum(axis=1)).mean()
    d = (e / s - y) / np.float32(batch)
    for l in reversed(range(layers)):
        gradient, bias = a[l].T @ d, d.sum(axis=0)
        if l > 0:
            d = (d @ weights[l].T) * (a[l] > 0)
        gradient *= rate
        weights[l] -= gradient
        biases[l] -= rate * bias
    return loss


stdout.write(np.float64([0, 0]).tobytes())
stdout.flush()
while True:
    head = stdin.read(4)
    if len(head) < 4:
        break
    steps = int(np.frombuffer(head, np.uint32)[0])
    order = read(np.uint32, steps * batch).reshape(steps, batch)
    start = time.thread_time()
    loss = sum(float(step(chosen)) for chosen in order) / steps
    stdout.write(np.float64([time.thread_time() - start, loss]).tobytes())
    stdout.flush()
