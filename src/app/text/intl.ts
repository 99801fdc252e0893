/** @file A language's rules for numbers, times and plurals, each made once: making one takes as long as using it many times. */
function kept<Options extends object, Rules>(make: (locale: string, options?: Options) => Rules): (locale: string, options?: Options) => Rules {
  const made = new Map<string, Rules>();
  return (locale, options) => {
    const key = `${locale} ${JSON.stringify(options)}`;
    const rules = made.get(key) ?? make(locale, options);
    made.set(key, rules);
    return rules;
  };
}

export const numbers = kept((locale, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
export const times = kept((locale, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));
export const plurals = kept((locale, options?: Intl.PluralRulesOptions) => new Intl.PluralRules(locale, options));
