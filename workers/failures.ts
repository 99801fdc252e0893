/**
 * How a Failure crosses comlink. comlink keeps only message, name and stack of what was thrown; here every
 * rejection travels as FailureData and arrives as a Failure again, with its code and values.
 */
import { transferHandlers, type TransferHandler } from 'comlink';
import { Failure, failureData, type FailureData } from '../src/failure';

interface Thrown {
  value: unknown;
}

/**
 * Call once on each side, before `expose` and `wrap`; calling again changes nothing.
 * Any other thrown value arrives as the Failure `internal` with its message.
 */
export function carryFailures(): void {
  const thrown = transferHandlers.get('throw') as TransferHandler<Thrown, unknown>;
  if (!(thrown instanceof FailureHandler)) transferHandlers.set('throw', new FailureHandler(thrown));
}

/** Stands in for comlink's own handler, whose private mark for thrown values only its `canHandle` knows. */
class FailureHandler implements TransferHandler<Thrown, FailureData> {
  readonly canHandle: (value: unknown) => value is Thrown;

  constructor(own: TransferHandler<Thrown, unknown>) {
    this.canHandle = own.canHandle;
  }

  serialize({ value }: Thrown): [FailureData, Transferable[]] {
    return [failureData(value), []];
  }

  deserialize({ code, values }: FailureData): never {
    throw new Failure(code, values);
  }
}
