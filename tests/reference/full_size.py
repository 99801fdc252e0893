"""Full-size Stable Diffusion checkpoints with random weights under the true names of single files.
Every tensor has a generator of its own (seed and name), so it is the same whatever else is made, and tensors are written
one by one: memory stays at the largest one unless golden values or a .ckpt are asked for.
usage: full_size.py sd15|sd21 [--safetensors FILE] [--ckpt FILE] [--golden FILE] [--shapes FILE] [--f32] [--seed N]
  --golden  loss and gradient of one Textual Inversion step at 32 x 32 latents in f32, with weights rounded to f16
  --shapes  names, types and shapes as text"""
import argparse, json, math, os, struct, sys, zlib
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import torch, torch.nn as nn, torch.nn.functional as F
import st
from ref_sd import UNet, VAE, ClipText, alphas_cumprod
from golden import target
from single_file import single_names

VAE_SIZE = dict(ch=(128, 256, 512, 512), layers=2, z=4, groups=32, scale=0.18215)
UNET_SIZE = dict(ch=(320, 640, 1280, 1280), attn=(True, True, True, False), layers=2, zin=4, groups=32)
CONFIGS = {
    "sd15": dict(v2=False, pad=49407, vae=VAE_SIZE, unet=dict(UNET_SIZE, heads=8, cross=768, linear_proj=False),
                 text=dict(vocab=49408, dim=768, layers=12, heads=12, act="quick_gelu", ctx=77)),
    "sd21": dict(v2=True, pad=0, vae=VAE_SIZE, unet=dict(UNET_SIZE, heads=(5, 10, 20, 20), cross=1024, linear_proj=True),
                 text=dict(vocab=49408, dim=1024, layers=24, heads=16, act="gelu", ctx=77)),
}
PARAMETERS = {"sd15": dict(unet=859_520_964, text=123_060_480, vae=83_653_863)}


def networks(config):
    """Modules without initial values: memory is taken when a parameter is first written."""
    for kind in (nn.Linear, nn.Embedding, nn.modules.conv._ConvNd, nn.GroupNorm, nn.LayerNorm):
        kind.reset_parameters = lambda module: None
    made = dict(unet=UNet(config["unet"]), text=ClipText(config["text"]), vae=VAE(config["vae"]))
    for module in made.values():
        module.requires_grad_(False)
    return made


def check_counts(name, made):
    counts = {part: sum(p.numel() for p in module.parameters()) for part, module in made.items()}
    print(name, counts)
    assert counts == PARAMETERS.get(name, counts), f"{counts} is not {PARAMETERS[name]}"


def values(part, name, shape, seed):
    """Kept small enough for f16 activations at this depth; norms near 1, as in trained networks."""
    g = torch.Generator().manual_seed(seed * 2**32 + zlib.crc32(f"{part}/{name}".encode()))
    x = torch.randn(shape, generator=g)
    if "embedding" in name and not name.startswith("time"): return x.mul_(0.3 if "token" in name else 0.05)
    if len(shape) > 1: return x.div_(math.sqrt(x[0].numel()))
    if "norm" in name and name.endswith("weight"): return x.mul_(0.2).add_(1)
    return x.mul_(0.1)


def schedule_tensors():
    """What CompVis' class keeps beside the networks; nothing here is read."""
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    a = torch.cumprod(1 - betas, 0)
    t = {"betas": betas, "alphas_cumprod": a, "alphas_cumprod_prev": torch.cat([torch.ones(1, dtype=a.dtype), a[:-1]]),
         "sqrt_alphas_cumprod": a.sqrt(), "sqrt_one_minus_alphas_cumprod": (1 - a).sqrt(), "log_one_minus_alphas_cumprod": (1 - a).log(),
         "sqrt_recip_alphas_cumprod": (1 / a).sqrt(), "sqrt_recipm1_alphas_cumprod": (1 / a - 1).sqrt()}
    return {name: value.float() for name, value in t.items()}


