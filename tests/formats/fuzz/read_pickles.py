"""Reads pickles of torch with Python's own unpickler and harmless stand-ins, and prints what each means.

usage: read_pickles.py < lines of {"pickle": base64, "storages": {key: bytes}}
       -> lines of {"refused": why} or {"tensors": {name: [dtype, shape, key, start, end, strides or null]}, "values": {name: text or double in hex}}

The unpickler written in Python is used: the one in C takes memory for any index that a pickle may name.
"""
import base64, collections, io, json, math, pickle, struct, sys

STORAGES = {"DoubleStorage": "F64", "FloatStorage": "F32", "HalfStorage": "F16", "BFloat16Storage": "BF16", "LongStorage": "I64",
            "IntStorage": "I32", "ShortStorage": "I16", "CharStorage": "I8", "ByteStorage": "U8", "BoolStorage": "BOOL"}
WIDTHS = {"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "BF16": 2, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
LIMIT = 2**53 - 1


class Refused(Exception):
    pass


def need(condition, why="arguments"):
    if not condition:
        raise Refused(why)


class Carried:
    """Takes everything and shows nothing."""

    def __init__(self, kind, args=()):
        self.kind, self.args, self.state = kind, args, None

    def __setstate__(self, state):
        self.state = state

    def append(self, item):
        pass

    def __setitem__(self, key, value):
        pass


class Name:
    def __init__(self, name, call, dtype=None):
        self.name, self.call, self.dtype = name, call, dtype

    def __call__(self, *args):
        return self.call(*args)


Storage = collections.namedtuple("Storage", "key dtype count")
Tensor = collections.namedtuple("Tensor", "storage offset shape strides")


def is_integer(value):
    """As JavaScript has it: 1.0 is one."""
    return (type(value) is int or type(value) is float and value.is_integer()) and abs(value) <= LIMIT


def rebuild_tensor(*args):
    need(len(args) >= 4)
    storage, offset, shape, strides = args[:4]
    need(isinstance(storage, Storage) and is_integer(offset) and type(shape) is tuple and type(strides) is tuple and len(shape) == len(strides) <= 32)
    need(all(map(is_integer, shape + strides)))
    return Tensor(storage, int(offset), tuple(map(int, shape)), tuple(map(int, strides)))


def rebuild_parameter(*args):
    need(args and isinstance(args[0], Tensor))
    return args[0]


def ordered_dict(*args):
    made = collections.OrderedDict()
    if args:
        need(type(args[0]) is list)
        for pair in args[0]:
            need(type(pair) in (list, tuple) and len(pair) == 2 and type(pair[0]) is str)
            made[pair[0]] = pair[1]
    return made


def encode(*args):
    need(args and type(args[0]) is str and (len(args) < 2 or args[1] == "latin1") and all(ord(c) < 256 for c in args[0]))
    return args[0].encode("latin1")


def scalar(*args):
    need(len(args) >= 2 and isinstance(args[0], Carried) and type(args[1]) in (bytes, bytearray, str))
    dtype, data = args[:2]
    form = {"f8": "<d", "f4": "<f", "i8": "<q", "i4": "<i", "u4": "<I", "b1": "<B"}.get(dtype.args[0] if dtype.args and type(dtype.args[0]) is str else None)
    big = type(dtype.state) is tuple and len(dtype.state) > 1 and dtype.state[1] == ">"
    if not form or type(data) is str or big:
        return Carried(dtype.kind)
    need(len(data) == struct.calcsize(form))
    return struct.unpack(form, data)[0]


def size(*args):
    need(args and type(args[0]) is tuple)
    return args[0]


CALLS = {"collections.OrderedDict": ordered_dict, "torch._utils._rebuild_tensor_v2": rebuild_tensor, "torch._utils._rebuild_parameter": rebuild_parameter,
         "_codecs.encode": encode, "torch.Size": size, "numpy.core.multiarray.scalar": scalar}
KEPT = ("numpy.dtype", "torch.nn.modules.container.ParameterDict")


class Unpickler(pickle._Unpickler):
    dispatch = dict(pickle._Unpickler.dispatch)

    def __init__(self, data):
        file = io.BytesIO(data)
        super().__init__(file, encoding="utf-8")
        self.left = lambda: len(data) - file.tell()

    def find_class(self, module, name):
        full = f"{module}.{name}"
        if module == "torch" and name in STORAGES:
            return Name(full, lambda *args: need(False), STORAGES[name])
        if full in CALLS:
            return Name(full, CALLS[full])
        need(full in KEPT or module == "pytorch_lightning" or module.startswith("pytorch_lightning."), f"global {full}")
        return Name(full, lambda *args: Carried(full, args))

    def persistent_load(self, saved):
        need(type(saved) is tuple and saved)
        if saved[0] == "module" and len(saved) > 1 and isinstance(saved[1], Name):
            return saved[1]
        need(len(saved) >= 5 and saved[0] == "storage" and isinstance(saved[1], Name) and saved[1].dtype)
        need(type(saved[2]) is str and is_integer(saved[4]) and saved[4] >= 0 and (len(saved) < 6 or saved[5] is None))
        return Storage(saved[2], saved[1].dtype, int(saved[4]))

    def load_newobj(self):
        args = self.stack.pop()
        self.stack[-1] = self.stack[-1](*args)

    def load_newobj_ex(self):
        need(self.stack.pop() == {})
        self.load_newobj()

    def load_frame(self):
        """Frames only say how much to read ahead; here too it must be there."""
        length = struct.unpack("<Q", self.read(8))[0]
        need(length <= self.left(), "frame")

    dispatch[pickle.FRAME[0]] = load_frame
    dispatch[pickle.NEWOBJ[0]] = load_newobj
    dispatch[pickle.NEWOBJ_EX[0]] = load_newobj_ex


class Namer:
    """Dictionaries within dictionaries as one list of names."""

    def __init__(self, storages, limit):
        self.storages, self.left, self.tensors, self.values = storages, limit, {}, {}

    def run(self, root):
        if not isinstance(root, dict):
            return self.visit(root, "", 0)
        for key, value in root.items():
            if key == "state_dict" and type(key) is str and isinstance(value, dict):
                self.visit_all(value, "", 1)
            else:
                self.visit(value, name_of(key), 1)

    def visit(self, value, name, depth):
        self.left -= 1
        need(self.left >= 0 and depth <= 64, "bounds")
        if name is None:
            return
        if isinstance(value, Tensor):
            need(name not in self.tensors, "two of one name")
            self.tensors[name] = value
        elif type(value) in (int, float) and (type(value) is float or abs(value) <= LIMIT):
            self.values[name] = struct.pack(">d", value).hex()
        elif type(value) is str:
            self.values[name] = "text " + value
        elif isinstance(value, dict):
            self.visit_all(value, name + ".", depth)
        elif type(value) in (list, tuple):
            for i, item in enumerate(value):
                plain = type(item) is str or type(item) is float or type(item) is int and abs(item) <= LIMIT
                self.visit(item, None if plain else f"{name}.{i}", depth + 1)
        elif isinstance(value, Carried) and value.kind == KEPT[1] and isinstance(value.state, dict) and "_parameters" in value.state:
            self.visit(value.state["_parameters"], name, depth + 1)

    def visit_all(self, items, prefix, depth):
        for key, value in items.items():
            name = name_of(key)
            self.visit(value, None if name is None else prefix + name, depth + 1)

    def place(self, tensor):
        storage, offset, shape, strides = tensor
        width = WIDTHS[storage.dtype]
        need(storage.key in self.storages and storage.count * width <= self.storages[storage.key], "storage")
        need(all(number >= 0 for number in (offset, *shape, *strides)), "negative")
        count = math.prod(shape)
        span = 1 + sum((size - 1) * stride for size, stride in zip(shape, strides)) if count else 0
        need(count <= storage.count and offset + span <= storage.count, "tensor")
        plain = all(size == 1 or stride == math.prod(shape[i + 1:]) for i, (size, stride) in enumerate(zip(shape, strides)))
        return [storage.dtype, shape, storage.key, offset * width, (offset + span) * width, None if plain or not count else strides]


def name_of(key):
    if type(key) is str:
        return key
    return str(int(key)) if is_integer(key) else None


def read(line):
    order = json.loads(line)
    data = base64.b64decode(order["pickle"])
    try:
        namer = Namer(order["storages"], len(data))
        namer.run(Unpickler(data).load())
        return {"tensors": {name: namer.place(tensor) for name, tensor in namer.tensors.items()}, "values": namer.values}
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"[:120]}


for line in sys.stdin:
    print(json.dumps(read(line)))
