"""Words that no caption holds, so that the model is trained for what it is made for: in part of every batch a subject's name, or a
set's, gives way to vectors that a small network, the reader, makes from pictures of that subject or set. Codes are of one length
and blurred by noise, so the space of words is filled and smooth, and what a held-out subject needs can be found by gradient
steps. (An autoencoder around the diffusion model, after Preechakul et al. 2022.) The reader never sees what is held out, serves
the training alone and is thrown away with it."""
import math, os, torch, torch.nn as nn, torch.nn.functional as F
from captions import ANY, plain, styled
from world import PX, SCALE

WORDS, COUNTS = 4, (1, 2, 4, 4)  # vectors a code has; how many of them, from the first, a batch uses
LENGTH, BLUR = 4.0, 0.35         # of a code's vectors, in tokens' standard deviations; the noise on them, in their own
SUBJECTS, STYLES = 0.55, 0.1     # shares of a batch

class Reader(nn.Module):
    """latents [n,4,16,16] -> codes [n, 2 (subject, style), WORDS, dim] of unit mean square"""
    def __init__(s, dim):
        super().__init__(); layer = lambda i, o, stride: nn.Sequential(nn.Conv2d(i, o, 3, stride, 1), nn.GroupNorm(16, o), nn.SiLU()); s.dim = dim
        s.body = nn.Sequential(layer(4, 64, 1), layer(64, 128, 2), layer(128, 256, 2), nn.Flatten(), nn.Linear(4096, 2 * WORDS * dim))
    def forward(s, z): return s.body(z).float().view(-1, 2, WORDS, s.dim)

def blurred(codes):
    """mean codes -> the same at their one length, with noise"""
    return F.normalize(codes, dim=-1) * math.sqrt(codes.shape[-1]) + BLUR * torch.randn_like(codes)

