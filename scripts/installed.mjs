// What node_modules holds, by the record npm keeps of it, against package-lock.json. npm writes that record at the end of
// an install, so one that was broken off, or none, is not taken for whole; whoever ran npm makes no difference.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * `production`: what is locked is there, but for what only tests need. `all`: that as well. `withTests`: some of that is.
 * `needed` is the path of an optional package that must be there all the same.
 */
export function whatIsInstalled(root, needed) {
  const locked = packagesOf(join(root, "package-lock.json"));
  const there = packagesThere(join(root, "node_modules", ".package-lock.json"));
  const isThere = ([path, { version, integrity }]) => there[path]?.version === version && there[path].integrity === integrity;
  // Most optional ones are for other platforms.
  const required = Object.entries(locked).filter(
    ([path, entry]) => path !== "" && (path === needed || !(entry.optional || entry.devOptional)),
  );
  return {
    production: required.filter(([, { dev }]) => !dev).every(isThere),
    all: required.every(isThere),
    withTests: Object.values(there).some(({ dev }) => dev),
  };
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

/** A record that was half written is none. */
function packagesThere(file) {
  try {
    return packagesOf(file);
  } catch {
    return {};
  }
}
