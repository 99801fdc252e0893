/** Under the hood: how the GPU's work was cut, by a table or as was measured. */
export const kernels = {
  title: 'How the work is cut for this GPU',
  software: 'This browser calculates with the processor instead of a GPU. It has kernels made for that, and nothing to choose among.',
  table: 'By a table for {vendor}. When the first run with this model begins, the alternatives are timed once, for a few seconds.',
  vendors: { nvidia: 'NVIDIA GPUs', amd: 'AMD GPUs', intel: 'Intel GPUs', apple: 'Apple GPUs', other: 'GPUs of unknown make' },
  measured: { one: 'Measured on {date} in {seconds} s by {clock}: {count} shape of matrix product or convolution.', other: 'Measured on {date} in {seconds} s by {clock}: {count} shapes of matrix products and convolutions.' },
  clocks: { gpu: 'the GPU’s own clock', wall: 'this computer’s clock' },
  changed: { one: 'For {count} of them something else than the table’s choice was faster.', other: 'For {count} of them something else than the table’s choice was faster.' },
  unchanged: 'The table’s choice was always the fastest.',
  holds: 'Kept for this GPU, models of this shape and this version of the app; other picture sizes add their own. A run that has begun keeps what it began with; runs begun after another measurement may differ in their last bits.',
  now: 'Measure now', again: 'Measure anew', busy: 'Measuring, {done} of {total}…', begun: 'Measuring…',
};
