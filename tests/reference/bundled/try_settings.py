"""Learns held-out words in PyTorch, to choose default settings with: half a minute a word on two cores. What counts is
learn.ts through our engine, then measure_learning.py; the two draw other noise.
usage: try_settings.py DATA_DIR MODEL_DIR OUT.json [--only NAMES] [--vectors 4] [--rate "0.003:150, 0.001"] [--min-snr 0.1]
       [--batch 2] [--steps 300] [--items 192] [--seed 1] [--bf16]
--bf16: three times as fast where the processor has it, other digits; elsewhere it stays f32.
Of a style it says besides how far the words of the sets that the model knows lower the same loss: what is learned is to do more.
OUT.json: as learn.ts writes it, for measure_learning.py."""
import argparse, contextlib, json, os, sys, torch, torch.nn.functional as F
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path[:0] = [HERE, os.path.dirname(HERE)]
from captions import ANY, Prompts, plain, styled
from loop import half
from ref_sd import alphas_cumprod
from world import SCALE, World, load_folder
FIRST, LAST, ALL = 200, 900, 1000  # timesteps the loss is measured at, as in teach.ts

class Lesson:
    """The pictures of a word as latents, and for each the prompts with a place for the word."""
    def __init__(s, world, vae, name):
        style = name in world.data["heldOutSets"]
        index = world.style(name) if style else [i for i in world.where("subject") if world.entries[i]["name"] == name]; s.z = vae.encode(world.canonical(index))[0] * SCALE
        say = lambda i: styled(world.entries[i]["name"].replace("-", " ")) if style else plain()
        s.captions = [say(i) for i in index]; s.known = sorted({e["set"] for e in world.entries if e["use"] == "train"}) if style else []

def conditions(prompts, text, captions, word):
    """[n,77,d] with vectors, or a known word, in the word's place; a caption is encoded once"""
    said = lambda c: prompts.with_word(text, c, word) if torch.is_tensor(word) else prompts.rows(text, word.join(c.rsplit(ANY, 1)))
    made = {c: said(c) for c in set(captions)}; return torch.cat([made[c] for c in captions])

def rate_at(schedule, step):
    for part in schedule.split(","):
        rate, _, until = part.strip().partition(":")
        if not until or step <= int(until): return float(rate)
    return float(rate)

def learn(nets, prompts, lesson, a):
    text, unet = nets["text"], nets["unet"]; ac = alphas_cumprod(); g = torch.Generator().manual_seed(a.seed); n = len(lesson.z)
    vectors = text.embed(torch.tensor([prompts.any] * a.vectors)).detach().clone(); start = vectors.clone(); vectors.requires_grad_(); opt = torch.optim.AdamW([vectors], lr=1, weight_decay=0)
    def errors(pictures, said, t, noise, word=vectors):
        """each item's mean squared error"""
        cond = conditions(prompts, text, said, word); b = ac[t].view(-1, 1, 1, 1); x = b.sqrt() * lesson.z[pictures] + (1 - b).sqrt() * noise
        with half("cpu") if a.bf16 else contextlib.nullcontext(): e = unet(x, t, cond)
        return ((e.float() - noise) ** 2).mean((1, 2, 3))
    draw = lambda k: torch.randn(k, 4, 16, 16, generator=g); order = lambda k: torch.cat([torch.randperm(n, generator=g) for _ in range(-(-k // n))])[:k]
    t = torch.linspace(FIRST, LAST - 1, a.items).long(); who = order(a.items); said = [lesson.captions[i][k % 4] for k, i in enumerate(who.tolist())]; fixed = draw(a.items)
    @torch.no_grad()
    def loss(word=vectors): return torch.cat([errors(who[k], [said[j] for j in k.tolist()], t[k], fixed[k], word) for k in torch.arange(a.items).split(64)])
    before = loss(); snr = ac / (1 - ac); weight = snr.clamp(max=a.min_snr) / snr if a.min_snr else torch.ones_like(snr); queue = order(a.steps * a.batch).split(a.batch)
    for step, pictures in enumerate(queue, 1):
        at = torch.randint(0, ALL, (a.batch,), generator=g); say = [lesson.captions[i][torch.randint(0, 4, (), generator=g)] for i in pictures.tolist()]
        opt.param_groups[0]["lr"] = rate_at(a.rate, step); opt.zero_grad(); (weight[at] * errors(pictures, say, at, draw(a.batch))).mean().backward(); opt.step()
    share = lambda d: 100 * (d.mean() / before.mean()).item(); known = {w: share(before - loss(w)) for w in lesson.known}; fall = before - loss(); rows = lambda v: v.detach().tolist()
    return dict(loss=dict(before=before.mean().item(), fall=fall.mean().item(), error=(fall.std() / a.items ** 0.5).item()), initial=rows(start), learned=rows(vectors), path=[], known=known)

def main():
    p = argparse.ArgumentParser(description=__doc__); [p.add_argument(x) for x in ("data", "model", "out")]; p.add_argument("--only"); p.add_argument("--rate", default="0.003:150, 0.001")
    p.add_argument("--min-snr", type=float, default=0.1); [p.add_argument(f"--{k}", type=int, default=v) for k, v in dict(vectors=4, batch=2, steps=300, items=192, seed=1).items()]; p.add_argument("--bf16", action="store_true"); a = p.parse_args()
    world = World(a.data); nets = load_folder(a.model); [n.requires_grad_(False) for n in nets.values()]; prompts = Prompts(world); table = {}
    for name in a.only.split(",") if a.only else [*world.data["heldOut"], *world.data["heldOutSets"]]:
        table[name] = learn(nets, prompts, Lesson(world, nets["vae"], name), a); l = table[name]["loss"]; print(f"{name}: {100 * l['fall'] / l['before']:.1f} %, {l['fall'] / l['error']:.1f} standard errors", *(f"; {w}: {v:.1f} %" for w, v in table[name]["known"].items()), flush=True)
        json.dump(table, open(a.out, "w"))

if __name__ == "__main__": main()
