// What may be asked for by its form alone, before anybody looks what is there.
import { AppError } from "#lib/domain/app-error.ts";

/** Why nothing of this path is answered, be it of a page or of the API; undefined: it may be. */
export function findTargetProblem(path: string): AppError | undefined {
  const details = { field: "path", given: path.slice(0, 200) };
  // Whole addresses are for proxies: the host in it and the header Host could say two things.
  if (!path.startsWith("/")) return new AppError("invalid-input", "What is asked for begins with a slash: this is no proxy.", { details });
  const decoded = decode(path);
  if (decoded === undefined) return new AppError("invalid-input", "The path cannot be decoded.", { details });
  // Nothing here uses it, and it works hard for whoever asks.
  if (/^\/+_next\/+image(\/|$)/.test(decoded)) return new AppError("not-found", "Images are not resized here.", { details });
  return undefined;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
