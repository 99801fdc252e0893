/** Which of the files that a person dropped make the model: people drop folders within folders, with more than is needed. */

const INDEX = 'model_index.json';
/** Parts of a Stable Diffusion folder that are read here; a safety checker alone would be 1.2 GB. */
const PARTS = /^(unet|vae|text_encoder|scheduler|tokenizer)\//;
const KINDS = /\.(json|txt|safetensors)$/;

/**
 * Files of the diffusers folder whose `model_index.json` lies highest, with paths from there. Where there is no such
 * file, all files as given: whoever reads the model says what is missing.
 */
export function modelFilesAmong<F extends { path: string }>(files: readonly F[]): F[] {
  const root = rootOf(files.map((file) => file.path));
  if (root === undefined) return [...files];
  return files
    .filter((file) => file.path.startsWith(root))
    .map((file) => ({ ...file, path: file.path.slice(root.length) }))
    .filter(({ path }) => path === INDEX || (PARTS.test(path) && KINDS.test(path)));
}

function rootOf(paths: readonly string[]): string | undefined {
  const roots = paths.filter((path) => path === INDEX || path.endsWith(`/${INDEX}`)).map((path) => path.slice(0, -INDEX.length));
  return roots.sort((a, b) => a.split('/').length - b.split('/').length)[0];
}
