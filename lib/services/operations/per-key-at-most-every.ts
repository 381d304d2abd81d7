/**
 * Calls for a key at once, and for all that is added within the pause after it once more at its end: of many in a row the
 * first is not late, and the last always comes.
 */
export function perKeyAtMostEvery<Key>(pauseMs: number, call: (key: Key) => void) {
  const pauses = new Map<Key, { timer: NodeJS.Timeout; isDue: boolean }>();
  const pause = (key: Key) => {
    const timer = setTimeout(() => {
      const { isDue } = pauses.get(key) ?? {};
      pauses.delete(key);
      if (isDue) begin(key);
    }, pauseMs);
    pauses.set(key, { timer, isDue: false });
  };
  const begin = (key: Key) => {
    pause(key);
    call(key);
  };
  return {
    add(key: Key) {
      const running = pauses.get(key);
      if (running) running.isDue = true;
      else begin(key);
    },
    stop() {
      for (const { timer } of pauses.values()) clearTimeout(timer);
      pauses.clear();
    },
  };
}
