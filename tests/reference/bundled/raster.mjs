/** @file Emoji of an Iconify set as RGB bytes on white. */
import { Resvg } from '@resvg/resvg-js';

/** @returns {Buffer | undefined} `size` x `size` x 3 bytes; undefined when the drawing is not square */
export function raster(set, name, size) {
  const { width, height, data } = draw(svgOf(set, set.icons[name], size), size);
  if (width !== size || height !== size) return undefined;
  const rgb = Buffer.alloc(size * size * 3);
  for (let i = 0; i < size * size; i++) data.copy(rgb, i * 3, i * 4, i * 4 + 3);
  return rgb;
}

/** The same as a PNG file. */
export const rasterPng = (set, name, size) => renderer(svgOf(set, set.icons[name], size), size).render().asPng();

const renderer = (svg, size) => new Resvg(svg, { background: 'white', fitTo: { mode: 'width', value: size } });

function draw(svg, size) {
  const picture = renderer(svg, size).render();
  return { width: picture.width, height: picture.height, data: picture.pixels };
}

function svgOf(set, icon, size) {
  const [width, height] = [icon.width ?? set.width ?? 16, icon.height ?? set.height ?? 16];
  const box = `${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}`;
  const names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
  return `<svg ${names} viewBox="${box}" width="${size}" height="${size}">${icon.body}</svg>`;
}
