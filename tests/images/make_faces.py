# OpenCV's faces on pictures made of one: a part of NASA's portrait of Eileen Collins (public domain), `astronaut.png` of
# scikit-image. usage: make_faces.py ASTRONAUT.PNG CASCADE.XML; writes fixtures/face.png and fixtures/faces.json.
import json
import sys
from pathlib import Path
import cv2
import numpy as np

FOLDER = Path(__file__).parent / 'fixtures'
face = cv2.imread(sys.argv[1], cv2.IMREAD_GRAYSCALE)[48:180, 158:290]
cascade = cv2.CascadeClassifier(sys.argv[2])
cv2.imwrite(str(FOLDER / 'face.png'), cv2.cvtColor(face, cv2.COLOR_GRAY2BGR))

def canvas(width, height, faces):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    out = ((x * 3 + y * 5) % 64 + 60).astype(np.uint8)
    for left, top, step, mirrored in faces:  # every step-th pixel
        part = face[::step, ::step][:, ::-1 if mirrored else 1]
        out[top:top + part.shape[0], left:left + part.shape[1]] = part
    return out

CASES = [
    (132, 132, [[0, 0, 1, False]]),
    (500, 260, [[20, 30, 1, False], [290, 40, 1, True]]),
    (333, 401, [[100, 150, 2, True]]),
    (640, 425, [[3, 200, 1, False], [400, 20, 2, False], [560, 300, 3, True]]),
    (200, 150, []),
    (19, 300, []),
]
out = []
for width, height, faces in CASES:
    grey = canvas(width, height, faces)
    least = int(min(width, height) * 0.05)
    found = cascade.detectMultiScale(grey, scaleFactor=1.1, minNeighbors=7, minSize=(least, least), flags=cv2.CASCADE_SCALE_IMAGE)
    boxes = sorted(([int(v) for v in box] for box in found), key=lambda box: (-box[2], box[1], box[0]))
    out.append({'width': width, 'height': height, 'faces': faces, 'sum': int(grey.astype(np.int64).sum()), 'boxes': boxes})
(FOLDER / 'faces.json').write_text(json.dumps(out) + '\n')
