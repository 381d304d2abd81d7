// One token after the other, for the parsers.

import { invalidQuery } from "./query-error.ts";
import type { Token } from "./tokens.ts";
import { tokenize } from "./tokens.ts";

/** The parsers call themselves for what stands in parentheses: without an end the stack would be it. */
export const mostNested = 200;

export class TokenReader {
  private readonly tokens: Token[];
  private next = 0;
  private depth = 0;

  constructor(query: string) {
    this.tokens = tokenize(query);
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.next + ahead, this.tokens.length - 1)] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.next++;
    return token;
  }

  isSign(text: string): boolean {
    const { kind, text: found } = this.peek();
    return kind === "sign" && found === text;
  }

  isWord(...words: string[]): boolean {
    const { kind, text } = this.peek();
    return kind === "name" && words.includes(text.toLowerCase());
  }

  takeSign(text: string): boolean {
    if (!this.isSign(text)) return false;
    this.next++;
    return true;
  }

  takeWord(...words: string[]): boolean {
    if (!this.isWord(...words)) return false;
    this.next++;
    return true;
  }

  expectSign(text: string): void {
    if (!this.takeSign(text)) throw this.unexpected(`'${text}'`);
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected(`'${word}'`);
  }

  expectName(): string {
    if (this.peek().kind !== "name") throw this.unexpected("a name");
    return this.take().text;
  }

  expectWhole(): number {
    const { kind, value } = this.peek();
    if (kind !== "number" || !Number.isInteger(value)) throw this.unexpected("a whole number");
    return this.take().value;
  }

  /** Behind an opening parenthesis: `leave` belongs before the closing one. What throws in between ends the query. */
  enter(): void {
    const { text, at } = this.peek();
    if (this.depth >= mostNested) throw invalidQuery(`The query is nested more than ${mostNested} deep.`, { at, token: text });
    this.depth++;
  }

  leave(): void {
    this.depth--;
  }

  unexpected(expected: string): Error {
    const { text, at } = this.peek();
    return invalidQuery(`Expected ${expected} but found '${text}'.`, { at, token: text });
  }

  list<T>(read: () => T): T[] {
    const found = [read()];
    while (this.takeSign(",")) found.push(read());
    return found;
  }
}
