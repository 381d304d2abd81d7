// How large a request may be and how long it may take. Small and short, but where the table of the API says otherwise.
import type { ApiEntry } from "#lib/server/api/api-table.ts";
import type { Config } from "#lib/server/config.ts";

export interface RequestLimits {
  maxBodyBytes: number;
  /** Until the answer begins; what is streamed then may go on. */
  answerMs: number;
  /** Until all of the request has come; of an upload, between two parts of it. */
  receiveMs: number;
}

export interface UsualLimits extends RequestLimits {
  longAnswerMs: number;
}

export const usualLimits: UsualLimits = {
  maxBodyBytes: 64 * 1024,
  answerMs: 60_000,
  receiveMs: 60_000,
  longAnswerMs: 15 * 60_000,
};

export function limitsOf(
  entry: Pick<ApiEntry, "maxBodyBytes" | "longAnswer" | "upload">,
  { maxUploadBytes }: Pick<Config, "maxUploadBytes">,
  usual = usualLimits,
): RequestLimits {
  return {
    maxBodyBytes: entry.upload ? maxUploadBytes : (entry.maxBodyBytes ?? usual.maxBodyBytes),
    answerMs: entry.longAnswer ? usual.longAnswerMs : usual.answerMs,
    receiveMs: usual.receiveMs,
  };
}
