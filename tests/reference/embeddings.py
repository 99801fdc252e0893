"""Files of learned words by PyTorch's own hand, and the app's files as PyTorch and a restricted loader see them.

usage: embeddings.py write DIR     files in the forms of A1111, the first program, kohya, diffusers, EveryDream and OneTrainer
                                   (facts of the project, §2); prints what is in each, as JSON
       embeddings.py read FILE..   what torch.load, torch.load(weights_only=True) and the restricted loader find, as JSON

The restricted loader keeps to the rules of every version of A1111 (facts, §2.3): these members, these globals.
"""
import collections, json, pickle, re, struct, sys, zipfile
from pathlib import Path
import numpy as np
import torch
from torch import nn


def shown(value):
    """Tensors as float32 the way loaders cast them: shape and little-endian bytes."""
    if isinstance(value, torch.Tensor):
        return {"shape": list(value.shape), "hex": value.detach().float().numpy().astype("<f4").tobytes().hex()}
    return {key: shown(inner) for key, inner in value.items()} if isinstance(value, dict) else value


# ---------- writing ----------
def vectors(*shape, seed=1, dtype=torch.float32):
    """Awkward values too: -0, the smallest, the largest, NaN, infinity."""
    values = torch.from_numpy(np.random.default_rng(seed).standard_normal(shape).astype(np.float32) * 0.02).reshape(-1)
    values[:7] = torch.tensor([-0.0, 2**-149, 3e38, 1 / 3, float("nan"), float("inf"), float("-inf")])
    return values.reshape(shape).to(dtype)


def a1111(tensor, **change):
    extra = {"name": "wörd", "step": 500, "sd_checkpoint": "0123456789", "sd_checkpoint_name": "model", **change}
    return {"string_to_token": {"*": 265}, "string_to_param": {"*": tensor}, **extra}


def original(**words):
    data = {"string_to_token": {word: torch.tensor(265) for word in words}, "string_to_param": nn.ParameterDict()}
    for word, tensor in words.items():
        data["string_to_param"][word] = nn.Parameter(tensor)
    return data


TYPES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64"}


def safetensors(path, tensors, metadata=None):
    header, data = ({"__metadata__": metadata} if metadata else {}), b""
    for name, tensor in tensors.items():
        raw = tensor.contiguous().view(torch.int16).numpy().tobytes() if tensor.element_size() == 2 else tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def on_gpu(save):
    """As if the tensors had lain on a graphics card."""
    tag, torch.serialization.location_tag = torch.serialization.location_tag, lambda storage: "cuda:0"
    save()
    torch.serialization.location_tag = tag


