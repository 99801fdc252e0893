"""Draws 100 captions that training saw and looks for the nearest training picture of each, by squared distance of latents.
usage: measure_generation.py DATA_DIR MODEL_DIR [PNG]      PNG: drawn above nearest, 20 captions a row"""
import os, sys, torch
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path[:0] = [HERE, os.path.dirname(HERE)]
from captions import Prompts
from sampling import ddim
from world import SCALE, World, load_folder, save_sheet

def chosen(world, count):
    """subjects of the training list by a fixed order, each in both sets"""
    names = sorted({world.entries[i]["name"] for i in world.where("train")}); order = torch.randperm(len(names), generator=torch.Generator().manual_seed(7))
    return [(names[k], style) for k in order[: count // 2] for style in ("fluent", "twemoji")]

def main():
    world = World(sys.argv[1]); nets = load_folder(sys.argv[2]); prompts = Prompts(world); index = world.where("train"); wanted = chosen(world, 100)
    with torch.no_grad():
        known = torch.cat([nets["vae"].encode(world.canonical(c))[0] * SCALE for c in torch.tensor(index).split(128)])
        cond = torch.cat([prompts.rows(nets["text"], f"{name.replace('-', ' ')}, {style}") for name, style in wanted])
        z = torch.cat([ddim(nets["unet"], c, prompts.unconditional(nets["text"]), seed=1000 + 20 * n) for n, c in enumerate(cond.split(20))])
        nearest = torch.cdist(z.flatten(1), known.flatten(1)).argmin(1).tolist(); found = [world.entries[index[k]] for k in nearest]
        subject = sum(f["name"] == name for f, (name, _) in zip(found, wanted)); style = sum(f["set"] == s for f, (_, s) in zip(found, wanted))
        print(f"of {len(wanted)}: right subject {subject}, right set {style}")
        if len(sys.argv) > 3:
            drawn = nets["vae"].decode(z / SCALE); near = world.canonical([index[k] for k in nearest]); rows = [torch.cat([drawn[i : i + 20], near[i : i + 20]]) for i in range(0, len(wanted), 20)]
            save_sheet(sys.argv[3], torch.cat(rows), 20)

if __name__ == "__main__": main()
