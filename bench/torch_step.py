"""Beside `npm run bench` on the same machine: UNet forward and a training step of tests/reference/ref_sd.py, random weights.
usage: python3 bench/torch_step.py --model sd15|small|tiny --sizes 256,512 [--modes eager,half,sdpa,compile] [--device cuda]
Prints one JSON line a mode and size: {"mode", "size", "forward", "step" (milliseconds, median), "memory" (bytes at most), "torch"}.
A mode that this PyTorch does not have is printed with "missing" instead."""
import argparse, json, os, sys, time
import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "tests", "reference"))
import ref_sd

VECTORS = 8
# As in src/bench/models.ts.
SMALL = dict(
    text=dict(vocab=49408, dim=192, layers=12, heads=3, act="quick_gelu", ctx=77),
    unet=dict(ch=(80, 160, 320, 320), attn=(True, True, True, False), layers=2, heads=2, cross=192, zin=4, groups=16, linear_proj=False),
)
TINY = dict(
    text=dict(vocab=49408, dim=32, layers=2, heads=2, act="quick_gelu", ctx=77),
    unet=dict(ch=(16, 32), attn=(True, False), layers=2, heads=2, cross=32, zin=4, groups=8, linear_proj=False),
)
MODELS = dict(sd15=ref_sd.SD15, small=SMALL, tiny=TINY)
# Latent pixels per pixel, as the UNet of each shape is fed.
FACTOR = 8
# Weights in half precision save as much memory as ours do; the rest of autocast is PyTorch's own choice.
MODES = dict(eager=dict(), half=dict(half=True), sdpa=dict(half=True, sdpa=True), compile=dict(half=True, sdpa=True, compile=True))


PLAIN = ref_sd.XAttn.forward


def fused(s, x, c=None):
    """XAttn.forward with PyTorch's fused attention."""
    c = x if c is None else c
    b, n, d = x.shape
    heads = lambda y: y.view(b, -1, s.h, d // s.h).transpose(1, 2)
    y = F.scaled_dot_product_attention(heads(s.to_q(x)), heads(s.to_k(c)), heads(s.to_v(c)))
    return s.to_out[0](y.transpose(1, 2).reshape(b, n, d))


def build(config, device):
    with torch.device(device) if hasattr(torch.device, "__enter__") else torch.no_grad():
        text, unet = ref_sd.ClipText(config["text"]), ref_sd.UNet(config["unet"])
    for net in (text, unet):
        net.to(device).requires_grad_(False).eval()
    return text, unet


def works(text, unet, config, side, device, half):
    """The two things that are timed, as functions."""
    width = config["text"]["dim"]
    x = torch.randn(1, 4, side, side, device=device)
    noise, t = torch.randn_like(x), torch.tensor([500], device=device)
    tokens = torch.randn(1, 77, width, device=device) / 30
    vectors = (torch.randn(VECTORS, width, device=device) / 30).requires_grad_(True)
    optimizer = torch.optim.AdamW([vectors], lr=5e-3)
    context = torch.randn(1, 77, config["unet"]["cross"], device=device)
    cast = lambda: torch.autocast(device_type=torch.device(device).type, dtype=torch.float16 if device == "cuda" else torch.bfloat16, enabled=half)

    def forward():
        with torch.no_grad(), cast():
            unet(x, t, context)

    def step():
        with cast():
            placed = torch.cat([tokens[:, :1], vectors[None], tokens[:, 1 + VECTORS:]], 1)
            predicted = unet(x, t, text(placed))
        F.mse_loss(predicted.float(), noise).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    return forward, step


def timed(work, device, runs):
    """Milliseconds, median; the first two runs choose kernels and compile."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    times = []
    for i in range(runs + 2):
        wait()
        began = time.perf_counter()
        work()
        wait()
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times[2:])[runs // 2]


def measure(config, size, device, runs, half=False, sdpa=False, compile=False):
    if compile and not hasattr(torch, "compile"):
        raise NotImplementedError("torch.compile")
    if sdpa and not hasattr(F, "scaled_dot_product_attention"):
        raise NotImplementedError("scaled_dot_product_attention")
    ref_sd.XAttn.forward = fused if sdpa else PLAIN
    text, unet = build(config, device)
    if half:
        unet = unet.to(torch.float16 if device == "cuda" else torch.bfloat16)
    if compile:
        text, unet = torch.compile(text), torch.compile(unet)
    forward, step = works(text, unet, config, size // FACTOR, device, half)
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    found = dict(forward=timed(forward, device, runs), step=timed(step, device, runs))
    return dict(found, memory=torch.cuda.max_memory_allocated() if device == "cuda" else 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="sd15", choices=MODELS)
    parser.add_argument("--sizes", default="512")
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--runs", type=int, default=7)
    args = parser.parse_args()
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False  # f32 as ours is
    for mode in args.modes.split(","):
        for size in map(int, args.sizes.split(",")):
            line = dict(mode=mode, size=size, device=args.device, torch=torch.__version__)
            try:
                line.update(measure(MODELS[args.model], size, args.device, args.runs, **MODES[mode]))
            except NotImplementedError as missing:
                line["missing"] = str(missing)
            print(json.dumps(line), flush=True)


main()
