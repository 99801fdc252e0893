"""Trains UNet and text encoder together on the VAE's latents.
usage: train_ldm.py DATA_DIR OUT_DIR --vae MODEL_DIR [--vae-weights FILE] --seconds N [--device cuda] [--cooldown SECONDS] [--from MODEL_DIR]
--from: UNet and text encoder begin as those of this folder, where there is no checkpoint; their rate then rises over RISE steps,
while the reader, which no folder holds, learns to write what they read.
--vae-weights: what train_vae.py wrote, in place of the model's own VAE.
The rate is constant, so that training can be stopped and taken up at any time (the same command). --cooldown starts from the
checkpoint, lets the rate and the share of jittered pictures fall to nothing over so many seconds, writes OUT_DIR/model (diffusers
layout, f16) and leaves the checkpoint as it is. OUT_DIR: ldm.pt, latents.pt (of this VAE), ldm.log.jsonl, sheets of fixed captions
ldm-STEP.png."""
import copy, math, os, sys, torch, torch.nn.functional as F
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path[:0] = [HERE, os.path.dirname(HERE)]
from loop import Run, arguments, half, layout, prepare
from pseudowords import Pseudowords, Reader, Sentences, Views
from ref_sd import ClipText, UNet, alphas_cumprod
from sampling import ddim
from world import CONTEXT, SCALE, World, config_of, load_folder, save_folder, save_sheet

TEXT = dict(vocab=49408, dim=128, layers=2, heads=4, act="quick_gelu", ctx=CONTEXT)
UNET = dict(ch=(48, 96, 144), attn=(False, True, False), layers=1, heads=6, cross=128, zin=4, groups=16, linear_proj=False)
TOKEN_STD, WIDE = 0.02, 10  # the text encoder trains with all that its residual stream adds up WIDE times as large as it is stored
# the error of the predicted picture counts min(SNR, GAMMA) ** POWER: at 1 (Hang et al. 2023) the noisiest steps, where only the caption tells the subject, hardly train
GAMMA, POWER, UNCONDITIONAL, JITTERED = 5, 0.4, 0.1, 0.3
RISE, READER_RATE = 600, 1e-3
SHOWN = ("cat face", "red apple", "house", "airplane", "tulip", "fish", "robot", "crown", "birthday cake", "owl", "key", "red heart")

class Captions:
    """The weighted captions of each training picture, in the numbers of the tokens that occur."""
    def __init__(s, world, index, device):
        used = sorted({i for k in index for c in world.entries[k]["captions"] for i in c["ids"]} | set(world.data["empty"]))
        s.used = torch.tensor(used); short = {t: n for n, t in enumerate(used)}; ids = lambda x: [short[i] for i in world.pad(x)]
        s.ids = torch.tensor([[ids(c["ids"]) for c in world.entries[k]["captions"]] for k in index], device=device)
        s.weights = torch.tensor([[c["weight"] for c in world.entries[k]["captions"]] for k in index], device=device); s.empty = torch.tensor(ids(world.data["empty"]), device=device)
        s.by_text = {c["text"]: s.ids[n, m] for n, k in enumerate(index) for m, c in enumerate(world.entries[k]["captions"])}
    def draw(s, pictures): return s.ids[pictures, torch.multinomial(s.weights[pictures], 1)[:, 0]]

def networks(tokens, device):
    text, unet = ClipText(dict(TEXT, vocab=tokens)), UNet(UNET); e = text.text_model.embeddings
    e.token_embedding.weight.data.normal_(0, TOKEN_STD * WIDE); e.position_embedding.weight.data.normal_(0, TOKEN_STD * WIDE / 2)
    unet.conv_out.weight.data.zero_(); unet.conv_out.bias.data.zero_()
    return text.to(device), unet.to(device, memory_format=layout(device))

@torch.no_grad()
def latents(world, index, vae, device, copies, kept):
    """canonical and `copies` jittered encodings of each picture: [copies + 1, n, 4, 16, 16] of unit variance; made once, kept in a file"""
    if os.path.exists(kept): return torch.load(kept, map_location=device)
    views = [world.canonical] + [world.jittered] * copies
    with half(device): made = torch.stack([torch.cat([vae.encode(view(c))[0].float() * SCALE for c in torch.tensor(index).split(128)]) for view in views])
    torch.save(made, kept); return made

def exported(text, unet, used):
    """copies with the whole token table: unused rows are zero, and what the residual stream adds up is scaled so that the used
    rows have a standard deviation of TOKEN_STD (the layer norms hide the scale from all that follows)"""
    full = ClipText(TEXT); state = {k: v.detach().cpu().float().clone() for k, v in text.state_dict().items()}; table = "text_model.embeddings.token_embedding.weight"
    scale = TOKEN_STD / state[table].std()
    for k in state:
        if "embeddings" in k or "out_proj" in k or "fc2" in k: state[k] *= scale
    state[table] = torch.zeros(TEXT["vocab"], TEXT["dim"]).index_copy_(0, used, state[table]); full.load_state_dict(state)
    return full, copy.deepcopy(unet).cpu().float().to(memory_format=torch.contiguous_format)

def imported(folder, used, device):
    """exported's other way: the networks of a folder, as they are trained"""
    nets = load_folder(folder); state = nets["text"].state_dict(); table = "text_model.embeddings.token_embedding.weight"; state[table] = state[table][used]
    for k in state:
        if "embeddings" in k or "out_proj" in k or "fc2" in k: state[k] = state[k] * WIDE
    text = ClipText(dict(TEXT, vocab=len(used))); text.load_state_dict(state); return text.to(device).train(), nets["unet"].to(device, memory_format=layout(device)).train()

