/** What a stored model is good for, read from its manifest. Models stored by the first version say less. */
import type { ModelManifest } from '../../store/records';

/** An autoencoder alone is attached to models; it is not one to train on. */
export const canTrain = ({ kind }: ModelManifest): boolean => kind !== 'vae';

const VAE = 'vae/';

export const hasOwnVae = ({ files }: ModelManifest): boolean => files.some(({ path }) => path.startsWith(VAE));

/** The bundled model's VAE makes other latents than those of the Stable Diffusion family. */
export const lendsVae = (model: ModelManifest): boolean => !model.bundled && hasOwnVae(model);
