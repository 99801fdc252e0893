# Makes the app's face cascade of OpenCV's XML (Debian: opencv-data, /usr/share/opencv4/haarcascades).
# usage: python3 tools/pack-cascade.py haarcascade_frontalface_alt2.xml public/faces
# Writes frontalface.json, whose form is told in src/images/faces/cascade.ts, and LICENSE, the comment at the XML's head.
import json
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

source, out = Path(sys.argv[1]), Path(sys.argv[2])
text = source.read_text()
root = xml.fromstring(text).find('cascade')
assert root.findtext('featureType').strip() == 'HAAR'
number = lambda word: float(f'{float(word):.9g}')  # f32 again, digit for digit
whole = lambda value: int(value) if value == int(value) else value


def rects(feature):
    assert (feature.findtext('tilted') or '0').strip() == '0', 'tilted features are not evaluated'
    return [whole(float(word)) for rect in feature.find('rects') for word in rect.text.split()]


features = [rects(feature) for feature in root.find('features')]


def tree(weak):
    words = weak.findtext('internalNodes').split()
    nodes = [words[i:i + 4] for i in range(0, len(words), 4)]
    leaves = [number(word) for word in weak.findtext('leafValues').split()]
    return [[[int(left), int(right), number(limit), *features[int(feature)]] for left, right, feature, limit in nodes], leaves]


stages = [{'threshold': number(stage.findtext('stageThreshold')), 'trees': [tree(weak) for weak in stage.find('weakClassifiers')]}
          for stage in root.find('stages')]
cascade = {'source': source.name, 'width': int(root.findtext('width')), 'height': int(root.findtext('height')), 'stages': stages}
(out / 'frontalface.json').write_text(json.dumps(cascade, separators=(',', ':')) + '\n')
(out / 'LICENSE').write_text(f'frontalface.json was made of {source.name} of OpenCV (https://opencv.org), whose head is:\n'
                             + text[text.index('<!--') + 4:text.index('-->')])
