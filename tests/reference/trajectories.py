"""Twenty steps of Textual Inversion on a model folder, for each of several settings, with torch's own optimizer and clipping.
usage: trajectories.py MODEL CASES.json INPUTS.safetensors OUT.safetensors
CASES: name -> batch, accumulate, rates [steps], skip, prediction, and where used: clip {mode, values [steps], scaled}, huber, minSnr,
ema, normDecay, warmup (steps), cosine. INPUTS: NAME.init [k, d], and for each sample in turn NAME.tokens [n, 77, d], NAME.slots [n, 77] (a vector's number
or -1), NAME.latents and NAME.noise [n, 4, h, w], NAME.t [n], and where it has masks NAME.alpha [n, h, w] (0..255).
OUT: init, the same for all; NAME.losses, NAME.gradient, NAME.norm [steps], NAME.vectors, NAME.average [k, d]; NAME.least [1]: the smallest
element of the first gradient against their root mean square (Adam's first step is only its sign). Computed in float64."""
import sys, os, json, torch, torch.nn.functional as F
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ref_sd import ClipText, UNet, alphas_cumprod
from golden import CFG, target
import st

GRAD_SCALE = 65536.0  # what torch's GradScaler begins with

def weight_map(alpha):
    """A1111's (modules/textual_inversion/dataset.py), but for masks that are the same everywhere, where it divides by zero."""
    w = alpha - alpha.min()
    return w / w.mean() if w.mean() > 0 else torch.ones_like(w)

def min_snr(a, gamma, pred):
    snr = a / (1 - a); w = torch.minimum(snr, torch.full_like(snr, gamma))
    return w / snr if pred == "epsilon" else w / (snr + 1)

def sample_losses(nets, case, v, ins):
    """One loss per sample, a pixel counting by its mask; and what it counts by its timestep."""
    text, unet, acs = nets; t = ins["t"].long(); a = acs[t][:, None, None, None]; pred = case["prediction"]
    slots = ins["slots"].long()[..., None]; e = torch.where(slots >= 0, v[slots[..., 0].clamp(min=0)], ins["tokens"])
    x = a.sqrt() * ins["latents"] + (1 - a).sqrt() * ins["noise"]; out = unet(x, t, text(e, case["skip"])); wanted = target(pred, ins["latents"], ins["noise"], a)
    loss = 2 * F.huber_loss(out, wanted, reduction="none", delta=case["huber"]) if "huber" in case else F.mse_loss(out, wanted, reduction="none")
    if "alpha" in ins: loss = loss * torch.stack([weight_map(m) for m in ins["alpha"]])[:, None]
    loss = loss.mean((1, 2, 3))
    return loss, min_snr(acs[t], case["minSnr"], pred) if "minSnr" in case else torch.ones_like(loss)

def clip(v, case, step):
    how = case["clip"]; limit = how["values"][step]
    scale = GRAD_SCALE if how["scaled"] else 1.0
    v.grad *= scale
    if how["mode"] == "value": torch.nn.utils.clip_grad_value_([v], limit)
    else: torch.nn.utils.clip_grad_norm_([v], limit)
    v.grad /= scale

def shaped(rates, warmup, cosine):
    """By torch's own schedulers, for a rate that is the same in all steps."""
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rates[0]); parts = [torch.optim.lr_scheduler.LinearLR(opt, 1 / warmup, 1.0, warmup - 1)]
    if cosine: parts.append(torch.optim.lr_scheduler.CosineAnnealingLR(opt, len(rates) - warmup))
    whole = torch.optim.lr_scheduler.SequentialLR(opt, parts, [warmup][: len(parts) - 1]); out = []
    for _ in rates: out.append(opt.param_groups[0]["lr"]); opt.step(); whole.step()
    return out

def run(nets, case, ins, token_norm):
    v = ins.pop("init").clone().requires_grad_(); average = v.detach().clone(); out = {k: [] for k in ("losses", "gradient", "norm", "least")}
    opt = torch.optim.AdamW([v], lr=0.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0); B, A = case["batch"], case["accumulate"]
    rates = shaped(case["rates"], case["warmup"], case.get("cosine")) if "warmup" in case else case["rates"]
    for step, rate in enumerate(rates):
        opt.zero_grad(); losses = []
        for micro in range(A):
            at = (step * A + micro) * B; ls, counts = sample_losses(nets, case, v, {k: x[at : at + B] for k, x in ins.items()})
            ((ls * counts).mean() / A).backward(); losses += ls.detach().tolist()
        out["losses"].append(sum(losses) / len(losses)); out["gradient"].append(v.grad.norm().item())
        if step == 0: out["least"].append((v.grad.abs().min() / v.grad.pow(2).mean().sqrt()).item())
        if "clip" in case: clip(v, case, step)
        for group in opt.param_groups: group["lr"] = rate
        opt.step()
        with torch.no_grad():
            if "normDecay" in case:
                n = v.norm(dim=1, keepdim=True); v *= (n + min(1.0, case["normDecay"] * rate) * (token_norm - n)) / n
            done = step + 1; keep = min(case.get("ema", 0.0), (1 + done) / (10 + done)); average.mul_(keep).add_(v, alpha=1 - keep)
            out["norm"].append(v.norm(dim=1).mean().item())
    return {**{k: torch.tensor(x, dtype=torch.float64) for k, x in out.items()}, "vectors": v.detach(), "average": average}

if __name__ == "__main__":
    model, cases, inputs, out = sys.argv[1:5]; c = CFG["nano"]; text, unet = ClipText(c["text"]), UNet(c["unet"])
    text.load_state_dict(st.load(model + "/text_encoder/model.safetensors")); unet.load_state_dict(st.load(model + "/unet/diffusion_pytorch_model.safetensors"))
    nets = (text.double(), unet.double(), alphas_cumprod().double()); [p.requires_grad_(False) for m in nets[:2] for p in m.parameters()]
    rows = text.text_model.embeddings.token_embedding.weight.norm(dim=1); token_norm = rows[rows > 0].mean().item()
    given = {k: (x.double() if x.is_floating_point() else x) for k, x in st.load(inputs).items()}; G = {}
    for name, case in json.load(open(cases)).items():
        ins = {k[len(name) + 1 :]: x for k, x in given.items() if k.startswith(name + ".")}
        G["init"] = ins["init"].float(); G.update({f"{name}.{k}": x.float() for k, x in run(nets, case, ins, token_norm).items()})
    st.save(out, G)
