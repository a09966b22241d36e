#!/usr/bin/python3
"""The obvious PyTorch program: one epoch of the Attention U-Net of Nava et al. 2022, timed.

    reference.py [--patches 601] [--batch 16] [--filters 32] [--threads 2] [--epochs 2]
                 [--save FOLDER] [--profile]

Channels last throughout, Dice loss, Adam. --save writes the data and the first weights, from which
training_bench then starts. Prints one line of JSON: seconds of each epoch and the first ten losses.
"""
import argparse
import json
import pathlib
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class ConvBn(nn.Sequential):
    """Convolution, batch normalisation and, mostly, ReLU."""

    def __init__(self, inputs, outputs, size=3, relu=True):
        layers = [nn.Conv2d(inputs, outputs, size, padding=size // 2),
                  nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01)]
        super().__init__(*layers, *([nn.ReLU(inplace=True)] if relu else []))


def double(inputs, outputs):
    return nn.Sequential(ConvBn(inputs, outputs), ConvBn(outputs, outputs))


class Transposed(nn.ConvTranspose2d):
    """3x3, aligned as Keras does for "same": one row and column too many are cut off at the end."""

    def __init__(self, inputs, outputs, stride=2):
        super().__init__(inputs, outputs, 3, stride=stride, padding=0 if stride == 2 else 1)

    def forward(self, x):
        y = super().forward(x)
        return y[:, :, :-1, :-1] if self.stride[0] == 2 else y


class Gate(nn.Module):
    """Attention: x weighted by what it and the gating signal g agree on."""

    def __init__(self, channels, gating, inter, stride):
        super().__init__()
        self.theta = nn.Conv2d(channels, inter, 2, stride=2)
        self.phi = nn.Conv2d(gating, inter, 1)
        self.phi_up = Transposed(inter, inter, stride)
        self.psi = nn.Conv2d(inter, 1, 1)
        self.out = ConvBn(channels, channels, 1, relu=False)

    def forward(self, x, g):
        agreed = F.relu(self.theta(x) + self.phi_up(self.phi(g)))
        weight = F.interpolate(torch.sigmoid(self.psi(agreed)), scale_factor=2)
        return self.out(x * weight)


class AttentionUNet(nn.Module):
    def __init__(self, bands, f):
        super().__init__()
        self.conv1, self.conv2 = double(bands, f), double(f, f)
        self.conv3, self.conv4 = double(f, 2 * f), double(2 * f, 2 * f)
        self.center = double(2 * f, 4 * f)
        self.g1, self.g2, self.g3 = ConvBn(4 * f, 4 * f, 1), ConvBn(3 * f, 3 * f, 1), ConvBn(3 * f, 3 * f, 1)
        self.gate1 = Gate(2 * f, 4 * f, 4 * f, 1)
        self.gate2 = Gate(2 * f, 3 * f, 2 * f, 1)
        self.gate3 = Gate(f, 3 * f, f, 2)
        self.up1, self.up2 = Transposed(4 * f, f), Transposed(3 * f, 2 * f)
        self.up3, self.up4 = Transposed(4 * f, f), Transposed(2 * f, f)
        self.final = nn.Conv2d(2 * f, 1, 1)

    def forward(self, x):
        conv1 = self.conv1(x)
        conv2 = self.conv2(F.max_pool2d(conv1, 2))
        conv3 = self.conv3(F.max_pool2d(conv2, 2))
        conv4 = self.conv4(F.max_pool2d(conv3, 2))
        center = self.center(F.max_pool2d(conv4, 2))
        up1 = torch.cat([F.relu(self.up1(center)), self.gate1(conv4, self.g1(center))], 1)
        up2 = torch.cat([F.relu(self.up2(up1)), self.gate2(conv3, self.g2(up1))], 1)
        up3 = torch.cat([F.relu(self.up3(up2)), self.gate3(conv2, self.g3(up1))], 1)
        up4 = torch.cat([F.relu(self.up4(up3)), conv1], 1)
        return torch.sigmoid(self.final(up4))


def dice_loss(p, g):
    return 1 - (2 * (p * g).sum() + 1) / (p.sum() + g.sum() + 1)


def epoch(network, optimiser, x, y, batch):
    losses = []
    for start in range(0, len(x), batch):
        optimiser.zero_grad(set_to_none=True)
        loss = dice_loss(network(x[start:start + batch]), y[start:start + batch])
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


def layer_name(name):
    """What scarp calls a layer of this network."""
    parts = name.split(".")
    if parts[0].startswith("gate"):
        number = parts[0][-1]
        inner = {"theta": "xl", "phi": "phi", "phi_up": "g_up", "psi": "psi"}.get(parts[1])
        return f"{inner}_{number}" if inner else f"q_attn_{['conv', 'bn'][int(parts[2])]}_{number}"
    if parts[0].startswith("g"):
        return f"{parts[0]}_{['conv', 'bn'][int(parts[1])]}"
    if parts[0].startswith("up"):
        return f"{parts[0]}_t"
    if len(parts) == 1:
        return parts[0]
    return f"{parts[0]}_{int(parts[1]) + 1}" + ("_bn" if parts[2] == "1" else "")


def save(folder, network, x, y):
    """The data (NHWC) as .npy, the weights as .safetensors."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "x.npy", x.permute(0, 2, 3, 1).contiguous().numpy())
    np.save(folder / "y.npy", y.permute(0, 2, 3, 1).contiguous().numpy())
    header, data = {}, b""
    for name, tensor in network.state_dict().items():
        layer, part = name.rsplit(".", 1)
        if part == "num_batches_tracked":
            continue
        content = tensor.contiguous().numpy().astype("<f4").tobytes()
        header[f"{layer_name(layer)}.{part}"] = {
            "dtype": "F32", "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    with open(folder / "weights.safetensors", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--patches", type=int, default=601)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--filters", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--save", type=pathlib.Path)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    x = torch.rand(options.patches, 4, 64, 64)
    blurred = F.avg_pool2d(x[:, :1], 9, stride=1, padding=4)
    y = (blurred > 0.52).float()
    network = AttentionUNet(4, options.filters)
    for parameter in network.parameters():
        if parameter.dim() == 4:
            nn.init.xavier_normal_(parameter)
    if options.save:
        save(options.save, network, x, y)
    x = x.to(memory_format=torch.channels_last)
    network = network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)

    network.train()
    seconds, losses = [], []
    if options.profile:
        epoch(network, optimiser, x[:64], y[:64], options.batch)
        with torch.profiler.profile() as profile:
            epoch(network, optimiser, x[:160], y[:160], options.batch)
        print(profile.key_averages().table(sort_by="self_cpu_time_total", row_limit=30))
        return
    for _ in range(options.epochs):
        start = time.perf_counter()
        losses += epoch(network, optimiser, x, y, options.batch)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "losses": losses[:10]}))


if __name__ == "__main__":
    main()
