"""Makes fixtures/inputs.json: what taggers are given, by Pillow and numpy. python3 make_inputs.py > fixtures/inputs.json

The steps are those of SmilingWolf's wd-tagger (prepare_image), of A1111's resize mode 2 and of BLIP's transform. The
pictures follow the formula in pattern(), the test's too. Results are summed up by SHA-256, besides a few numbers to look at.
"""
import hashlib, json
import numpy as np
from PIL import Image


def pattern(width, height):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing='ij')
    return Image.fromarray((((x * 37 + y * 91 + c * 53 + ((x * y) >> 3) * 17) >> (c * 2)) & 255).astype(np.uint8), 'RGB')


def wd14(image, side):
    longest = max(image.size)
    square = Image.new('RGB', (longest, longest), (255, 255, 255))
    square.paste(image, ((longest - image.width) // 2, (longest - image.height) // 2))
    return np.asarray(square.resize((side, side), Image.BICUBIC), dtype=np.float32)[:, :, ::-1]


def letterbox(image, width, height):
    """Each side's strip is a resize of a box that has no thickness, as A1111 makes it."""
    ratio, own = width / height, image.width / image.height
    w = width if ratio < own else image.width * height // image.height
    h = height if ratio >= own else image.height * width // image.width
    inner = image.resize((w, h), Image.LANCZOS)
    out = Image.new('RGB', (width, height))
    left, top = width // 2 - w // 2, height // 2 - h // 2
    out.paste(inner, (left, top))
    if ratio < own and top > 0:
        out.paste(inner.resize((width, top), box=(0, 0, width, 0)), (0, 0))
        out.paste(inner.resize((width, top), box=(0, h, width, h)), (0, top + h))
    elif ratio > own and left > 0:
        out.paste(inner.resize((left, height), box=(0, 0, 0, height)), (0, 0))
        out.paste(inner.resize((left, height), box=(w, 0, w, height)), (left + w, 0))
    return np.asarray(out, dtype=np.float32) / np.float32(255)


def blip(image, side):
    pixels = np.asarray(image.resize((side, side), Image.BICUBIC), dtype=np.float64) / 255
    mean, deviation = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
    return ((pixels - mean) / deviation).transpose(2, 0, 1).astype(np.float32)


def case(family, size, to, values):
    values = np.ascontiguousarray(values)
    digest = hashlib.sha256(values.tobytes()).hexdigest()
    return {'family': family, 'size': size, 'to': to, 'first': values.ravel()[:6].tolist(), 'sum': float(values.astype(np.float64).sum()), 'sha256': digest}


cases = []
for size in [(97, 61), (61, 97), (40, 40), (300, 20), (33, 500), (448, 447), (1024, 700)]:
    picture = pattern(*size)
    cases.append(case('wd14', size, (64, 64), wd14(picture, 64)))
    cases.append(case('deepdanbooru', size, (64, 64), letterbox(picture, 64, 64)))
    cases.append(case('deepdanbooru', size, (75, 50), letterbox(picture, 75, 50)))
    cases.append(case('blip', size, (48, 48), blip(picture, 48)))
print('[\n' + ',\n'.join(json.dumps(one) for one in cases) + '\n]')
