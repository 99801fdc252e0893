/** One entry a field: what it is called, what it does, and its name in A1111's Train tab, empty where that has none. */
export const fields = {
  name: { label: 'The new word', help: 'As you will type it in prompts. Letters, digits, “.”, “_”, “-” and spaces.', term: 'Name' },
  startText: { label: 'Starting text', help: 'A word near to it. The new word begins there and moves on.', term: 'Initialization text' },
  vectors: { label: 'Vectors', help: 'How much the word can hold, 1 to 75. More remember finer detail and take more of a prompt.', term: 'Number of vectors per token' },
  steps: { label: 'Steps', help: 'How often it looks and adjusts.', term: 'Max steps' },
  rate: { label: 'Learning rate', help: 'How far each step goes. Also a schedule: 0.02:100, 0.005 changes at step 100.', term: 'Embedding Learning rate' },
  batch: { label: 'Pictures per step', help: 'More gives steadier steps and needs more memory.', term: 'Batch size' },
  accumulate: { label: 'Rounds per step', help: 'Adds up several rounds before each step: steadier, slower, no extra memory.', term: 'Gradient accumulation steps' },
  template: { label: 'Sentences', help: 'The prompts the word is practised in. [name] is the word, [filewords] the caption.', term: 'Prompt template' },
  templateText: { label: 'Own sentences', help: 'One prompt a line, each with [name].', term: 'Prompt template file' },
  seed: { label: 'Seed', help: 'The same seed and settings on the same device end in the same word, bit for bit.', term: '' },
  clipMode: { label: 'Limit the gradient', help: 'Holds back single steps that would go too far.', term: 'Gradient Clipping' },
  clipValue: { label: 'Limit', help: 'The largest value, or the largest length of the whole gradient.', term: 'Gradient clip value' },
  size: { label: 'Size of pictures', help: 'Pictures are cropped to it. Larger sees more detail and takes more memory and time.', term: 'Width, Height' },
  width: { label: 'Width', help: 'In pixels.', term: 'Width' },
  height: { label: 'Height', help: 'In pixels. Every picture is cropped to this shape.', term: 'Height' },
  storage: { label: 'Numbers on the GPU', help: 'Auto takes 16-bit where the GPU can. 32-bit doubles the memory.', term: '' },
  recompute: { label: 'Recompute', help: 'Makes intermediate results again instead of keeping them: less memory, slower, the same word. Auto does it where the GPU seems small.', term: '' },
  latentVae: { label: 'VAE for the pictures', help: 'Turns pictures into what is learned from. Guides ask to leave an attached VAE out here: take the model’s own, or another stored one.', term: 'SD VAE' },
  saveEvery: { label: 'Save every … steps', help: 'A closed tab loses at most this many steps.', term: 'Save a copy of embedding to log directory every N steps' },
  evalEvery: { label: 'Measure every … steps', help: 'Measures the loss on a fixed set, which falls more smoothly. 0: at the start and the end only.', term: '' },
  evalItems: { label: 'Size of the fixed set', help: 'More is a finer measure and takes longer.', term: '' },
  previewEvery: { label: 'Preview every … steps', help: '0: only when asked for.', term: 'Save an image to log directory every N steps' },
  previewPrompt: { label: 'Preview prompt', help: 'With [name] for the word. Empty: the first sentence.', term: 'Prompt (from txt2img)' },
  previewNegative: { label: 'Not in the preview', help: 'What the preview should keep away from.', term: 'Negative prompt' },
  sampler: { label: 'Sampler', help: 'How the preview is drawn out of noise.', term: 'Sampling method' },
  previewSteps: { label: 'Preview steps', help: 'More gives cleaner previews and takes longer.', term: 'Sampling steps' },
  guidance: { label: 'Guidance', help: 'How closely the preview follows its prompt.', term: 'CFG Scale' },
  previewSeed: { label: 'Preview seed', help: 'The same seed makes previews comparable.', term: 'Seed' },
};

export const choices = {
  template: { subject: 'about a thing', 'subject-captions': 'about a thing, with captions', style: 'about a style', 'style-captions': 'about a style, with captions', emoji: 'an emoji', 'emoji-style': 'an emoji style, with captions', own: 'my own' },
  clipMode: { off: 'off', value: 'each value', norm: 'whole length' },
  size: { own: 'the model’s own', 32: '32 × 32', 48: '48 × 48', 96: '96 × 96', 128: '128 × 128', 256: '256 × 256', 384: '384 × 384', 512: '512 × 512', 768: '768 × 768', other: 'another' },
  storage: { auto: 'Auto', f16: '16-bit', f32: '32-bit' },
  recompute: { auto: 'Auto', on: 'On', off: 'Off' },
  latentVae: { model: 'the one in use', own: 'its own, not the attached one' },
  sampler: { ddim: 'DDIM', euler_a: 'Euler a' },
};

export const groups = { learning: 'Learning', memory: 'Size and memory', previews: 'Previews', safety: 'Saving and measuring' };
