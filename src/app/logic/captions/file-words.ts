/** What `[filewords]` stands for. */
import { captionFromName } from '../../../images/caption';

export interface FileWords {
  text: string;
  from: 'caption' | 'name';
}

/** The caption, or by A1111's rules what the file name says where there is none. */
export function fileWords({ caption, name }: { caption: string; name: string }): FileWords {
  return caption.trim() ? { text: caption, from: 'caption' } : { text: captionFromName(name), from: 'name' };
}
