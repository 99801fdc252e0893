/** The address that was looked at last, kept open: what was read of it is not asked for again when it is imported. */
import type { Precision } from '../../src/checkpoints/import-convert';
import type { Offer } from '../importer-api';
import { openAddress, type AddressOptions, type Candidates } from './addresses';
import type { OpenedOffer } from './offered';

export type AddressOffer = Extract<Offer, { kind: 'url' }>;

/** Who looks again later wants to know what is there by then. */
const MOST_MILLISECONDS = 10 * 60_000;

interface Kept {
  offer: AddressOffer;
  precision: Precision;
  opened: OpenedOffer;
  control: AbortController;
  until: number;
}

export class KeptOffer {
  private kept: Kept | undefined;

  constructor(private readonly options: AddressOptions) {}

  /** Throws `url.*`. */
  async look(offer: AddressOffer, precision: Precision): Promise<OpenedOffer | Candidates> {
    const kept = this.matching(offer, precision);
    if (kept) return kept.opened;
    this.kept = undefined;
    const control = new AbortController();
    const opened = await openAddress(offer.url, offer.pick, precision, { ...this.options, signal: control.signal });
    if (!('candidates' in opened)) this.kept = { offer, precision, opened, control, until: Date.now() + MOST_MILLISECONDS };
    return opened;
  }

  /** For an import, once; from now on `signal` ends its requests. */
  async take(offer: AddressOffer, precision: Precision, signal: AbortSignal): Promise<OpenedOffer | Candidates> {
    const kept = this.matching(offer, precision);
    this.kept = undefined;
    if (!kept) return openAddress(offer.url, offer.pick, precision, { ...this.options, signal });
    signal.addEventListener('abort', () => kept.control.abort(signal.reason), { once: true });
    return kept.opened;
  }

  drop(): void {
    this.kept = undefined;
  }

  /** The precision chooses among a folder's files; a single file is the same in each. */
  private matching({ url, pick }: AddressOffer, precision: Precision): Kept | undefined {
    const { kept } = this;
    const isSame = kept && kept.offer.url === url && kept.offer.pick === pick && Date.now() < kept.until;
    return isSame && (kept.precision === precision || kept.opened.files.length === 1) ? kept : undefined;
  }
}
