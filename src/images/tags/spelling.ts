/** @file How a tag is written: spaces or underscores between its words, brackets as letters or as emphasis. */
import { EMOTICONS } from './emoticons';

/** `blue_hat` → `blue hat`; faces such as `^_^` stay. */
export const withSpaces = (tag: string): string => (EMOTICONS.has(tag) ? tag : tag.replaceAll('_', ' ').trim() || tag);

export const withUnderscores = (tag: string): string => tag.replaceAll(' ', '_');

/** A1111's form of brackets that are letters, `cat \(breed\)`. What is escaped already stays, so doing it twice is doing it once. */
export const escapeBrackets = (text: string): string => text.replace(/\\[\\()]|[()]/g, (found) => (found.length > 1 ? found : `\\${found}`));

export const unescapeBrackets = (text: string): string => text.replace(/\\([\\()])/g, '$1');
