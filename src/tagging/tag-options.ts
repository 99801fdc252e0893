/** @file How scores become a caption: A1111's interrogator options (facts of webui 1.6.1, shared_options.py) and WD14's second threshold. */

export interface TagOptions {
  /** a tag counts from this score on, 0..1 */
  threshold: number;
  /** the same for characters, where the list of tags tells them apart */
  characterThreshold: number;
  /** by name, else by score, the highest first */
  sortByName: boolean;
  /** spaces in place of underscores, except in faces such as ^_^ */
  spaces: boolean;
  /** a backslash before \, ( and ), which prompts would take for emphasis */
  escape: boolean;
  /** tags to leave out, between commas */
  exclude: string;
  /** `(tag:0.987)` */
  ranks: boolean;
}

/** What A1111 has for DeepDanbooru. */
export const DEEPDANBOORU_DEFAULTS: TagOptions = {
  threshold: 0.5, characterThreshold: 0.5, sortByName: true, spaces: true, escape: true, exclude: '', ranks: false,
};

/** The thresholds of the WD14 taggers' own demo. */
export const WD14_DEFAULTS: TagOptions = { ...DEEPDANBOORU_DEFAULTS, threshold: 0.35, characterThreshold: 0.85, sortByName: false };