class Views:
    """Latents of the training pictures in `count` worlds of other colours: every view has its own hue, saturation and gamma, so
    there are more styles than sets; in odd ones each subject is turned, mirrored and scaled too, so there are more subjects than
    names. Made once, kept in a file: [count, n, 4, 16, 16]."""
    def __init__(s, world, index, vae, device, half, count, kept):
        s.names = [world.entries[i]["name"] for i in index]; s.sets = [world.entries[i]["set"] for i in index]; n = len(index); s.count = count
        same = {}; [same.setdefault(x, []).append(i) for i, x in enumerate(s.names)]
        s.partner = torch.tensor([next((j for j in same[x] if j != i), i) for i, x in enumerate(s.names)], device=device)
        sets = sorted(set(s.sets)); s.of_set = [torch.tensor([i for i in range(n) if s.sets[i] == x], device=device) for x in sets]; s.set_of = torch.tensor([sets.index(x) for x in s.sets], device=device)
        if os.path.exists(kept): s.bank = torch.load(kept, map_location=device); return
        number = {x: i for i, x in enumerate(same)}; subject = torch.tensor([number[x] for x in s.names])
        with torch.no_grad(), half(device): s.bank = torch.stack([s.view(world, torch.tensor(index), subject, len(same), m, vae) for m in range(count)])
        torch.save(s.bank, kept)
    def view(s, world, index, subject, subjects, m, vae):
        g = torch.Generator().manual_seed(1000 + m); tint = colours(g); turn = turns(subjects, g) if m % 2 else torch.eye(2, 3).expand(subjects, 2, 3); made = []
        for k, who in zip(index.split(128), subject.split(128)):
            x = world.large[k].float().cpu() / 127.5 - 1; x = F.grid_sample(x - 1, F.affine_grid(turn[who], list(x.shape), align_corners=False), align_corners=False) + 1
            made.append(vae.encode(tint(F.avg_pool2d(x, x.shape[-1] // PX)).to(world.device))[0].float() * SCALE)
        return torch.cat(made)

def turns(n, g):
    """[n,2,3]: up to 25° either way, 0.8 to 1.25 times the size, half of them mirrored"""
    r = lambda: torch.rand(n, generator=g) * 2 - 1; angle, size, mirror = r() * 0.44, torch.exp(r() * 0.22), r().sign(); m = torch.zeros(n, 2, 3)
    m[:, 0, 0], m[:, 0, 1], m[:, 1, 0], m[:, 1, 1] = size * angle.cos() * mirror, -size * angle.sin(), size * angle.sin() * mirror, size * angle.cos(); return m

def colours(g):
    """a function on pictures: hue turned about grey, saturation, gamma; white stays white"""
    r = torch.rand(3, generator=g).tolist(); a, saturation, gamma = r[0] * 2 * math.pi, r[1] * 1.3, math.exp((r[2] - 0.5) * 1.2)
    k = torch.tensor([1.0, 1.0, 1.0]) / math.sqrt(3); cross = torch.linalg.cross(torch.eye(3), k.expand(3, 3)); grey = k[:, None] * k
    matrix = grey + saturation * (math.cos(a) * (torch.eye(3) - grey) + math.sin(a) * cross)
    return lambda x: (1 - torch.einsum("ij,njhw->nihw", matrix, (1 - x) / 2)).clamp(0, 1) ** gamma * 2 - 1

class Sentences:
    """Prompts with a place for the vectors, in the numbers of the tokens in use, as Prompts.with_word in captions.py puts them."""
    def __init__(s, captions, names):
        s.any = captions.by_text[f"a {ANY}"][2]; find = lambda texts: torch.stack([captions.by_text[t] for t in texts])
        s.subject = find(plain())
        s.style = torch.stack([find(styled(n.replace("-", " "))) for n in names])
    def embedded(s, text, ids, vectors):
        """ids [n,77], vectors [n,k,dim] in place of each row's last "emoji" -> [n,77,dim]"""
        n, length = ids.shape; k = vectors.shape[1]; place = torch.arange(length, device=ids.device)[None]; at = torch.where(ids == s.any, place, -1).amax(1, keepdim=True)
        after = place >= at + k; rows = text.embed(ids.gather(1, torch.where(after, place - k + 1, place))); inside = (place >= at) & ~after
        which = (place - at).clamp(0, k - 1)[..., None].expand(-1, -1, vectors.shape[-1]); return torch.where(inside[..., None], vectors.gather(1, which), rows)

class Pseudowords:
    """Draws the part of a batch whose words are made up: pictures, and prompts embedded with their readers' codes."""
    def __init__(s, reader, views, sentences, bank, scale): s.reader, s.views, s.sentences, s.bank, s.scale = reader, views, sentences, bank, scale
    def draw(s, text, batch):
        """-> latents [n,4,16,16], token rows [n,77,dim]: subjects first, then styles"""
        k = COUNTS[torch.randint(0, len(COUNTS), ()).item()]; parts = [s.subjects(text, round(batch * SUBJECTS), k), s.styles(text, round(batch * STYLES), k)]
        return [torch.cat(p) for p in zip(*parts)]
    def source(s, n, own):
        """a view for each of n pictures, as a function picture -> latents: of their own colours with likelihood `own`"""
        d = s.bank.device; natural = torch.rand(n, device=d) < own; plain, m = torch.randint(0, len(s.bank), (n,), device=d), torch.randint(0, s.views.count, (n,), device=d)
        even = m // 2 * 2; shape = (n, 1, 1, 1)
        return lambda i, level=False: torch.where(natural.view(shape), s.bank[plain, i], s.views.bank[even if level else m, i])
    def subjects(s, text, n, k):
        """a word for a subject: read from this picture, the other set's, or both, as a run has them all for one word"""
        i = s.some(n); see = s.source(n, 0.5); share = torch.tensor([1.0, 0.5, 0.5, 0.0], device=i.device)[torch.randint(0, 4, (n,), device=i.device)].view(-1, 1, 1)
        mine, other = see(i), see(s.views.partner[i]); codes = s.reader(torch.cat([mine, other]))[:, 0, :k]; code = share * codes[:n] + (1 - share) * codes[n:]
        return mine, s.prompt(text, s.sentences.subject[torch.randint(0, 4, (n,), device=i.device)], code)
    def styles(s, text, n, k, read=3):
        """a word for a style: read from other pictures of the same set in the same colours"""
        i = s.some(n); see = s.source(n, 0.25); code = 0
        for _ in range(read): code = code + s.reader(see(s.beside(i), True))[:, 1, :k]
        return see(i, True), s.prompt(text, s.sentences.style[i, torch.randint(0, 4, (n,), device=i.device)], code)
    def some(s, n): return torch.randint(0, len(s.views.names), (n,), device=s.bank.device)
    def beside(s, i):
        """for each picture another of its set"""
        made = torch.empty_like(i)
        for number, members in enumerate(s.views.of_set):
            mine = s.views.set_of[i] == number; made[mine] = members[torch.randint(0, len(members), (int(mine.sum()),), device=i.device)]
        return made
    def prompt(s, text, ids, code): return s.sentences.embedded(text, ids, blurred(code) * LENGTH * s.scale)
