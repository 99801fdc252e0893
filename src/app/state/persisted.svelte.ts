/** A choice of the person that outlives the page. In localStorage, because it is needed before the first paint. */
export class Persisted<T extends string> {
  #value = $state() as T;

  constructor(
    private readonly key: string,
    private readonly allowed: readonly T[],
    fallback: T,
  ) {
    this.#value = this.stored() ?? fallback;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    try {
      localStorage.setItem(this.key, value);
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
  }

  private stored(): T | undefined {
    try {
      return this.allowed.find((value) => value === localStorage.getItem(this.key));
    } catch {
      return undefined;
    }
  }
}
