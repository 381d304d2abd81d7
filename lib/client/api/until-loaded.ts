// Code of a page that is loaded when it is needed. A part that cannot be had during an outage is asked for again when the
// server answers: React keeps the first failure for ever, so it must not hear of one.
import { untilServerAnswers } from "./server-contact.ts";

/** With the server there: then the part is gone (another version was built), or fails by itself. */
const TRIES = 3;
const FIRST_WAIT_MS = 500;

export async function untilLoaded<Part>(load: () => Promise<Part>, untilAnswered: () => Promise<void> = untilServerAnswers): Promise<Part> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await load();
    } catch (error) {
      if (tries >= TRIES) throw error;
      await untilAnswered();
      await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * tries));
    }
  }
}
