"""Reads .pt embeddings as their users do and prints what each reader saw, as JSON.

usage: read_embedding.py FILE..              torch.load, torch.load(weights_only=True) and the restricted reader
       read_embedding.py --restricted FILE   the restricted reader alone, which needs no torch for a refusal

The restricted reader holds a file to the rules of A1111's oldest safe loader: only these members, only these globals.
It unpickles by itself and builds the tensor from the raw bytes, so it proves the file without torch's zip reader.
"""
import collections, json, pickle, re, sys, zipfile

MEMBERS = re.compile(r"^archive/(data\.pkl|data/\d+|version)$")


def rebuild_tensor(storage, offset, size, stride, requires_grad, hooks):
    import torch

    flat = torch.frombuffer(bytearray(storage), dtype=torch.float32)
    return torch.as_strided(flat, size, stride, offset).requires_grad_(requires_grad)


GLOBALS = {
    ("collections", "OrderedDict"): collections.OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): rebuild_tensor,
    ("torch", "FloatStorage"): "FloatStorage",
}


class Refused(Exception):
    pass


class RestrictedUnpickler(pickle.Unpickler):
    def __init__(self, archive):
        super().__init__(archive.open("archive/data.pkl"))
        self.archive = archive

    def find_class(self, module, name):
        if (module, name) not in GLOBALS:
            raise Refused(f"global {module}.{name}")
        return GLOBALS[module, name]

    def persistent_load(self, saved):
        kind, storage, key, location, count = saved
        data = self.archive.read(f"archive/data/{key}")
        if (kind, storage, location, count * 4) != ("storage", "FloatStorage", "cpu", len(data)):
            raise Refused(f"storage {saved}")
        return data


def load_restricted(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not MEMBERS.match(name):
                raise Refused(f"member {name}")
        if archive.testzip():
            raise Refused("checksum")
        return RestrictedUnpickler(archive).load()


def report(loader, data):
    vectors = data["string_to_param"]["*"]
    return {
        "loader": loader,
        "keys": list(data),
        "token": data["string_to_token"],
        **{key: data[key] for key in ("name", "step", "sd_checkpoint", "sd_checkpoint_name")},
        "shape": list(vectors.shape),
        "dtype": str(vectors.dtype).removeprefix("torch."),
        "requires_grad": vectors.requires_grad,
        "hex": vectors.detach().numpy().astype("<f4").tobytes().hex(),
    }


def main(arguments):
    if arguments[0] == "--restricted":
        try:
            return load_restricted(arguments[1])
        except Refused as refused:
            sys.exit(f"refused: {refused}")
    import torch

    reports = [
        [
            report("torch", torch.load(path)),
            report("weights_only", torch.load(path, weights_only=True)),
            report("restricted", load_restricted(path)),
        ]
        for path in arguments
    ]
    print(json.dumps(reports))


main(sys.argv[1:])
