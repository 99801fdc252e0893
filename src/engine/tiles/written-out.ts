/**
 * @file Lines of WGSL that stand for several. Dawn's compiler leaves loops to those below it, and where these leave them
 * alone too, what a loop indexes lies in memory instead of registers: 2.7 times the time of a product on an M2 Pro
 * (AnswerDotAI/gpu.cpp, pull request 11).
 */

/** `$name` in a line: the line once for each number below `counts.name`, which takes its place. */
export const writtenOut = (source: string, counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).reduce((text, [name, count]) => eachLine(text, `$${name}`, count), source);

/** The kernels without barriers: a thread's eight rows, `$r` each. */
export const eightRows = (source: string): string => writtenOut(source, { r: 8 });

const eachLine = (text: string, mark: string, count: number): string =>
  text
    .split('\n')
    .flatMap((line) => (line.includes(mark) ? Array.from({ length: count }, (_, i) => line.replaceAll(mark, String(i))) : [line]))
    .join('\n');
