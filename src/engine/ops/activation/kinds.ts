/** Activation kinds by the numbers that wgsl/activations.wgsl knows. */
export const ACTIVATIONS = { none: 0, silu: 1, quick_gelu: 2, gelu: 3 } as const;
export type Activation = keyof typeof ACTIVATIONS;
