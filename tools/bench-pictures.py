"""Pictures of 12 megapixels for bench-pictures.mjs, and Pillow doing what the page does.

make FOLDER COUNT: JPEGs of 4000 x 3000, of four motifs; a comment makes every file another one.
resize FOLDER PROCESSES: covers 512 x 512 with Lanczos, PNG in memory; prints seconds.
"""
import io
import sys
import time
from multiprocessing import Pool
from pathlib import Path

from PIL import Image, ImageOps

SIDE = 512


def motif(number):
    """Soft colours under fine noise: about 4 MB at quality 90."""
    soft = [Image.effect_noise((40 + 10 * number, 30), 90).resize((4000, 3000), Image.BICUBIC) for _ in range(3)]
    grain = [Image.effect_noise((4000, 3000), 18) for _ in range(3)]
    picture = Image.merge("RGB", [Image.blend(a, b, 0.3) for a, b in zip(soft, grain)])
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def make(folder, count):
    motifs = [motif(number) for number in range(4)]
    for i in range(count):
        comment = f"picture {i}".encode()
        data = motifs[i % 4]
        head = b"\xff\xd8\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        (folder / f"{i:05}.jpg").write_bytes(head + data[2:])
    print(sum(map(len, motifs)) / 4)


def resize(path):
    picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    out = io.BytesIO()
    ImageOps.fit(picture, (SIDE, SIDE), Image.LANCZOS).save(out, "PNG")
    return len(out.getvalue())


if __name__ == "__main__":
    action, folder, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if action == "make":
        make(folder, number)
    else:
        began = time.monotonic()
        with Pool(number) as pool:
            list(pool.imap_unordered(resize, sorted(folder.iterdir())))
        print(time.monotonic() - began)
