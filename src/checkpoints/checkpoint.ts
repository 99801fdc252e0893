/**
 * @file What a checkpoint is once it is recognised: which network each tensor belongs to, under today's names, and
 * where its bytes lie. Whatever it came as (single file, torch file, diffusers folder), importing and verifying see this.
 */
import type { ByteSource } from '../formats/byte-source';
import type { Prediction } from '../nets/config';
import type { Component } from '../nets/scope';
import type { TensorPlace } from '../nets/weight-file';

/** A file of a checkpoint: `path` inside the folder that was given, or the file's own name. */
export interface NamedSource {
  readonly path: string;
  readonly source: ByteSource;
}

/** `vae`: only an autoencoder, to be attached to models. */
export type CheckpointKind = 'sd1' | 'sd2' | 'vae';

/** Canonical (diffusers) tensor name without its component → where it lies. */
export type ComponentTensors = ReadonlyMap<string, TensorPlace>;

export interface Checkpoint {
  readonly kind: CheckpointKind;
  /** config files of the diffusers layout: path → JSON */
  readonly configs: Readonly<Record<string, string>>;
  /** a component that the checkpoint lacks is absent: `vae` may be */
  readonly weights: Readonly<Partial<Record<Component, ComponentTensors>>>;
  /** every file that `weights` reads, in the order it is to be read */
  readonly sources: readonly NamedSource[];
  /** a second, averaged set of UNet weights is there */
  readonly hasEma: boolean;
  /** `asked`: no tensor and no config tells; `prediction` is then a guess that the person may change */
  readonly predictionFrom: 'config' | 'choice' | 'asked';
  readonly prediction: Prediction;
  /** names in the files that nothing here uses */
  readonly unexpected: readonly string[];
}

export interface CheckpointChoices {
  /** use the averaged UNet weights where there are both; plain by default */
  readonly ema?: boolean;
  readonly prediction?: Prediction;
}
