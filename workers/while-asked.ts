/** @file Listeners of an answer: messages travel on a port of their own and may come in after it; then they are old news. */
import { proxy } from 'comlink';

/** The answer; `listen` hears nothing any more once it is there. */
export async function whileAsked<Message, Answer>(
  listen: (message: Message) => void,
  ask: (listen: (message: Message) => void) => Promise<Answer>,
): Promise<Answer> {
  let asked = true;
  try {
    return await ask(proxy((message: Message) => void (asked && listen(message))));
  } finally {
    asked = false;
  }
}