def write(folder):
    made = []

    def add(name, form, tensors, save, word=None, family="sd1", **more):
        save(folder / name)
        made.append({"name": name, "form": form, "word": word or Path(name).stem, "family": family, **more,
                     "main": shown(tensors[0]), "clipG": shown(tensors[1]) if len(tensors) > 1 else None})

    def torch_file(name, form, data, *tensors, legacy=False, **more):
        add(name, form, tensors, lambda path: torch.save(data, path, _use_new_zipfile_serialization=not legacy), **more)

    def safe_file(name, form, data, *tensors, metadata=None, **more):
        add(name, form, tensors, lambda path: safetensors(path, data, metadata), **more)

    v, wide, long = vectors(3, 768), vectors(3, 1280, seed=2), vectors(2, 1024, seed=3)
    known = {"word": "wörd", "step": 500, "modelHash": "0123456789", "modelName": "model"}
    for dtype in TYPES:
        short = str(dtype).split(".")[1]
        t = vectors(3, 768, dtype=dtype)
        torch_file(f"a1111-{short}.pt", "a1111", a1111(t), t, **known)
        torch_file(f"a1111-{short}-legacy.pt", "a1111", a1111(t), t, legacy=True, **known)
        safe_file(f"kohya-{short}.safetensors", "kohya", {"emb_params": t}, t)
    torch_file("untrained.pt", "a1111", a1111(v, step=None, sd_checkpoint=None, sd_checkpoint_name=None), v, word="wörd")
    torch_file("gradient.pt", "a1111", a1111(nn.Parameter(v)), v, **known)
    torch_file("strided.pt", "a1111", a1111(vectors(768, 3).t()), vectors(768, 3).t(), **known)
    torch_file("sd2.pt", "a1111", a1111(long), long, family="sd2", **known)
    on_gpu(lambda: torch_file("gpu.pt", "a1111", a1111(v), v, **known))
    on_gpu(lambda: torch_file("gpu-legacy.pt", "a1111", a1111(v), v, legacy=True, **known))
    torch_file("original.pt", "original", original(**{"*": v}), v)
    torch_file("original-legacy.pt", "original", original(**{"*": v}), v, legacy=True)
    torch_file("original-word.pt", "original", original(toy=v), v, word="toy")
    torch_file("kohya.pt", "kohya", {"emb_params": v}, v)
    torch_file("kohya-sdxl.pt", "clip", {"clip_l": v, "clip_g": wide}, v, wide, family="sdxl")
    torch_file("learned_embeds.bin", "token", {"<cat-toy>": v[1].clone()}, v[1], word="<cat-toy>")
    torch_file("learned_embeds-2d.bin", "token", {"<cat-toy>": v}, v, word="<cat-toy>")
    torch_file("everydream.bin", "token", {"sks dog": vectors(768, dtype=torch.float16)}, vectors(768, dtype=torch.float16), word="sks dog")
    torch_file("bare.pt", "tensor", v, v)
    torch_file("odd.bin", "token", {"x": vectors(2, 320)}, vectors(2, 320), word="x", family="unknown")
    safe_file("onetrainer.safetensors", "onetrainer", {"emp_params": v, "emp_params_out": wide}, v, ignored=["emp_params_out"])
    safe_file("any-key.safetensors", "token", {"<style>": v}, v, word="<style>", metadata={"format": "pt"})
    safe_file("clip_l.safetensors", "clip", {"clip_l": v}, v)
    safe_file("sdxl.safetensors", "clip", {"clip_g": wide, "clip_l": v}, v, wide, family="sdxl")
    safe_file("flux.safetensors", "clip", {"clip_l": v, "t5": vectors(3, 4096)}, v, family="unknown", ignored=["t5"])
    safe_file("two-names.safetensors", "pair", {"emb": v[0], "emb2": wide[0]}, v[0], wide[0], family="sdxl")
    metadata = {"ss_steps": "1600", "ss_sd_model_name": "v1-5.safetensors", "ss_new_sd_model_hash": "6ce0161689b3853acaa03779ec93eafe"}
    safe_file("kohya-metadata.safetensors", "kohya", {"emb_params": v}, v, metadata=metadata, step=1600, modelName="v1-5.safetensors", modelHash="6ce0161689")
    lora = {"lora_te_text_model.alpha": torch.ones(1), "lora_unet_x.lora_down.weight": torch.ones(4, 320)}
    safe_file("lora.safetensors", "bundle", {**lora, "bundle_emb.my.toy.string_to_param.*": v}, v, word="my.toy")
    safe_file("lora-sdxl.safetensors", "bundle", {**lora, "bundle_emb.toy.clip_l": v, "bundle_emb.toy.clip_g": wide}, v, wide, word="toy", family="sdxl")
    return made


# ---------- reading ----------
MEMBERS = re.compile(r"^archive/(data\.pkl|data/\d+|version)$")


def rebuild(storage, offset, size, stride, requires_grad, hooks):
    flat = torch.frombuffer(bytearray(storage), dtype=torch.float32)
    return torch.as_strided(flat, size, stride, offset)


class Restricted(pickle.Unpickler):
    allowed = {("collections", "OrderedDict"): collections.OrderedDict, ("torch._utils", "_rebuild_tensor_v2"): rebuild, ("torch", "FloatStorage"): "F32"}

    def __init__(self, archive):
        super().__init__(archive.open("archive/data.pkl"))
        self.archive = archive

    def find_class(self, module, name):
        return self.allowed[module, name]

    def persistent_load(self, saved):
        kind, storage, key, location, count = saved
        data = self.archive.read(f"archive/data/{key}")
        assert (kind, storage, location, count * 4) == ("storage", "F32", "cpu", len(data)), saved
        return data


def restricted(path):
    with zipfile.ZipFile(path) as archive:
        assert all(MEMBERS.match(name) for name in archive.namelist()) and archive.testzip() is None, archive.namelist()
        return Restricted(archive).load()


def read_safetensors(path):
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header, body = json.loads(data[8 : 8 + length]), data[8 + length :]
    metadata = header.pop("__metadata__", {})
    assert all(one["dtype"] == "F32" for one in header.values())
    return {"metadata": metadata, "tensors": {
        name: {"shape": one["shape"], "hex": body[slice(*one["data_offsets"])].hex()} for name, one in header.items()}}


def read(path):
    if path.endswith(".safetensors"):
        return [read_safetensors(path)]
    return [shown(torch.load(path)), shown(torch.load(path, weights_only=True)), shown(restricted(path))]


def main(command, *arguments):
    print(json.dumps(write(Path(arguments[0])) if command == "write" else [read(path) for path in arguments]))


main(*sys.argv[1:])
