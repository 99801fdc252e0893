"""PNG cards by an independent hand: PIL and numpy, written from the facts of the project (§3), not from the app's code.

usage: card.py read FILE..            what each card holds, by its text chunk and by its pixels alone, as JSON
       card.py make SPEC.json         writes the cards that the list in SPEC.json describes (see make)
       card.py damage CARD.png DIR    what happens to cards on their way: pixels after scaling, JPEG, cropping, painting
       card.py pixels FILE DIR        the card as lossless WebP: raw pixels as a browser's decoder gives them
       card.py decode FILE..          each picture's pixels in hex, as PIL decodes them
       card.py pngs DIR               small pictures in every form a PNG can have here, each with its pixels beside it
"""
import base64, io, json, sys, zlib
from pathlib import Path
import numpy as np
from PIL import Image, ImageDraw, PngImagePlugin

KEY = "sd-ti-embedding"


def mask(n):
    seed, out = 0, np.empty(n, np.uint8)
    for i in range(n):
        seed = (1664525 * seed + 1013904223) % 4294967296
        out[i] = seed % 255 & 15
    return out


# ---------- reading ----------
def crop_black(a):
    ok = (a > 0).all(2)
    rows, columns = np.flatnonzero(ok.any(1)), np.flatnonzero(ok.any(0))
    return a[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def payload(image):
    low = crop_black(np.array(image.convert("RGB"))) & 15
    black = np.flatnonzero(low.sum((0, 2)) == 0)
    if len(black) < 2:
        return None
    halves = [half.reshape(-1) for half in (low[:, : black[0]], low[:, black[-1] + 1 :])]
    lower, upper = [half ^ mask(half.size) for half in halves]
    return zlib.decompressobj().decompress((upper << 4 | lower).astype(np.uint8).tobytes())


def described(text):
    """Tensors as the bytes of their float32 values, the way a loader casts them."""

    def tensor(found):
        if "TORCHTENSOR" not in found:
            return found
        values = np.array(found["TORCHTENSOR"], np.float64).astype("<f4")
        return {"shape": list(values.shape), "hex": values.tobytes().hex()}

    return json.loads(text, object_hook=tensor)


def read(path):
    image = Image.open(path)
    texts = {key: described(base64.b64decode(value)) if key == KEY else value for key, value in image.text.items()}
    by_pixels = payload(image)
    return {"texts": texts, "pixels": by_pixels and described(by_pixels), "size": list(image.size), "mode": image.mode}


# ---------- making ----------
def blocks(data, height):
    length = len(data)
    n = length + (height - length % height)
    n += 3 * height - n % (3 * height)
    tiled = np.resize(np.frombuffer(data, np.uint8), n)
    shape = (height, n // (3 * height), 3)
    return [(half ^ mask(n)).reshape(shape) for half in (tiled & 15, tiled >> 4)]


def discs(block, shades):
    image = Image.new("RGB", (block.shape[1], block.shape[0]))
    draw, i = ImageDraw.Draw(image), 0
    for x in range(-6, image.size[0], 8):
        for row, y in enumerate(range(-6, image.size[1], 8)):
            shift, shade = 4 * (row % 2 == 0), int(shades[i % len(shades)])
            draw.ellipse((x + shift, y, x + shift + 6, y + 6), fill=(shade, shade, shade))
            i += 1
    return block ^ np.array(image).astype(np.uint8) & 0xF0


def picture(kind, size):
    """Pictures of several sorts: `photo` is noise whose strength falls with its frequency, as that of photographs does."""
    y, x = np.mgrid[0:size, 0:size]
    if kind == "smooth":
        return np.stack([x * 255 // size, y * 255 // size, (x + y) * 127 // size], 2).astype(np.uint8)
    if kind == "flat":
        image = Image.new("RGB", (size, size), (250, 240, 200))
        ImageDraw.Draw(image).ellipse((size // 4, size // 4, 3 * size // 4, 3 * size // 4), fill=(200, 30, 60))
        return np.array(image)
    if kind == "dark":
        return (np.random.default_rng(3).random((size, size, 3)) * 12).astype(np.uint8)
    random, frequency = np.random.default_rng(7), np.hypot(*np.meshgrid(*[np.fft.fftfreq(size)] * 2))
    frequency[0, 0] = 1
    waves = [np.fft.ifft2(np.fft.fft2(random.standard_normal((size, size))) / frequency).real for _ in range(3)]
    luma = waves[0][:, :, None] + 0.4 * np.stack(waves, 2)
    return np.clip(128 + 50 * luma / luma.std(), 0, 255).astype(np.uint8)


def card(spec):
    """spec: name, step, sd_checkpoint, sd_checkpoint_name, hex (float32), shape, height, picture, text (chunk or not)."""
    vectors = np.frombuffer(bytes.fromhex(spec["hex"]), "<f4").reshape(spec["shape"])
    data = {
        "string_to_token": {"*": 265},
        "string_to_param": {"*": {"TORCHTENSOR": vectors.astype(np.float64).tolist()}},
        **{key: spec[key] for key in ("name", "step", "sd_checkpoint", "sd_checkpoint_name")},
    }
    text = json.dumps(data).encode()
    lower, upper = blocks(zlib.compress(text, 9), spec["height"])
    first = np.abs(np.nan_to_num(vectors[0][:1024], posinf=0, neginf=0))
    shades = np.floor(first / (first.max() or 1) * 255)
    column = np.zeros((spec["height"], 1, 3), np.uint8)
    parts = [discs(lower, shades), column, picture(spec["picture"], spec["height"]), column, discs(upper, shades[::-1])]
    return Image.fromarray(np.concatenate(parts, 1)), base64.b64encode(text).decode()


def make(specs):
    for spec in specs:
        image, text = card(spec)
        info = PngImagePlugin.PngInfo()
        if spec["text"]:
            info.add_text(KEY, text)
        image.save(spec["path"], pnginfo=info)


# ---------- damage ----------
def damage(image):
    """(kind, name, pixels)"""
    image = image.convert("RGB")
    w, h = image.size
    filters = [("nearest", 0), ("bilinear", 2), ("bicubic", 3), ("lanczos", 1), ("box", 4)]
    for name, method in filters:
        for factor in (0.5, 0.75, 0.9, 1.1, 1.5, 2):
            yield "scaled", f"{name} {factor}", image.resize((round(w * factor), round(h * factor)), method)
    for quality in (50, 75, 85, 90, 95):
        for subsampling in (0, 2):
            data = io.BytesIO()
            image.save(data, "jpeg", quality=quality, subsampling=subsampling)
            yield "lossy", f"jpeg {quality} {subsampling}", Image.open(data).convert("RGB")
    for edges in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (5, 0, 0, 0), (0, 7, 0, 0), (0, 0, 4, 0), (3, 0, 3, 0), (0, 0, 0, h // 3)):
        left, top, right, bottom = edges
        yield "cropped", f"crop {edges}", image.crop((left, top, w - right, h - bottom))
    painted = image.copy()
    ImageDraw.Draw(painted).text((4, h // 2), "watermark", fill=(255, 255, 255))
    yield "changed", "watermark", painted
    dot = np.array(image)
    dot[h // 4, 0] ^= 1
    yield "changed", "one pixel", Image.fromarray(dot)


# ---------- PNG forms ----------
def pngs(folder):
    """libpng writes interlaced files and every filter; the packed texts are PIL's."""
    random = np.random.default_rng(5)
    names = []
    for mode, channels in (("RGB", 3), ("RGBA", 4)):
        for width, height in ((1, 1), (3, 2), (5, 9), (17, 8), (64, 33)):
            smooth = np.add.outer(np.arange(height) * 3, np.arange(width) * 5)[:, :, None] + random.integers(0, 9, (height, width, channels))
            image = Image.fromarray((smooth % 256).astype(np.uint8), mode)
            info = PngImagePlugin.PngInfo()
            info.add_text("plain", "Latin \xe9")
            info.add_text("packed", "z" * 1000, zip=True)
            info.add_itxt("wide", "一只猫", "zh", "translated")
            info.add_itxt("wide packed", "一只猫" * 99, zip=True)
            name = f"{mode}-{width}x{height}"
            image.save(folder / f"{name}.png", pnginfo=info)
            (folder / f"{name}.raw").write_bytes(image.tobytes())
            names.append({"name": name, "width": width, "height": height, "channels": channels})
    return names


def save_raw(image, path):
    path.write_bytes(image.tobytes())
    return {"path": str(path), "width": image.size[0], "height": image.size[1], "channels": len(image.getbands())}


def main(command, *arguments):
    if command == "read":
        return [read(path) for path in arguments]
    if command == "decode":
        return [Image.open(path).tobytes().hex() for path in arguments]
    if command == "make":
        return make(json.loads(Path(arguments[0]).read_text()))
    if command == "damage":
        image, folder = Image.open(arguments[0]), Path(arguments[1])
        return [{"kind": kind, "name": name, **save_raw(pixels, folder / f"{i}.raw")} for i, (kind, name, pixels) in enumerate(damage(image))]
    if command == "pixels":
        data = io.BytesIO()
        Image.open(arguments[0]).convert("RGBA").save(data, "webp", lossless=True, exact=True)
        return save_raw(Image.open(data).convert("RGBA"), Path(arguments[1]) / "webp.raw")
    return pngs(Path(arguments[0]))


print(json.dumps(main(*sys.argv[1:])))
