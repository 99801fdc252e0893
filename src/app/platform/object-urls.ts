/** One address a Blob, made when it is first shown. */
export class ObjectUrls {
  private readonly urls = new Map<Blob, string>();

  /** `most` addresses at a time, those asked for last: more than can be in sight. A picture that is drawn already stays. */
  constructor(private readonly most = Infinity) {}

  of(blob: Blob): string {
    const url = this.urls.get(blob) ?? URL.createObjectURL(blob);
    this.urls.delete(blob);
    this.urls.set(blob, url); // behind all others
    if (this.urls.size > this.most) this.giveBack(this.urls.keys().next().value!);
    return url;
  }

  private giveBack(blob: Blob): void {
    URL.revokeObjectURL(this.urls.get(blob)!);
    this.urls.delete(blob);
  }

  /** Gives back the addresses of all other Blobs. */
  keepOnly(blobs: Iterable<Blob | undefined>): void {
    const kept = new Set(blobs);
    for (const blob of this.urls.keys()) if (!kept.has(blob)) this.giveBack(blob);
  }
}
