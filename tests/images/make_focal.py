# Pillow's dithering and OpenCV's corners on pictures that a formula makes; the test makes the same. Prints fixtures/focal.json.
import json
import cv2
import numpy as np
from PIL import Image

def picture(width, height, seed):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    planes = [((x * (7 + c) + y * (3 + 2 * c) + (x * y >> 3) * (seed + c)) & 255) for c in range(3)]
    return Image.fromarray(np.stack(planes, -1).astype(np.uint8), 'RGB')

def boxes(width, height, seed):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    grey = (((x // (11 + seed)) + (y // (9 + seed))) % 2 * 120 + x % 50 + y % 40).astype(np.uint8)
    return Image.fromarray(np.stack([grey] * 3, -1), 'RGB')

out = []
for make, name in ((picture, 'picture'), (boxes, 'boxes')):
    for width, height, seed in ((96, 64, 1), (50, 90, 4)):
        image = make(width, height, seed)
        case = {'make': name, 'width': width, 'height': height, 'seed': seed}
        case['grey'] = int(np.asarray(image.convert('L')).astype(np.int64).sum())
        crops = [(0, 0, 40, 40), (10, 20, 50, 60)]
        case['white'] = [int(np.asarray(image.crop(box).convert('1')).sum()) for box in crops]
        points = cv2.goodFeaturesToTrack(np.asarray(image.convert('L')), 100, 0.04, min(width, height) * 0.06, useHarrisDetector=False)
        case['corners'] = [[int(v) for v in p.ravel()] for p in points]
        out.append(case)
print(json.dumps(out))
