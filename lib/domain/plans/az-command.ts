// What a plan does, as the az command a person would type instead. Written for a POSIX shell.

export function azCommand(words: readonly string[], options: Record<string, string | true | readonly string[] | undefined>): string {
  const flags = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : value === true ? [`--${name}`] : [`--${name} ${[value].flat().map(quoteForShell).join(" ")}`],
  );
  return ["az", ...words, ...flags].join(" ");
}

/** Bare where no shell could read it otherwise; else in single quotes. */
export function quoteForShell(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
