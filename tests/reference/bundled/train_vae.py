"""Trains the VAE, or only the decoder of one whose latents are in use.
usage: train_vae.py DATA_DIR OUT_DIR --seconds N [--decoder MODEL_DIR] [--device cuda]
--decoder: starts from that model folder and leaves the encoder as it is, so that a UNet trained on its latents stays right; the
latents get a little noise, as generated ones are not exact either. The rate falls by cosine over --seconds. OUT_DIR: vae.pt
(checkpoint, taken up by the same command), vae.log.jsonl; at the end vae-weights.pt, whose latents have zero mean and unit
variance after the factor 0.18215. Found: an L1 loss loses hue (greens turn brown); squared error and gradients keep it."""
import math, os, sys, torch, torch.nn.functional as F
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path[:0] = [HERE, os.path.dirname(HERE)]
from loop import Run, arguments, half, prepare
from measure_vae import measure
from ref_sd import VAE
from world import SCALE, World, load_folder

SIZES = dict(ch=(16, 48, 96), layers=1, z=4, groups=8, scale=SCALE)
LATENT_NOISE = 0.05  # of a standard deviation

def difference(made, x):
    """4 x squared error + 0.25 x absolute error of both gradients"""
    dx = lambda p: p[..., 1:] - p[..., :-1]
    dy = lambda p: p[..., 1:, :] - p[..., :-1, :]
    return 4 * F.mse_loss(made, x) + 0.25 * ((dx(made) - dx(x)).abs().mean() + (dy(made) - dy(x)).abs().mean())

@torch.no_grad()
def fold(vae, x):
    """puts the latents' mean and spread into the 1 x 1 convolutions, so that 0.18215 is the right factor"""
    z = torch.cat([vae.encode(c)[0] for c in x.split(64)]); mean, spread = z.mean((0, 2, 3)), z.std((0, 2, 3)) * SCALE; q, p = vae.quant_conv, vae.post_quant_conv
    q.weight[:4] /= spread[:, None, None, None]; q.bias[:4].sub_(mean).div_(spread); q.bias[4:] -= 2 * spread.log()
    p.bias += p.weight[:, :, 0, 0] @ mean; p.weight *= spread[None, :, None, None]

def whole_step(vae, x):
    mean, spread = vae.encode(x); spread = spread.float().clamp(-20, 10); mean = mean.float()
    return difference(vae.decode(mean + torch.randn_like(mean) * (spread / 2).exp()).float(), x) + 0.5e-5 * (mean * mean + spread.exp() - 1 - spread).mean()

def decoder_step(vae, x):
    with torch.no_grad(): z = vae.encode(x)[0].float()
    return difference(vae.decode(z + torch.randn_like(z) * LATENT_NOISE / SCALE).float(), x)

def main():
    p = arguments(__doc__); p.add_argument("--decoder"); a = p.parse_args(); prepare(a); world = World(a.data, a.device); index = torch.tensor(world.where("train")); held = world.canonical(world.where("subject") + world.where("style"))
    vae = (load_folder(a.decoder, a.device)["vae"] if a.decoder else VAE(SIZES).to(a.device)).to(memory_format=torch.channels_last); step = decoder_step if a.decoder else whole_step
    params = [*vae.decoder.parameters(), *vae.post_quant_conv.parameters()] if a.decoder else [*vae.parameters()]
    opt = torch.optim.AdamW(params, weight_decay=1e-4); run = Run(a, "vae", dict(vae=vae, opt=opt)); batch, peak = a.batch or (64 if a.device.startswith("cuda") else 16), a.rate or (1e-3 if a.decoder else 2e-3); losses = []; more = True
    while more:
        for g in opt.param_groups: g["lr"] = 1e-5 + peak * min(1, (run.step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * min(1, run.spent / a.seconds)))
        x = world.jittered(index[torch.randint(0, len(index), (batch,))], shift=0.07, spread=0.1)
        with half(a.device): loss = step(vae, x.to(memory_format=torch.channels_last))
        opt.zero_grad(); loss.backward(); torch.nn.utils.clip_grad_norm_(params, 1.0); opt.step(); losses.append(loss.item()); more = run.tick()
        if run.step % 100 == 0 or not more: _, psnr, hue, _ = measure(vae, held); run.log(loss=round(sum(losses) / len(losses), 5), held_out_db=round(psnr, 2), held_out_hue=round(hue, 2)); losses = []
    if run.told: return
    if not a.decoder: fold(vae, world.jittered(index))
    torch.save(vae.cpu().to(memory_format=torch.contiguous_format).state_dict(), os.path.join(a.out, "vae-weights.pt"))

if __name__ == "__main__": main()
