/**
 * What lower layers throw. No sentence a person reads lives here: `code` names an entry of the
 * catalogue in src/app/text, `values` fill its placeholders.
 */
export type FailureValues = Readonly<Record<string, string | number>>;

export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    /** dotted, lower case, e.g. `model.tensor-missing` */
    readonly code: string,
    readonly values: FailureValues = {},
  ) {
    super(`${code} ${JSON.stringify(values)}`);
  }
}

/** A Failure survives structured clone only as data; workers send this. */
export interface FailureData {
  readonly code: string;
  readonly values: FailureValues;
}

/** Any thrown value as data; what is not a Failure becomes `internal` with its message. */
export function failureData(error: unknown): FailureData {
  if (error instanceof Failure) return { code: error.code, values: error.values };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', values: { message } };
}

/** For what cannot happen unless this code is wrong. */
export function invariant(condition: unknown, message: () => string): asserts condition {
  if (!condition) throw new Failure('internal', { message: message() });
}
