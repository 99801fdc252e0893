"""The small world as tensors, model folders, and sheets of pictures."""
import json, os, sys, numpy as np, torch, torch.nn.functional as F
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), HERE]
import golden, st
from ref_sd import VAE, ClipText, UNet
PX, CONTEXT, SCALE = 64, 77, 0.18215

class World:
    """What data.mjs wrote. Pictures are [n,3,64,64] in -1..1, drawn at 128 px and averaged down."""
    def __init__(s, folder, device="cpu"):
        s.data = json.load(open(os.path.join(folder, "data.json"))); size = s.data["size"]; s.entries = s.data["entries"]
        raw = np.fromfile(os.path.join(folder, "images.bin"), dtype=np.uint8).reshape(-1, size, size, 3)
        s.large = torch.from_numpy(raw).permute(0, 3, 1, 2).to(device); s.device = device
    def where(s, use): return [i for i, e in enumerate(s.entries) if e["use"] == use]
    def style(s, name):
        """what a held-out set shows"""
        return [i for i in s.where("style") if s.entries[i]["set"] == name]
    def canonical(s, index): return F.avg_pool2d(s.large[index].float() / 127.5 - 1, s.large.shape[-1] // PX)
    def jittered(s, index, shift=0.05, spread=0.06):
        """scaled by 1 ± spread and shifted by up to `shift` of half the picture, on white"""
        n = len(index); x = s.large[index].float() / 127.5 - 1; r = lambda *z: torch.rand(*z, device=s.device) * 2 - 1
        m = torch.zeros(n, 2, 3, device=s.device); m[:, 0, 0] = m[:, 1, 1] = 1 + spread * r(n); m[:, :, 2] = shift * r(n, 2)
        x = F.grid_sample(x - 1, F.affine_grid(m, list(x.shape), align_corners=False), align_corners=False) + 1
        return F.avg_pool2d(x, x.shape[-1] // PX)
    def pad(s, ids): return ids + [s.data["empty"][-1]] * (CONTEXT - len(ids))

def config_of(folder):
    """The sizes that ref_sd's networks take, from a folder in the diffusers layout."""
    u, t, v = (json.load(open(os.path.join(folder, p, "config.json"))) for p in ("unet", "text_encoder", "vae"))
    attn = tuple(b.startswith("Cross") for b in u["down_block_types"]); heads = u["attention_head_dim"]
    return dict(
        unet=dict(ch=tuple(u["block_out_channels"]), attn=attn, layers=u["layers_per_block"], heads=tuple(heads) if isinstance(heads, list) else heads,
                  cross=u["cross_attention_dim"], zin=u["in_channels"], groups=u["norm_num_groups"], linear_proj=u["use_linear_projection"]),
        text=dict(vocab=t["vocab_size"], dim=t["hidden_size"], layers=t["num_hidden_layers"], heads=t["num_attention_heads"], act=t["hidden_act"], ctx=t["max_position_embeddings"]),
        vae=dict(ch=tuple(v["block_out_channels"]), layers=v["layers_per_block"], z=v["latent_channels"], groups=v["norm_num_groups"], scale=v["scaling_factor"]))

FILES = dict(unet="unet/diffusion_pytorch_model.safetensors", text="text_encoder/model.safetensors", vae="vae/diffusion_pytorch_model.safetensors")
def load_folder(folder, device="cpu"):
    """-> {unet, text, vae} in f32, ready to run"""
    config = config_of(folder); nets = dict(unet=UNet(config["unet"]), text=ClipText(config["text"]), vae=VAE(config["vae"]))
    for name, net in nets.items():
        net.load_state_dict({k: x.float() for k, x in st.load(os.path.join(folder, FILES[name])).items()}); net.to(device).eval()
    return nets

def save_folder(folder, config, nets):
    """f16, in the diffusers layout"""
    golden.folder(folder, config, nets["text"].cpu(), nets["unet"].cpu(), nets["vae"].cpu(), True)

def save_sheet(path, pictures, columns, zoom=2):
    """pictures [n,3,h,w] in -1..1 as one PNG, row by row"""
    from PIL import Image
    n, _, h, w = pictures.shape; rows = -(-n // columns); sheet = torch.ones(3, rows * (h + 2), columns * (w + 2))
    for i, p in enumerate(pictures.cpu().float().clamp(-1, 1)):
        y, x = i // columns * (h + 2), i % columns * (w + 2); sheet[:, y : y + h, x : x + w] = p
    a = ((sheet / 2 + 0.5) * 255).round().byte().permute(1, 2, 0).numpy(); im = Image.fromarray(a)
    im.resize((im.width * zoom, im.height * zoom), Image.NEAREST).save(path)
