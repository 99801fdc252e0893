"""DDIM with guidance, in PyTorch."""
import torch
from ref_sd import alphas_cumprod
PREVIEWED = 3.0  # the app's guidance for previews of this model (src/app/logic/fields/defaults.ts): words are drawn with it

@torch.no_grad()
def ddim(unet, cond, uncond, seed, steps=25, guidance=7.0, device="cpu"):
    """cond [n,77,d], uncond [1,77,d] -> latents [n,4,16,16] of unit variance; leading timesteps, offset 1; picture i has seed + i;
    guidance: A1111's default"""
    n = len(cond); g = lambda i: torch.Generator().manual_seed(seed + i); x = torch.cat([torch.randn(1, 4, 16, 16, generator=g(i)) for i in range(n)]).to(device)
    ac = alphas_cumprod().to(device); times = [1 + i * (1000 // steps) for i in range(steps)][::-1]; both = torch.cat([cond, uncond.expand(n, -1, -1)])
    for t, later in zip(times, times[1:] + [-1]):
        c, u = unet(torch.cat([x, x]), torch.full((2 * n,), t, device=device), both).chunk(2); e = u + guidance * (c - u)
        a, b = ac[t], ac[max(later, 0)]; x = b.sqrt() * (x - (1 - a).sqrt() * e) / a.sqrt() + (1 - b).sqrt() * e
    return x