class Average(torch.nn.Module):
    """the weights' moving average, as networks of its own"""
    def __init__(s, text, unet): super().__init__(); s.text, s.unet = copy.deepcopy(text), copy.deepcopy(unet)
    @torch.no_grad()
    def follow(s, text, unet, keep):
        mine, theirs = [list(m.parameters()) for m in (s, torch.nn.ModuleList([text, unet]))]
        torch._foreach_mul_(mine, keep); torch._foreach_add_(mine, [p.detach() for p in theirs], alpha=1 - keep)

def main():
    p = arguments(__doc__); p.add_argument("--vae", required=True); p.add_argument("--vae-weights"); p.add_argument("--from", dest="begin"); p.add_argument("--cooldown", type=float, default=0); a = p.parse_args(); prepare(a); gpu = a.device.startswith("cuda")
    world = World(a.data, a.device); index = world.where("train"); captions = Captions(world, index, a.device); vae = load_folder(a.vae, a.device)["vae"]
    if a.vae_weights: vae.load_state_dict(torch.load(a.vae_weights)); vae.to(a.device)
    bank = latents(world, index, vae, a.device, 15 if gpu else 3, os.path.join(a.out, "latents.pt"))
    text, unet = imported(a.begin, captions.used, a.device) if a.begin else networks(len(captions.used), a.device); average = Average(text, unet); params = [*text.parameters(), *unet.parameters()]
    plain = [q for q in params if q.dim() < 2] + list(text.text_model.embeddings.parameters()); decayed = [q for q in params if not any(q is r for r in plain)]
    opt = torch.optim.AdamW([dict(params=decayed, weight_decay=1e-2), dict(params=plain, weight_decay=0)], lr=1e-3, betas=(0.9, 0.99), eps=1e-8)
    reader = Reader(TEXT["dim"]).to(a.device); reader_opt = torch.optim.AdamW(reader.parameters(), lr=1e-3, betas=(0.9, 0.99)); params += reader.parameters()
    views = Views(world, index, vae, a.device, half, 64 if gpu else 48, os.path.join(a.out, "views.pt")); made_up = Pseudowords(reader, views, Sentences(captions, views.names), bank, TOKEN_STD * WIDE)
    run = Run(a, "ldm", dict(text=text, unet=unet, average=average, opt=opt, reader=reader, reader_opt=reader_opt)); start = run.spent
    if a.cooldown: a.seconds, run.path, run.every = start + a.cooldown, os.path.join(a.out, "ldm-cooled.pt"), math.inf
    ac = alphas_cumprod().to(a.device); batch, peak = a.batch or (256 if gpu else 48), a.rate or 1e-3; losses = []; more, sheet_due = True, run.spent + 120
    say = lambda words, style: f"{words}, {style}"
    shown = torch.stack([captions.by_text[say(w, s)] for s in ("fluent", "twemoji") for w in SHOWN])
    def sheet(name):
        t, u = average.text, average.unet; z = ddim(u, t(t.embed(shown)), t(t.embed(captions.empty[None])), seed=1, device=a.device)
        with torch.no_grad(): save_sheet(os.path.join(a.out, name), vae.decode(z / SCALE), len(SHOWN))
    while more:
        fall = max(0.0, 1 - (run.spent - start) / a.cooldown) if a.cooldown else 1
        for o, rate, rise in ((opt, peak, RISE if a.begin else 300), (reader_opt, READER_RATE, 300)):
            for g in o.param_groups: g["lr"] = rate * min(1, (run.step + 1) / rise) * fall
        with half(a.device): z, rows = made_up.draw(text, batch)
        named = batch - len(z); k = torch.randint(0, len(index), (named,), device=a.device); view = torch.randint(0, len(bank), (named,), device=a.device) * (torch.rand(named, device=a.device) < JITTERED * fall)
        z = torch.cat([bank[view, k], z]); noise = torch.randn_like(z); t = torch.randint(0, 1000, (batch,), device=a.device); alpha = ac[t][:, None, None, None]
        x = (alpha.sqrt() * z + (1 - alpha).sqrt() * noise).to(memory_format=layout(a.device)); silent = torch.rand(batch, 1, 1, device=a.device) < UNCONDITIONAL
        rows = torch.where(silent, text.embed(captions.empty)[None], torch.cat([text.embed(captions.draw(k)), rows]))
        with half(a.device): made = unet(x, t, text(rows))
        each = ((made.float() - noise) ** 2).mean((1, 2, 3)); snr = (alpha / (1 - alpha)).flatten(); loss = (each * snr.clamp(max=GAMMA) ** POWER / snr).mean()
        for o in (opt, reader_opt): o.zero_grad()
        loss.backward(); torch.nn.utils.clip_grad_norm_(params, 1.0); opt.step(); reader_opt.step(); average.follow(text, unet, min(0.9995, (1 + run.step) / (10 + run.step)))
        losses.append([each[:named].mean().item(), each[named:].mean().item()]); more = run.tick()
        if run.step % 100 == 0: run.log(**{k: round(sum(x) / len(losses), 4) for k, x in zip(("loss", "made_up"), zip(*losses))}, samples=run.step * batch); losses = []
        if run.spent > sheet_due: sheet(f"ldm-{run.step:06d}.png"); sheet_due = run.spent + 600
    if run.told: return
    sheet("ldm-cooled.png" if a.cooldown else "ldm-last.png"); config = dict(config_of(a.vae), text=TEXT, unet=UNET); full, plain_unet = exported(average.text, average.unet, captions.used)
    save_folder(os.path.join(a.out, "model"), config, dict(text=full, unet=plain_unet, vae=vae))

if __name__ == "__main__": main()
