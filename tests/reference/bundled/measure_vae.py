"""Measures the VAE of a model folder on the pictures that training never saw.
usage: measure_vae.py DATA_DIR MODEL_DIR [PNG]      DATA_DIR holds what data.mjs wrote; PNG: given and decoded, in pairs of rows
PSNR in dB of the mean squared error over all pictures; the hue error in degrees between the decoded and the given picture, over
pixels of a saturation above 0.2 and a value above 0.2, weighted by saturation; mean and deviation of the latents after scaling."""
import math, os, sys, torch, torch.nn.functional as F
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path[:0] = [HERE, os.path.dirname(HERE)]
from world import World, load_folder, save_sheet

def hue(x):
    """[n,3,h,w] in 0..1 -> hue in radians, saturation and value as of HSV, each [n,h,w]"""
    r, g, b = x.unbind(1); high, low = x.max(1).values, x.min(1).values
    return torch.atan2(math.sqrt(3) * (g - b), 2 * r - g - b), (high - low) / high.clamp(min=1e-3), high

def hue_error(given, made):
    """mean absolute difference in degrees"""
    (h, s, v), (k, _, _) = hue(given), hue(made)
    d = torch.remainder(h - k + math.pi, 2 * math.pi) - math.pi
    w = s * ((s > 0.2) & (v > 0.2))
    return ((d.abs() * w).sum() / w.sum()).item() * 180 / math.pi

def measure(vae, x):
    """x [n,3,64,64] in -1..1 -> decoded pictures, PSNR in dB, hue error in degrees, latents"""
    with torch.no_grad(): z = vae.encode(x)[0]; made = vae.decode(z).clamp(-1, 1)
    psnr = -10 * math.log10(F.mse_loss(made / 2, x / 2).item())
    return made, psnr, hue_error(x / 2 + 0.5, made / 2 + 0.5), z * 0.18215

if __name__ == "__main__":
    world = World(sys.argv[1]); vae = load_folder(sys.argv[2])["vae"].eval()
    styles = {name: world.style(name) for name in world.data["heldOutSets"]}
    for name, which in dict(train=world.where("train"), subject=world.where("subject"), **styles).items():
        made, psnr, degrees, z = measure(vae, world.canonical(which))
        print(f"{name}: {len(made)} pictures, {psnr:.2f} dB, hue {degrees:.1f} degrees, latents {z.mean():.3f} ± {z.std():.3f}")
    if len(sys.argv) > 3:
        x = world.canonical(world.where("subject")); made = measure(vae, x)[0]
        save_sheet(sys.argv[3], torch.cat([torch.stack([x[i], made[i]]) for i in range(len(x))]), 12)