class Source:
    """Tensors under single-file names, made when asked for."""

    def __init__(self, config, made, seed, dtype):
        self.small = schedule_tensors()
        if not config["v2"]: self.small["cond_stage_model.transformer.text_model.embeddings.position_ids"] = torch.arange(77)[None]
        self.made, self.seed, self.dtype = made, seed, dtype
        plain = {part: dict(module.named_parameters()) for part, module in made.items()}
        self.names = single_names(plain["unet"], plain["vae"], plain["text"], config["v2"])
        self.plain = plain

    def entries(self):
        """(name, dtype, shape), in the order of the file"""
        for name, value in self.small.items(): yield name, value.dtype, list(value.shape)
        for name, (parts, shape) in self.names.items(): yield name, self.dtype, shape or self.shape_of(parts)

    def shape_of(self, parts):
        first = list(self.plain[parts[0][0]][parts[0][1]].shape)
        return [first[0] * len(parts), *first[1:]]

    def tensor(self, name):
        if name in self.small: return self.small[name]
        parts, shape = self.names[name]
        x = torch.cat([values(part, one, self.plain[part][one].shape, self.seed) for part, one in parts])
        return (x.reshape(shape) if shape else x).to(self.dtype)

    def fill(self, dtype):
        """The modules themselves, rounded as the file is."""
        for part, params in self.plain.items():
            for name, p in params.items(): p.data.copy_(values(part, name, p.shape, self.seed).to(dtype))


def write_safetensors(path, source):
    header, at = {}, 0
    for name, dtype, shape in source.entries():
        size = math.prod(shape) * torch.empty((), dtype=dtype).element_size()
        header[name] = dict(dtype=st.D[dtype], shape=shape, data_offsets=[at, at + size])
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in header: source.tensor(name).contiguous().numpy().tofile(file)


def write_ckpt(path, source):
    state = {name: source.tensor(name) for name, _, _ in source.entries()}
    torch.save({"epoch": 0, "global_step": 840000, "state_dict": state}, path)


def write_shapes(path, source):
    with open(path, "w") as file:
        for name, dtype, shape in source.entries(): file.write(f"{name} {st.D[dtype]} {' '.join(map(str, shape))}".rstrip() + "\n")


def golden(config, made, seed, side=32, count=3, pos=5):
    text, unet = made["text"], made["unet"]
    g = torch.Generator().manual_seed(seed + 4)
    ids = torch.cat([torch.tensor([[49406]]), torch.randint(320, 49000, (1, 14), generator=g), torch.tensor([[49407]]), torch.full((1, 61), config["pad"])], 1)
    start = text.embed(ids)[0, 1 : 1 + count] + 0.05 * torch.randn(count, config["text"]["dim"], generator=g)
    latent, noise = torch.randn(1, 4, side, side, generator=g), torch.randn(1, 4, side, side, generator=g)
    t = torch.tensor([500]); a = alphas_cumprod()[500]
    vectors = start.clone().requires_grad_()
    tokens = torch.cat([text.embed(ids)[:, :pos], vectors[None], text.embed(ids)[:, pos + count :]], 1)
    predicted = unet(a.sqrt() * latent + (1 - a).sqrt() * noise, t, text(tokens))
    loss = F.mse_loss(predicted, target("epsilon", latent, noise, a))
    loss.backward()
    print(f"loss {loss.item():.6f}, gradient {vectors.grad.norm().item():.3e}, predicted within {predicted.abs().max().item():.2f}")
    with torch.no_grad(): last = text(text.embed(ids))
    whole = {"ids": ids.int(), "ti.pos": torch.tensor([pos, count]).int(), "ti.skip": torch.tensor([1]).int(), "ti.order": torch.tensor([0]).int(), "ti.t": t.int()}
    return dict(whole, **{"text.skip1": last, "ti.init": start, "ti.latents": latent, "ti.noise": noise, "ti.loss0": loss.detach()[None], "ti.grad0": vectors.grad})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("config", choices=CONFIGS)
    for option in ("safetensors", "ckpt", "golden", "shapes"): parser.add_argument(f"--{option}")
    parser.add_argument("--f32", action="store_true"); parser.add_argument("--seed", type=int, default=15)
    options = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    config = CONFIGS[options.config]
    made = networks(config)
    check_counts(options.config, made)
    dtype = torch.float32 if options.f32 else torch.float16
    source = Source(config, made, options.seed, dtype)
    if options.shapes: write_shapes(options.shapes, source)
    if options.safetensors: write_safetensors(options.safetensors, source)
    if options.ckpt: write_ckpt(options.ckpt, source)
    if options.golden:
        source.fill(dtype)
        st.save(options.golden, golden(config, made, options.seed))
