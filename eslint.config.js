import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

const limits = {
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  'max-depth': ['error', 4],
  'max-params': ['error', 8],
};

/** Sentences live in src/app/text only: below it a failure has a code. */
const failuresOnly = {
  'no-restricted-syntax': [
    'error',
    {
      selector: "ThrowStatement > NewExpression[callee.name='Error']",
      message: 'Throw a Failure with a code; its sentence belongs to src/app/text.',
    },
  ],
};

export default defineConfig(
  globalIgnores(['dist/', 'out/', '.cache/', 'tests/fixtures-made/', 'dev-dist/']),
  js.configs.recommended,
  typescript.configs.recommended,
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
  },
  {
    rules: {
      ...limits,
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Fails on scripts that are no modules; without function declarations in blocks there is nothing to find.
      'svelte/no-inner-declarations': 'off',
    },
  },
  { files: ['src/**', 'workers/**'], rules: { 'no-console': 'error', ...failuresOnly } },
  { files: ['src/app/**'], languageOptions: { globals: globals.browser } },
  { files: ['public/**'], languageOptions: { globals: globals.serviceworker } },
  { files: ['workers/**'], languageOptions: { globals: globals.worker } },
  {
    files: ['*.{js,ts,cjs}', 'tools/**', 'tests/**', 'bench/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
);
