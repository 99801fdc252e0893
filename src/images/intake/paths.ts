/** @file Paths of what a person gives: folders, archives, single files. A path says what lies beside what, never where to write. */

/** Without what would lead out of it: `../../etc/a.png` is `etc/a.png`. Archives of Windows have backslashes. */
export const insidePath = (path: string): string =>
  path.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..').join('/');

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const SYSTEM_FILES = /^(__macosx|thumbs\.db|desktop\.ini)$/i;

/** What systems put beside pictures, macOS' `._` twins among it: hidden files and folders. Takes what `insidePath` gave. */
export const isHidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.') || SYSTEM_FILES.test(part));

export const isArchive = (path: string): boolean => /\.zip$/i.test(path);
