"""Golden values of a model folder, computed by the PyTorch reference, for `npm run verify` and the tests.
usage: golden_values.py MODEL OUT.safetensors [FIRST_SEED]
Of the seeds from 11 on the first whose case says something about kernels:
- No element of the gradient is below 4e-3 of their root mean square (as in tests/reference/trajectories.ts): AdamW's first steps go by signs, and
  which sign such an element has in f16 is chance.
- Gradients blurred by 0.2 % of their root mean square in every step lead the word of 20 steps 0.7 % astray at most, in PyTorch itself.
- A start that is moved by 0.1 % moves what the ancestral sampler draws by 1 % at most, in PyTorch itself."""
import os, sys, torch, torch.nn.functional as F
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path[:0] = [HERE, os.path.dirname(HERE)]
import golden, st
from ref_sd import alphas_cumprod
from world import config_of, load_folder
LEAST_GRADIENT, BLUR, MOST_ASTRAY, MOVED, MOST_MOVED = 4e-3, 2e-3, 7e-3, 1e-3, 1e-2

@torch.no_grad()
def euler_a(unet, made, start):
    """golden.py's Euler ancestral sampler from another start, f32"""
    ac = alphas_cumprod(); ts = made["sample.t"].tolist(); both = torch.cat([made["sample.cond"], made["sample.uncond"]])
    sigma = [((1 - ac[t]) / ac[t]).sqrt() for t in ts] + [torch.zeros(())]; x = start * (1 + sigma[0] ** 2).sqrt()
    for i, t in enumerate(ts):
        c, u = unet(torch.cat([x, x]) / (1 + sigma[i] ** 2).sqrt(), torch.tensor([t, t]), both).chunk(2); e = u + 7.0 * (c - u); d0 = x - sigma[i] * e
        up = torch.minimum(sigma[i + 1], ((sigma[i + 1] ** 2) * (sigma[i] ** 2 - sigma[i + 1] ** 2) / sigma[i] ** 2).sqrt()); down = (sigma[i + 1] ** 2 - up ** 2).sqrt()
        x = d0 + down * e + up * made["sample.noise"][i][None] if i + 1 < len(ts) else d0
    return x

def moved(unet, made):
    """how far the drawn moves, relative to it"""
    start = made["sample.x"]; plain = euler_a(unet, made, start); there = euler_a(unet, made, start + MOVED * torch.randn(start.shape, generator=torch.Generator().manual_seed(1)))
    return ((there - plain).pow(2).mean() / plain.pow(2).mean()).sqrt().item()

def astray(text, unet, made):
    """how far blurred gradients lead the word from where it ends, relative to the way it goes: golden.py's 20 steps again, f32"""
    ac = alphas_cumprod(); ids = made["ids"].long(); at, k = made["ti.pos"].tolist(); t, noise, order = made["ti.t"].long(), made["ti.noise"], made["ti.order"].tolist(); g = torch.Generator().manual_seed(1)
    v = made["ti.init"].clone().requires_grad_(); opt = torch.optim.AdamW([v], lr=5e-3, weight_decay=0.0); e = text.embed(ids).detach()
    for i in range(len(t)):
        a, n = ac[t[i]], noise[i][None]; x = a.sqrt() * made["ti.latents"][order[i]][None] + (1 - a).sqrt() * n
        opt.zero_grad(); F.mse_loss(unet(x, t[i : i + 1], text(torch.cat([e[:, :at], v[None], e[:, at + k :]], 1))), n).backward()
        v.grad += BLUR * v.grad.pow(2).mean().sqrt() * torch.randn(v.shape, generator=g); opt.step()
    return ((v.detach() - made["ti.final"]).norm() / (made["ti.final"] - made["ti.init"]).norm()).item()

if __name__ == "__main__":
    model, out, *first = sys.argv[1:]; nets = load_folder(model)
    for seed in range(int(first[0]) if first else 11, 1000):
        made = golden.golden(config_of(model), nets["text"], nets["unet"], nets["vae"], seed); gradient = made["ti.grad0"]; least = (gradient.abs().min() / gradient.pow(2).mean().sqrt()).item()
        lost = astray(nets["text"], nets["unet"], made) if least >= LEAST_GRADIENT else None; far = moved(nets["unet"], made) if lost is not None and lost <= MOST_ASTRAY else None
        print(f"seed {seed}: least element of the gradient {least:.1e}" + ("" if lost is None else f", word goes astray by {lost:.1e}") + ("" if far is None else f", drawn moves {far:.1e}"), flush=True)
        if far is not None and far <= MOST_MOVED: break
    st.save(out, made)
