// What a change on the page means, for those who do not see it: one live region for all (components/shell/announcer.tsx).
// Words only; whoever sees the page sees the change.

type Listener = (words: string) => void;

const listeners = new Set<Listener>();

export function announce(words: string): void {
  for (const listener of listeners) listener(words);
}

export function onAnnouncement(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
