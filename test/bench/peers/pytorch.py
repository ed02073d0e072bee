# PyTorch as a peer of the benchmark (test/bench/protocol.ts): eager, the number of threads given as argument; with
# `compile` as the second one, forward and backward through torch.compile.
import json
import sys
import time
import torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
compiling = "compile" in sys.argv
torch.manual_seed(1)
cross_entropy = nn.functional.cross_entropy


def training(model, loss):
    """A step: forward, backward, Adam."""
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    if compiling:
        loss = torch.compile(loss)

    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return step


def add16():
    a, b = torch.randn(16, requires_grad=True), torch.randn(16)
    return lambda: a + b


def mlp(sizes, batch):
    layers = []
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers += ([nn.ReLU()] if i else []) + [nn.Linear(inputs, outputs)]
    model = nn.Sequential(*layers)
    x, y = torch.randn(batch, sizes[0]), torch.randint(sizes[-1], (batch,))
    return training(model, lambda: cross_entropy(model(x), y))


def recurrent(kind, batch, steps, units):
    net = getattr(nn, kind)(units, units, batch_first=True)
    head = nn.Linear(units, 10)
    x, y = torch.randn(batch, steps, units), torch.randint(10, (batch,))
    return training(nn.ModuleList([net, head]), lambda: cross_entropy(head(net(x)[0][:, -1]), y))


class Bahdanau(nn.Module):
    def __init__(self, vocabulary, units):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, units)
        self.query, self.key = nn.Linear(units, units), nn.Linear(units, units)
        self.energy = nn.Linear(units, 1)
        self.cell = nn.GRUCell(2 * units, units)
        self.out = nn.Linear(units, vocabulary)

    def forward(self, memory, h, tokens):
        keys, logits = self.key(memory), []
        for t in range(tokens.shape[1]):
            scores = self.energy(torch.tanh(self.query(h).unsqueeze(1) + keys)).squeeze(-1)
            context = torch.bmm(torch.softmax(scores, -1).unsqueeze(1), memory).squeeze(1)
            h = self.cell(torch.cat([self.embedding(tokens[:, t]), context], -1), h)
            logits.append(self.out(h))
        return torch.stack(logits, 1)


def bahdanau(batch=32, steps=20, units=128, vocabulary=40):
    model = Bahdanau(vocabulary, units)
    memory, h = torch.randn(batch, steps, units), torch.randn(batch, units)
    tokens, y = torch.randint(vocabulary, (batch, steps)), torch.randint(vocabulary, (batch * steps,))
    return training(model, lambda: cross_entropy(model(memory, h, tokens).flatten(0, 1), y))


def transformer(batch=16, steps=64, width=64, layers=2):
    layer = nn.TransformerEncoderLayer(width, 4, 4 * width, dropout=0.0, batch_first=True)
    model = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
    x, g = torch.randn(batch, steps, width), torch.randn(batch, steps, width)
    return training(model, lambda: (model(x) * g).mean())


class Gpt(nn.Module):
    def __init__(self, vocabulary, width, steps, layers, heads=4):
        super().__init__()
        self.token, self.place = nn.Embedding(vocabulary, width), nn.Embedding(steps, width)
        make = lambda: nn.TransformerEncoderLayer(
            width, heads, 4 * width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.blocks = nn.ModuleList([make() for _ in range(layers)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(steps))

    def forward(self, tokens):
        x = self.token(tokens) + self.place.weight
        for block in self.blocks:
            x = block(x, src_mask=self.mask, is_causal=True)
        return self.head(self.norm(x))


def gpt(batch=16, steps=64, width=48, layers=2, vocabulary=65):
    model = Gpt(vocabulary, width, steps, layers)
    tokens, y = torch.randint(vocabulary, (batch, steps)), torch.randint(vocabulary, (batch * steps,))
    return training(model, lambda: cross_entropy(model(tokens).flatten(0, 1), y))


def adam(count=40, size=5000):
    parameters = [nn.Parameter(torch.randn(size)) for _ in range(count)]
    for parameter in parameters:
        parameter.grad = torch.randn(size)
    return torch.optim.Adam(parameters, lr=1e-3).step


def product(m, n, k):
    a, b, c = torch.randn(m, k), torch.randn(k, n), torch.empty(m, n)
    return lambda: torch.mm(a, b, out=c)


workloads = {
    "add16": add16,
    "mlpSmall": lambda: mlp([64, 64, 64, 10], 32),
    "mlpDigits": lambda: mlp([784, 128, 10], 64),
    "rnn": lambda: recurrent("RNN", 32, 50, 64),
    "gru": lambda: recurrent("GRU", 32, 50, 64),
    "lstm32": lambda: recurrent("LSTM", 32, 50, 32),
    "lstm64": lambda: recurrent("LSTM", 32, 50, 64),
    "lstm256": lambda: recurrent("LSTM", 64, 100, 256),
    "bahdanau": bahdanau,
    "transformer": transformer,
    "gpt": gpt,
    "adam": adam,
    "product": lambda: product(128, 512, 512),
    "productSmall": lambda: product(32, 64, 64),
}


def measure(step, milliseconds, clock):
    now = time.process_time if clock == "cpu" else time.perf_counter
    times, count, end = [], 1, time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < end or len(times) < 3:
        start = now()
        for _ in range(count):
            step()
        took = now() - start
        if took < 0.001:
            count *= 2
        else:
            times.append(1e6 * took / count)
    return times


if compiling:
    # nn.RNN, nn.LSTM and nn.GRU are not compiled but run as they are; the rest is no training step.
    workloads = {name: workloads[name] for name in ("mlpSmall", "mlpDigits", "bahdanau", "transformer", "gpt")}
steps = {}
for line in sys.stdin:
    request = json.loads(line)
    name, milliseconds = request["workload"], request["milliseconds"]
    clock = request.get("clock", "wall")
    answer = {}
    if name.startswith("lstm-"):
        sizes = [int(size) for size in name.split("-")[1:]]
        workloads.setdefault(name, lambda sizes=sizes: recurrent("LSTM", *sizes))
    try:
        if name in workloads:
            if name not in steps:
                steps[name] = workloads[name]()
                measure(steps[name], 1000, clock)
            answer = {"times": measure(steps[name], milliseconds, clock)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
