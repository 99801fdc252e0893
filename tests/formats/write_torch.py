"""Writes files with torch.save, and what numpy says is in them.

usage: write_torch.py FOLDER   -> FOLDER/*.pt and FOLDER/expected.json:
       {file: {"format", "tensors": {name: {"dtype", "shape", "hex"}}, "values": {name: number or text}}}
"""
import collections, enum, json, os, sys, types, zipfile
import numpy, torch

NAMES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
         torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}
FORMS = {"zip": {}, "legacy": {"_use_new_zipfile_serialization": False}}


def described(tensor):
    plain = tensor.detach().contiguous()
    array = (plain.view(torch.int16) if plain.dtype == torch.bfloat16 else plain).numpy()
    return {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "hex": array.tobytes().hex()}


def lightning():
    """Stand-ins under the names that real checkpoints hold: the package itself is not needed to write them."""
    module = types.ModuleType("pytorch_lightning.callbacks.model_checkpoint")
    checkpoint = type("ModelCheckpoint", (), {"__module__": module.__name__})
    state = enum.Enum("RunningStage", {"TRAINING": "train"}, module=module.__name__)
    # as every Python but 3.11 writes members; 3.11 writes getattr(class, name), which is not allowed
    state.__reduce_ex__ = lambda self, protocol: (type(self), (self.value,))
    module.ModelCheckpoint, module.RunningStage = checkpoint, state
    for name in ("pytorch_lightning", "pytorch_lightning.callbacks"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules[module.__name__] = module
    made = checkpoint()
    made.__dict__.update(best_model_score=torch.tensor(0.25), best_k_models={"a.ckpt": torch.tensor(1.0)}, stage=state.TRAINING)
    return {checkpoint: {"monitor": "val/loss"}, "object": made}


def cases():
    base = torch.arange(2 * 3 * 4, dtype=torch.float32).reshape(2, 3, 4) / 7
    every = {name: (torch.arange(6).reshape(2, 3) - 2).to(dtype) for dtype, name in NAMES.items()}
    odd = torch.tensor([0.0, -0.0, float("inf"), float("nan"), 2.0**-149, 1 / 3], dtype=torch.float32)
    every.update({f"odd.{NAMES[dtype]}": odd.to(dtype) for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16)})
    yield "dtypes", every, every, {}

    views = {"transposed": base.permute(2, 0, 1), "column": base[:, :, 1], "step": base[:, ::2], "offset": base[1], "scalar": base[1, 2, 3],
             "empty": base[:, :0], "ones": base[:1, :1].permute(2, 1, 0), "whole": base,
             "t64": base.double().permute(1, 2, 0), "t16": base.half().permute(1, 2, 0), "tb": base.bfloat16().permute(2, 1, 0), "t8": every["I8"].t(),
             "channels": torch.arange(2 * 3 * 4 * 5).float().reshape(2, 3, 4, 5).contiguous(memory_format=torch.channels_last)}
    yield "views", views, views, {}

    tied = torch.ones(3, 2, dtype=torch.float16)
    yield "shared", {"a": tied, "b": tied, "c": tied[1:], "d": tied.t()}, {"a": tied, "b": tied, "c": tied[1:], "d": tied.t()}, {}

    torch.manual_seed(1)
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2)).half()
    weights = module.state_dict()
    checkpoint = {"epoch": 3, "global_step": numpy.int64(470000), "pytorch-lightning_version": "1.4.2", "state_dict": weights, "callbacks": lightning(),
                  "lr": numpy.float64(1e-4), "array": numpy.arange(6).reshape(2, 3), "nothing": None, "yes": True, "size": torch.Size([1, 2]),
                  "device": torch.device("cpu"), "dtype": torch.float16, "set": {1, 2}, "big": 2**70, "bytes": b"\x00\xff"}
    said = {"epoch": 3, "global_step": 470000, "pytorch-lightning_version": "1.4.2", "lr": 1e-4}
    yield "checkpoint", checkpoint, dict(weights), said

    optimizer = torch.optim.AdamW(torch.nn.Linear(3, 2).parameters(), lr=0.5)
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    state = optimizer.state_dict()
    moments = {f"optimizer.state.{i}.{key}": value for i, one in state["state"].items() for key, value in one.items()}
    numbers = {f"optimizer.param_groups.0.{key}": value for key, value in state["param_groups"][0].items() if type(value) in (int, float)}
    yield "optimizer", {"optimizer": state}, moments, numbers

    parameter = torch.nn.Parameter(base[0].t())
    learned = torch.nn.ParameterDict({"*": torch.nn.Parameter(torch.ones(2, 3)), "second": torch.nn.Parameter(torch.zeros(1))})
    named = {"p": parameter, "string_to_param.*": learned["*"], "string_to_param.second": learned["second"], "list.0": base[0], "list.1.0": base[1]}
    yield "parameters", {"p": parameter, "string_to_param": learned, "list": [base[0], (base[1],)]}, named, {}

    yield "alone", base[0], {"": base[0]}, {}
    yield "ordered", collections.OrderedDict([("b", base[0]), ("a", base[1])]), {"b": base[0], "a": base[1]}, {}


def repack(source, target, **how):
    with zipfile.ZipFile(source) as old, open(target, "wb") as file:
        # what cannot go back writes sizes behind the data
        stream = types.SimpleNamespace(write=file.write, flush=file.flush) if how.pop("stream", False) else file
        with zipfile.ZipFile(stream, "w", **how) as new:
            for name in old.namelist():
                with new.open(name, "w", force_zip64=True) as entry:
                    entry.write(old.read(name))


def main(folder):
    expected = {}
    for name, value, tensors, values in cases():
        for form, options in FORMS.items():
            for protocol in (2, 4) if name == "parameters" else (1, 2, 3, 4, 5):
                if protocol == 1 and name == "checkpoint":
                    continue  # spells objects by copyreg, which is not allowed
                file = f"{name}-{form}-{protocol}.pt"
                torch.save(value, os.path.join(folder, file), pickle_protocol=protocol, **options)
                expected[file] = {"format": f"torch-{form}", "tensors": {key: described(one) for key, one in tensors.items()}, "values": values}
    for file, how in {"deflated.pt": {"compression": zipfile.ZIP_DEFLATED}, "streamed.pt": {"stream": True}, "wide.pt": {}}.items():
        repack(os.path.join(folder, "views-zip-2.pt"), os.path.join(folder, file), **how)
        expected[file] = expected["views-zip-2.pt"]
    with open(os.path.join(folder, "expected.json"), "w") as out:
        json.dump(expected, out)


main(sys.argv[1])
