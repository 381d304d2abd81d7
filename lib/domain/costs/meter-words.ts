// What a meter besides storage is for, in plain words: its name is written for Azure's price list.

const WORDS: readonly [pattern: RegExp, words: string][] = [
  [/disk operations$/i, "reads and writes"],
  [/^intra continent data transfer/i, "data sent to another region of the continent"],
  [/^inter continent data transfer/i, "data sent to another continent"],
  [/data transfer/i, "data sent elsewhere"],
  [/instant access.*restored/i, "disks restored by instant access"],
  [/instant access/i, "instant access"],
];

/** The name itself where it is not known; empty: the bill names none. */
export function meterWords(meterName: string): string {
  if (meterName === "") return "no meter named";
  return WORDS.find(([pattern]) => pattern.test(meterName))?.[1] ?? meterName;
}

/** "reads and writes (S4 LRS Disk Operations)": to be found on the bill as well. */
export function meterWordsAndName(meterName: string): string {
  const words = meterWords(meterName);
  return meterName === "" || words === meterName ? words : `${words} (${meterName})`;
}
