/** Which language the page speaks. Switching it redraws the words and nothing else. */
import { failureText, type FailureText } from '../text/failure-text';
import type { FailureData } from '../../failure';
import { en, type Text } from '../text/en';
import { zh } from '../text/zh';
import { Persisted } from './persisted.svelte';

export type LanguageId = 'en' | 'zh';

/** Each by its own name. */
export const LANGUAGES: Record<LanguageId, { name: string; tag: string; text: Text }> = {
  en: { name: 'English', tag: 'en', text: en },
  zh: { name: '简体中文', tag: 'zh-CN', text: zh },
};

const preferred = (): LanguageId => (globalThis.navigator?.language?.toLowerCase().startsWith('zh') ? 'zh' : 'en');
const choice = new Persisted<LanguageId>('language', ['en', 'zh'], preferred());

export const language = {
  get id(): LanguageId {
    return choice.value;
  },
  set id(id: LanguageId) {
    choice.value = id;
  },
  /** for `lang` attributes and Intl */
  get tag(): string {
    return LANGUAGES[choice.value].tag;
  },
};

/** The words of the language in use. */
export const t = (): Text => LANGUAGES[choice.value].text;

export const tellFailure = (failure: FailureData): FailureText => failureText(failure, t().failures, language.tag);
