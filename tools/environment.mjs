// What tests and the demo need from the machine: a Chromium, software adapters for Node, PyTorch.
// On Debian as root what is missing is installed; elsewhere it is found or named.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const CACHE = resolve(import.meta.dirname, '../.cache');
const TREE = join(CACHE, 'lavapipe');
const LIBRARIES = 'usr/lib/x86_64-linux-gnu';
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
export const PYTHON = '/usr/bin/python3';

/** True where this script may install: Debian itself (derivatives name their packages otherwise), as root. */
export const installs =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  existsSync('/etc/os-release') &&
  /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));

function quiet(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${`${stdout}${stderr}`.slice(-2000)}`);
  return stdout;
}

function isInstalled(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
  return stdout === 'installed';
}

/** Installs Debian packages that are missing; package lists are fetched only when they are needed. */
function installPackages(names) {
  const missing = names.filter((name) => !isInstalled(name));
  if (!missing.length) return;
  console.log(`installing ${missing.join(', ')}`);
  const install = ['install', '-y', '-q', '--no-install-recommends', ...missing];
  try {
    quiet('apt-get', install);
  } catch {
    quiet('apt-get', ['update', '-q']);
    quiet('apt-get', install);
  }
}

const CHROMES = {
  linux: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) =>
    ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((path) =>
      join(process.env[variable] ?? 'C:\\', path),
    ),
  ),
};

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A name without folders is looked for along PATH. */
function which(name) {
  if (/[\\/]/.test(name)) return isExecutable(name) ? name : undefined;
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return paths.find(isExecutable);
}

/** The browser to test in: $CHROME, or an installed one, or (Debian, root) one that is installed now. */
export function browserPath() {
  if (process.env.CHROME) return process.env.CHROME;
  const find = () => (CHROMES[process.platform] ?? []).map(which).find(Boolean);
  if (!find() && installs) installPackages(['chromium']);
  const found = find();
  if (!found) throw new Error('No Chromium found: install Chrome or Chromium, or name one in the variable CHROME.');
  return found;
}

/** Python with PyTorch for the interchange test and the reference, or undefined where it may not be installed. */
export function pythonWithTorch() {
  if (installs) installPackages(['python3-torch', 'python3-numpy', 'python3-pil', 'libopenblas0-pthread']);
  const python = existsSync(PYTHON) ? PYTHON : (which('python3') ?? which('python'));
  if (!python) return undefined;
  return spawnSync(python, ['-c', 'import torch, numpy']).status === 0 ? python : undefined;
}

const hasTree = () => existsSync(join(TREE, LIBRARIES, 'libvulkan_lvp.so'));

/** Debian 13's Mesa in a folder of its own: Dawn refuses the older one of Debian 12. */
function makeLavapipeTree() {
  installPackages(['debootstrap']);
  console.log('unpacking lavapipe (once, about half a minute)');
  const making = `${TREE}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  quiet('debootstrap', ['--variant=minbase', '--include=mesa-vulkan-drivers,libvulkan1', 'trixie', making]);
  rmSync(join(making, 'var/cache/apt'), { recursive: true, force: true });
  rmSync(TREE, { recursive: true, force: true });
  renameSync(making, TREE);
}

/** The driver's description with an absolute library path, as no system folder holds the library. */
function lavapipeIcd() {
  const icd = JSON.parse(readFileSync(join(TREE, 'usr/share/vulkan/icd.d/lvp_icd.json'), 'utf8'));
  icd.ICD.library_path = join(TREE, LIBRARIES, 'libvulkan_lvp.so');
  const file = join(CACHE, 'lvp.json');
  writeFileSync(file, JSON.stringify(icd));
  return file;
}

function lavapipe() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  if (!hasTree() && installs) makeLavapipeTree();
  if (!hasTree()) return undefined;
  // The tree's libraries need the tree's C library, so Node itself is started through the tree's loader.
  // Its process.execPath is then that loader: threads work, child processes of Node do not.
  const loader = join(TREE, 'lib64/ld-linux-x86-64.so.2');
  return {
    command: loader,
    args: ['--library-path', join(TREE, LIBRARIES), process.execPath],
    env: { VK_ICD_FILENAMES: lavapipeIcd(), XDG_RUNTIME_DIR: CACHE },
  };
}

function swiftshader() {
  if (installs) {
    browserPath();
    installPackages(['libvulkan1']);
  }
  if (!existsSync(SWIFTSHADER)) return undefined;
  return { command: process.execPath, args: [], env: { VK_ICD_FILENAMES: SWIFTSHADER, XDG_RUNTIME_DIR: CACHE } };
}

const native = () => ({ command: process.execPath, args: [], env: {} });

/**
 * How to start Node so that Dawn finds an adapter.
 * @param {'swiftshader' | 'lavapipe' | 'native'} name
 * @returns {{ command: string, args: string[], env: Record<string, string> } | undefined} undefined: not to be had here
 */
export function gpuEnvironment(name) {
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  const found = { swiftshader, lavapipe, native }[name];
  if (!found) throw new Error(`--adapter is swiftshader, lavapipe or native, not ${name}`);
  return found();
}

/** True where Dawn finds a real GPU by itself. */
export async function hasNativeGpu() {
  const files = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];
  if (process.platform === 'linux' && !files.some(existsSync)) return false;
  const { create } = await import('webgpu');
  const adapter = await create([]).requestAdapter();
  return adapter !== null && !adapter.info.isFallbackAdapter;
}
