"""The network of Nava et al. 2022, its Dice loss and Adam as Keras does them, written down a second
time and apart from scarp: makes the figures that tests/nn/data holds. See README.md there.

    python3 tests/nn/reference/attention_unet.py tests/nn/data

Works in double precision. Convolutions are PyTorch's, the rest is arithmetic on tensors; transposed
convolutions are spelled out as convolutions of an image with zeros in between.
"""
import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

BANDS, FILTERS, PATCHES, SIZE, STEPS, RATE = 4, 2, 2, 32, 10, 1e-3


class Parameters:
    """Random weights, made as they are asked for: each call gives the array of that name."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.values = {}
        self.trained = {}

    def get(self, name, shape, low, high, trained=True):
        if name not in self.values:
            array = self.random.uniform(low, high, shape).astype(np.float32)
            self.values[name] = torch.tensor(array, dtype=torch.float64, requires_grad=trained)
            self.trained[name] = trained
        assert tuple(self.values[name].shape) == tuple(shape), name
        return self.values[name]


class Net:
    def __init__(self, parameters, training):
        self.p = parameters
        self.training = training

    def conv(self, x, name, out, size=3, stride=1):
        bound = 1.5 / np.sqrt(x.shape[1] * size * size)
        w = self.p.get(name + ".weight", (out, x.shape[1], size, size), -bound, bound)
        b = self.p.get(name + ".bias", (out,), -0.2, 0.2)
        return F.conv2d(x, w, b, stride=stride, padding=size // 2 if size == 3 else 0)

    def transposed(self, x, name, out, stride):
        """Output row o gathers kernel row k of input row i where o = stride * i + k - crop."""
        bound = 1.5 / np.sqrt(x.shape[1] * 9)
        w = self.p.get(name + ".weight", (x.shape[1], out, 3, 3), -bound, bound)
        b = self.p.get(name + ".bias", (out,), -0.2, 0.2)
        n, c, rows, cols = x.shape
        spread = x
        if stride == 2:
            spread = torch.zeros(n, c, 2 * rows - 1, 2 * cols - 1, dtype=x.dtype)
            spread[:, :, ::2, ::2] = x
        kernel = w.flip(2, 3).transpose(0, 1)
        full = F.conv2d(spread, kernel, b, padding=2)
        if stride == 2:  # 2n + 1 outputs: the last one goes
            return full[:, :, :-1, :-1]
        return full[:, :, 1:-1, 1:-1]  # n + 2: one goes on each side

    def norm(self, x, name):
        c = (x.shape[1],)
        gamma = self.p.get(name + ".weight", c, 0.5, 1.5)
        beta = self.p.get(name + ".bias", c, -0.3, 0.3)
        mean = self.p.get(name + ".running_mean", c, -0.3, 0.3, trained=False)
        variance = self.p.get(name + ".running_var", c, 0.3, 1.2, trained=False)
        if self.training:
            mean = x.mean((0, 2, 3))
            variance = ((x - mean[:, None, None]) ** 2).mean((0, 2, 3))
        scale = gamma / torch.sqrt(variance + 1e-3)
        return (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]

    def block(self, x, name, out):
        for i in (1, 2):
            x = torch.relu(self.norm(self.conv(x, f"{name}_{i}", out), f"{name}_{i}_bn"))
        return x

    def gating(self, x, i):
        return torch.relu(self.norm(self.conv(x, f"g{i}_conv", x.shape[1], 1), f"g{i}_bn"))

    def gate(self, x, g, inter, i):
        theta = self.conv(x, f"xl_{i}", inter, 2, 2)
        phi = self.conv(g, f"phi_{i}", inter, 1)
        g_up = self.transposed(phi, f"g_up_{i}", inter, theta.shape[2] // g.shape[2])
        psi = torch.sigmoid(self.conv(torch.relu(theta + g_up), f"psi_{i}", 1, 1))
        psi = psi.repeat_interleave(2, 2).repeat_interleave(2, 3)
        y = self.conv(psi * x, f"q_attn_conv_{i}", x.shape[1], 1)
        return self.norm(y, f"q_attn_bn_{i}")

    def up(self, x, skip, out, i):
        return torch.cat([torch.relu(self.transposed(x, f"up{i}_t", out, 2)), skip], 1)

    def forward(self, x):
        f = FILTERS
        pool = torch.nn.MaxPool2d(2)
        conv1 = self.block(x, "conv1", f)
        conv2 = self.block(pool(conv1), "conv2", f)
        conv3 = self.block(pool(conv2), "conv3", 2 * f)
        conv4 = self.block(pool(conv3), "conv4", 2 * f)
        center = self.block(pool(conv4), "center", 4 * f)
        up1 = self.up(center, self.gate(conv4, self.gating(center, 1), 4 * f, 1), f, 1)
        up2 = self.up(up1, self.gate(conv3, self.gating(up1, 2), 2 * f, 2), 2 * f, 2)
        up3 = self.up(up2, self.gate(conv2, self.gating(up1, 3), f, 3), f, 3)
        up4 = self.up(up3, conv1, f, 4)
        return torch.sigmoid(self.conv(up4, "final", 1, 1))


def dice(p, g):
    return 1 - (2 * (p * g).sum() + 1) / (p.sum() + g.sum() + 1)


def train(parameters, x, y):
    """Losses of ten steps of Adam in Keras's form, each before its step, and the first gradients."""
    names = [name for name, trained in parameters.trained.items() if trained]
    moments = {name: [0.0, 0.0] for name in names}
    losses, first = [], None
    for step in range(1, STEPS + 1):
        loss = dice(Net(parameters, True).forward(x), y)
        gradients = dict(zip(names, torch.autograd.grad(loss, [parameters.values[n] for n in names])))
        first = first or gradients
        losses.append(loss.item())
        rate = RATE * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        for name in names:
            g, m = gradients[name], moments[name]
            m[0] = 0.9 * m[0] + 0.1 * g
            m[1] = 0.999 * m[1] + 0.001 * g * g
            moved = parameters.values[name].detach() - rate * m[0] / (torch.sqrt(m[1]) + 1e-7)
            parameters.values[name] = moved.requires_grad_(True)
    return losses, first


def write_safetensors(path, arrays):
    header, data = {}, b""
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name].detach().numpy(), dtype="<f4")
        offsets = [len(data), len(data) + array.nbytes]
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": offsets}
        data += array.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main(folder):
    torch.set_num_threads(1)
    random = np.random.default_rng(7)
    x = random.uniform(0, 1, (PATCHES, SIZE, SIZE, BANDS)).astype(np.float32)
    y = (x.mean(3, keepdims=True) + random.normal(0, 0.1, (PATCHES, SIZE, SIZE, 1)) > 0.55)
    y = y.astype(np.float32)
    inputs = torch.tensor(x, dtype=torch.float64).permute(0, 3, 1, 2)
    truth = torch.tensor(y, dtype=torch.float64).permute(0, 3, 1, 2)

    parameters = Parameters(1)
    output = Net(parameters, False).forward(inputs).detach()
    np.save(folder / "x.npy", x)
    np.save(folder / "y.npy", y)
    np.save(folder / "output.npy", output.permute(0, 2, 3, 1).numpy().astype(np.float32))
    write_safetensors(folder / "weights.safetensors", parameters.values)
    losses, gradients = train(parameters, inputs, truth)
    write_safetensors(folder / "gradients.safetensors", gradients)
    (folder / "losses.json").write_text(json.dumps(losses, indent=1) + "\n")


main(Path(sys.argv[1]))
