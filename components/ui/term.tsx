// A word of the trade with its one sentence.
import type { ReactNode } from "react";
import { Explained } from "./explained.tsx";
import { TERMS, type TermName } from "./terms.ts";

export function Term({ name, children }: { name: TermName; children?: ReactNode }) {
  return <Explained text={TERMS[name]}>{children ?? name}</Explained>;
}
