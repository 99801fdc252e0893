"""Draws with the words that learn.ts taught: are the pictures nearer to the held-out ones than those of the starting word?
usage: measure_learning.py DATA_DIR MODEL_DIR LEARNED.json [PNG]
Distance: root mean square over a latent, to the nearest picture given; the median of 16 seeds, the same for both words. Subjects:
"a picture of a WORD"; a held-out set: 16 taught subjects, one seed each, "SUBJECT, WORD", against that subject's picture there.
PNG: a row a word: 3 given (of a set: 3 of the 16), 5 by the starting word, 5 by the learned one. Prints a table for the model card."""
import json, os, sys, torch
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path[:0] = [HERE, os.path.dirname(HERE)]
from captions import ANY, Prompts
from sampling import PREVIEWED, ddim
from world import SCALE, World, load_folder, save_sheet
SEEDS, SHOWN = 16, 5

def prompts_and_goals(world, name):
    """-> 16 captions with ANY where the word goes, and for each the numbers of the pictures it should come near to"""
    if name not in world.data["heldOutSets"]: return [f"a picture of a {ANY}"] * SEEDS, [[i for i in world.where("subject") if world.entries[i]["name"] == name]] * SEEDS
    style = world.style(name)[:SEEDS]; return [f"{world.entries[i]['name'].replace('-', ' ')}, {ANY}" for i in style], [[i] for i in style]

def main():
    world = World(sys.argv[1]); nets = load_folder(sys.argv[2]); prompts = Prompts(world); taught = json.load(open(sys.argv[3])); text, vae = nets["text"], nets["vae"]; nearer, rows = 0, []
    print("| word | loss | standard errors | distance, starting word | learned |\n| --- | --- | --- | --- | --- |")
    with torch.no_grad():
        for name, result in taught.items():
            captions, goals = prompts_and_goals(world, name); uncond = prompts.unconditional(text); drawn = {}
            for which in ("initial", "learned"):
                cond = torch.cat([prompts.with_word(text, c, torch.tensor(result[which])) for c in captions]); drawn[which] = ddim(nets["unet"], cond, uncond, seed=500, guidance=PREVIEWED)
            goal = [vae.encode(world.canonical(g))[0] * SCALE for g in goals]
            median = {w: torch.stack([((z - g) ** 2).mean((1, 2, 3)).sqrt().min() for z, g in zip(zs, goal)]).median().item() for w, zs in drawn.items()}
            nearer += median["learned"] < median["initial"]; l = result["loss"]
            print(f"| {name} | −{100 * l['fall'] / l['before']:.1f} % | {l['fall'] / l['error']:.1f} | {median['initial']:.3f} | {median['learned']:.3f} |")
            rows += [*world.canonical([g[0] for g in goals[:3]] if len(goals[0]) == 1 else goals[0][:3]), *(p for w in ("initial", "learned") for p in vae.decode(drawn[w][:SHOWN] / SCALE))]
    print(f"nearer: {nearer} of {len(taught)}")
    if len(sys.argv) > 4: save_sheet(sys.argv[4], torch.stack(rows), 3 + 2 * SHOWN)

if __name__ == "__main__": main()
