// An answer of which only the beginning arrives.

import type { ServerResponse } from "node:http";
import { rawOf, tapAnswer } from "./tap-answer.ts";

export interface Cut {
  /** Default: half of the body, or of its first piece where no length is announced. */
  afterBytes?: number;
  /**
   * reset: the connection is destroyed. close: it is closed in order, but before the announced length.
   * end: the length announced is that of what arrives, so that nothing seems to be missing.
   */
  ending: "reset" | "close" | "end";
}

export function cutBody(res: ServerResponse, { afterBytes, ending }: Cut): void {
  const raw = rawOf(res);
  let leftBytes: number | undefined = afterBytes;
  let isOver = false;
  const finish = () => {
    if (ending === "end") raw.end();
    else if (ending === "close") res.socket?.end();
    else res.socket?.destroy();
  };
  tapAnswer(res, {
    head(announcedBytes) {
      if (announcedBytes === undefined) return undefined;
      leftBytes = Math.min(leftBytes ?? Math.floor(announcedBytes / 2), announcedBytes);
      return ending === "end" ? leftBytes : undefined;
    },
    write(chunk) {
      if (isOver) return false;
      leftBytes ??= Math.floor(chunk.length / 2);
      const part = chunk.subarray(0, leftBytes);
      leftBytes -= part.length;
      if (leftBytes > 0) return raw.write(part);
      isOver = true;
      raw.write(part, finish);
      return false;
    },
    end: () => (isOver ? undefined : finish()),
  });
}
