"""The README's picture: pictures given, what the word drew over the run, the word in three prompts.
usage: story.py DATA_DIR MODEL_DIR LEARNED.json NAME PNG"""
import json, os, sys, torch
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path[:0] = [HERE, os.path.dirname(HERE)]
from captions import ANY, Prompts
from sampling import PREVIEWED, ddim
from world import SCALE, World, load_folder
PROMPTS = (f"a picture of a {ANY} in the style of fluent", f"{ANY}, twemoji", f"icon of a {ANY}")
ON_THE_WAY = (60, 120, 180)  # steps of the run
ZOOM, GAP, WIDE = 2, 6, 28  # pixels; between pictures, between groups

def draw(groups, path):
    """groups of pictures [n,3,64,64] in -1..1, side by side on white"""
    from PIL import Image
    size = 64 * ZOOM; width = sum(len(g) * (size + GAP) - GAP for g in groups) + WIDE * (len(groups) - 1); sheet = Image.new("RGB", (width, size), "white"); x = 0
    for g in groups:
        for p in g:
            a = ((p.clamp(-1, 1) / 2 + 0.5) * 255).round().byte().permute(1, 2, 0).numpy(); sheet.paste(Image.fromarray(a).resize((size, size), Image.LANCZOS), (x, 0)); x += size + GAP
        x += WIDE - GAP
    sheet.save(path)

def main():
    data, folder, learned, name, path = sys.argv[1:6]; world = World(data); nets = load_folder(folder); prompts = Prompts(world); word = json.load(open(learned))[name]; text, unet, vae = nets["text"], nets["unet"], nets["vae"]
    made = lambda captions, vectors: torch.cat([prompts.with_word(text, c, torch.tensor(v)) for c, v in zip(captions, vectors)]); way = [word["initial"], *(s["vectors"] for s in word["path"] if s["step"] in ON_THE_WAY), word["learned"]]
    with torch.no_grad():
        uncond = prompts.unconditional(text); one = lambda cond: torch.cat([ddim(unet, c[None], uncond, seed=3, guidance=PREVIEWED) for c in cond])
        previews = vae.decode(one(made([f"a picture of a {ANY}"] * len(way), way)) / SCALE); uses = vae.decode(one(made(PROMPTS, [word["learned"]] * 3)) / SCALE)
        given = world.canonical([i for i in world.where("subject") if world.entries[i]["name"] == name])
    draw([given, previews, uses], path)

if __name__ == "__main__": main()
