"""Learning rates of PyTorch's schedulers, 200 steps each: `python pytorch-schedules.py > pytorch-schedules.csv`.

Needs torch 2.13.0.
"""

import torch
from torch.optim import lr_scheduler as schedulers

SCHEDULES = {
    "StepLR": lambda o: schedulers.StepLR(o, 50, gamma=0.5),
    "ExponentialLR": lambda o: schedulers.ExponentialLR(o, 0.98),
    "CosineAnnealingLR": lambda o: schedulers.CosineAnnealingLR(o, 200),
    "CosineAnnealingWarmRestarts": lambda o: schedulers.CosineAnnealingWarmRestarts(o, 30, T_mult=2),
    "LinearLR then CosineAnnealingLR": lambda o: schedulers.SequentialLR(
        o,
        [schedulers.LinearLR(o, start_factor=0.01, total_iters=20), schedulers.CosineAnnealingLR(o, 180)],
        [20],
    ),
    "LambdaLR": lambda o: schedulers.LambdaLR(o, lambda t: min((t + 1) / 20, (20 / (t + 1)) ** 0.5)),
    "OneCycleLR": lambda o: schedulers.OneCycleLR(o, 0.1, 200),
}


def rates(make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    schedule = make(optimizer)
    for _ in range(200):
        yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        schedule.step()


print(",".join(SCHEDULES))
for row in zip(*map(rates, SCHEDULES.values()), strict=True):
    print(",".join(map(repr, row)))
