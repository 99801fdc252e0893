// Imports point one way: formats, engine <- nets, diffusion, text <- checkpoints, train, images, bench <- workers <- app.
// `store` uses formats only and is used by workers and app. src/*.ts may be used by all and uses none of these.
const layers = {
  formats: [],
  engine: [],
  nets: ['formats', 'engine'],
  diffusion: ['formats', 'engine'],
  checkpoints: ['formats', 'engine', 'nets'],
  text: ['formats', 'engine'],
  train: ['formats', 'engine', 'nets', 'diffusion', 'text'],
  bench: ['formats', 'engine', 'nets', 'diffusion', 'text', 'train'],
  images: ['formats', 'engine', 'nets', 'diffusion', 'text'],
  tagging: ['formats', 'images'],
  library: ['formats', 'engine', 'nets', 'text'],
  store: ['formats'],
};

const folders = (names) => `^src/(${names.join('|')})/`;

/** A layer may import itself and what its row lists; any other layer, the workers and the app are out of reach. */
function layerRule([layer, below]) {
  const forbidden = [...Object.keys(layers), 'app'].filter((name) => name !== layer && !below.includes(name));
  return {
    name: `${layer}-points-down`,
    comment: `src/${layer} may import ${below.length ? below.join(', ') : 'no other layer'}`,
    severity: 'error',
    from: { path: folders([layer]) },
    to: { path: `${folders(forbidden)}|^workers/` },
  };
}

/** A package that only one place may know. */
function packageRule(name, allowed) {
  return {
    name: `only-there-${name.replace(/\W/g, '')}`,
    severity: 'error',
    from: { path: '^(src|workers)/', pathNot: allowed },
    to: { path: `node_modules/${name}/` },
  };
}

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(layerRule),
    {
      name: 'shared-stands-alone',
      comment: 'src/*.ts is below every layer',
      severity: 'error',
      from: { path: '^src/[^/]+$' },
      to: { path: '^(src/[^/]+|workers)/' },
    },
    { name: 'workers-below-app', severity: 'error', from: { path: '^workers/' }, to: { path: '^src/app/' } },
    {
      name: 'page-has-no-gpu',
      comment: 'the page may know types of the engine and the networks, never their code',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { path: folders(['engine', 'nets', 'diffusion']), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      comment: 'a circle that types alone close is none when the program runs',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-tests-in-app', severity: 'error', from: {}, to: { path: '^(tests|bench|tools)/' } },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:|[?]url$' },
    },
    packageRule('svelte', '^src/app/'),
    packageRule('idb-keyval', '^src/store/'),
    packageRule('@huggingface/tokenizers', '^src/(text|tagging)/'),
    packageRule('onnxruntime-web', '^workers/(onnx|tagger)/'),
    packageRule('pako', '^src/formats/zlib'),
    packageRule('hash-wasm', '^src/formats/'),
    packageRule('comlink', '^(workers/|src/app/)'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'svelte', 'browser', 'default', 'types'] },
  },
};
