// The part of OData's $filter the price list understands:
//   or   := and ("or" and)*          and := not ("and" not)*         not := "not"? term
//   term := "(" or ")" | contains|startswith|endswith "(" field "," text ")" | field operator literal
// Text stands in single quotes, doubled inside; numbers, true and false stand bare.

export type Literal = string | number | boolean;
export type Keeps<T> = (item: T) => boolean;

/** What can be filtered by: name → value of an item. */
export type Fields<T> = Record<string, (item: T) => Literal>;

export class FilterSyntaxError extends Error {}

export interface FilterOptions<T> {
  fields: Fields<T>;
  ignoreCase: boolean;
}

/** Throws FilterSyntaxError naming what it could not read. */
export function parseFilter<T>(text: string, options: FilterOptions<T>): Keeps<T> {
  const reader = new TokenReader(tokensOf(text));
  const keeps = parseOr(reader, options, 0);
  const rest = reader.next();
  if (rest !== undefined) throw new FilterSyntaxError(`unexpected '${rest.text}' at position ${rest.at}`);
  return keeps;
}

interface Token {
  kind: "word" | "text" | "punctuation";
  text: string;
  at: number;
}

const tokenPattern = /\s*(?:(?<text>'(?:[^']|'')*')|(?<word>[^\s(),']+)|(?<punctuation>[(),]))/y;
/** Recursion is as deep as the parentheses, so these must end somewhere. */
const maxDepth = 50;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const source = text.trimEnd();
  let at = 0;
  while (at < source.length) {
    tokenPattern.lastIndex = at;
    const groups = tokenPattern.exec(source)?.groups;
    if (groups === undefined) throw new FilterSyntaxError(`cannot read '${source.slice(at, at + 20)}' at position ${at}`);
    at = tokenPattern.lastIndex;
    const raw = groups.text ?? groups.word ?? groups.punctuation ?? "";
    const start = at - raw.length;
    if (groups.text !== undefined) tokens.push({ kind: "text", text: raw.slice(1, -1).replaceAll("''", "'"), at: start });
    else tokens.push({ kind: groups.word === undefined ? "punctuation" : "word", text: raw, at: start });
  }
  return tokens;
}

class TokenReader {
  private at = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  next(): Token | undefined {
    return this.tokens[this.at++];
  }

  /** Takes the next token if it is this word or sign. */
  takes(text: string): boolean {
    const token = this.tokens[this.at];
    const isThis = token !== undefined && token.kind !== "text" && token.text.toLowerCase() === text;
    if (isThis) this.at++;
    return isThis;
  }

  must(text: string): void {
    if (this.takes(text)) return;
    const token = this.tokens[this.at];
    throw new FilterSyntaxError(
      token === undefined ? `'${text}' is missing at the end` : `expected '${text}', not '${token.text}', at position ${token.at}`,
    );
  }

  word(what: string): string {
    const token = this.next();
    if (token?.kind !== "word")
      throw new FilterSyntaxError(
        `expected ${what}${token === undefined ? " at the end" : `, not '${token.text}', at position ${token.at}`}`,
      );
    return token.text;
  }
}

function parseOr<T>(reader: TokenReader, options: FilterOptions<T>, depth: number): Keeps<T> {
  if (depth > maxDepth) throw new FilterSyntaxError(`more than ${maxDepth} parentheses inside each other`);
  const parts = [parseAnd(reader, options, depth)];
  while (reader.takes("or")) parts.push(parseAnd(reader, options, depth));
  return (item) => parts.some((keeps) => keeps(item));
}

function parseAnd<T>(reader: TokenReader, options: FilterOptions<T>, depth: number): Keeps<T> {
  const parts = [parseNot(reader, options, depth)];
  while (reader.takes("and")) parts.push(parseNot(reader, options, depth));
  return (item) => parts.every((keeps) => keeps(item));
}

function parseNot<T>(reader: TokenReader, options: FilterOptions<T>, depth: number): Keeps<T> {
  if (!reader.takes("not")) return parseTerm(reader, options, depth);
  const keeps = parseTerm(reader, options, depth);
  return (item) => !keeps(item);
}

const textFunctions: Record<string, (value: string, part: string) => boolean> = {
  contains: (value, part) => value.includes(part),
  startswith: (value, part) => value.startsWith(part),
  endswith: (value, part) => value.endsWith(part),
};

function parseTerm<T>(reader: TokenReader, options: FilterOptions<T>, depth: number): Keeps<T> {
  if (reader.takes("(")) {
    const keeps = parseOr(reader, options, depth + 1);
    reader.must(")");
    return keeps;
  }
  const word = reader.word("a field");
  const test = Object.hasOwn(textFunctions, word.toLowerCase()) ? textFunctions[word.toLowerCase()] : undefined;
  return test === undefined ? parseComparison(word, reader, options) : parseTextFunction(test, reader, options);
}

function parseTextFunction<T>(test: (value: string, part: string) => boolean, reader: TokenReader, options: FilterOptions<T>): Keeps<T> {
  reader.must("(");
  const field = fieldNamed(reader.word("a field"), options);
  reader.must(",");
  const part = cased(literalOf(reader), options);
  reader.must(")");
  return (item) => test(String(cased(field(item), options)), String(part));
}

const comparisons: Record<string, (a: Literal, b: Literal) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};

function parseComparison<T>(name: string, reader: TokenReader, options: FilterOptions<T>): Keeps<T> {
  const field = fieldNamed(name, options);
  const operator = reader.word("an operator");
  const compare = Object.hasOwn(comparisons, operator.toLowerCase()) ? comparisons[operator.toLowerCase()] : undefined;
  if (compare === undefined)
    throw new FilterSyntaxError(`unknown operator '${operator}'; known are ${Object.keys(comparisons).join(", ")}`);
  const wanted = cased(literalOf(reader), options);
  return (item) => compare(cased(field(item), options), wanted);
}

function fieldNamed<T>(name: string, { fields }: FilterOptions<T>): (item: T) => Literal {
  const known = Object.keys(fields).find((field) => field.toLowerCase() === name.toLowerCase());
  const field = known === undefined ? undefined : fields[known];
  if (field === undefined) throw new FilterSyntaxError(`unknown field '${name}'`);
  return field;
}

function literalOf(reader: TokenReader): Literal {
  const token = reader.next();
  if (token === undefined) throw new FilterSyntaxError("a value is missing at the end");
  if (token.kind === "text") return token.text;
  if (token.text === "true" || token.text === "false") return token.text === "true";
  if (/^-?\d+(\.\d+)?$/.test(token.text)) return Number(token.text);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(token.text)) return token.text;
  throw new FilterSyntaxError(`'${token.text}' at position ${token.at} is no value; text needs single quotes`);
}

function cased<T>(value: Literal, { ignoreCase }: FilterOptions<T>): Literal {
  return ignoreCase && typeof value === "string" ? value.toLowerCase() : value;
}
