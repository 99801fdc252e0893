/** One address a Blob, made when it is first shown. */
export class ObjectUrls {
  private readonly urls = new Map<Blob, string>();

  of(blob: Blob): string {
    const known = this.urls.get(blob);
    if (known) return known;
    const made = URL.createObjectURL(blob);
    this.urls.set(blob, made);
    return made;
  }

  /** Gives back the addresses of all other Blobs. */
  keepOnly(blobs: Iterable<Blob | undefined>): void {
    const kept = new Set(blobs);
    for (const [blob, url] of this.urls) {
      if (kept.has(blob)) continue;
      URL.revokeObjectURL(url);
      this.urls.delete(blob);
    }
  }
}
