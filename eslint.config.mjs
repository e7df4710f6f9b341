// What finds mistakes that the types leave. Names that do not exist are left to `tsc`, and spaces to Prettier.
import js from '@eslint/js'

// What Playwright promises: without `await` it is not done, or not looked at.
const PROMISED = [
  'to(BeAttached|BeChecked|BeDisabled|BeEmpty|BeEnabled|BeFocused|BeHidden|BeInViewport|BeVisible)',
  'to(ContainText|HaveAccessibleName|HaveAttribute|HaveClass|HaveCount|HaveCSS|HaveTitle|HaveText|HaveURL|HaveValue)',
  'addInitScript|goto|pressSequentially|selectOption|setChecked|setInputFiles|waitFor\\w*',
].join('|')

export default [
  { ignores: ['target', 'pkg/dist', 'test-results', '.demo', '**/node_modules'] },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    linterOptions: { reportUnusedDisableDirectives: true },
    rules: {
      'no-undef': 'off',
      'array-callback-return': 'error',
      'default-case-last': 'error',
      eqeqeq: 'error',
      'no-constructor-return': 'error',
      'no-eval': 'error',
      'no-implicit-coercion': ['error', { boolean: false, number: false }],
      'no-implicit-globals': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-self-compare': 'error',
      'no-shadow-restricted-names': 'error',
      'no-template-curly-in-string': 'error',
      'no-throw-literal': 'error',
      'no-unreachable-loop': 'error',
      'no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true, allowTaggedTemplates: true }],
      'no-unused-private-class-members': 'error',
      'no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
      'no-useless-concat': 'error',
      'no-var': 'error',
      // Playwright reads a test's fixtures from the pattern, which may be empty.
      'no-empty-pattern': 'off',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-promise-reject-errors': 'error',
      radix: 'error',
    },
  },
  {
    files: ['tests/browser/**/*.mjs'],
    rules: {
      // A function that goes into the page goes there as text.
      'no-eval': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: `ExpressionStatement > CallExpression[callee.property.name=/^(${PROMISED})$/]`,
          message: 'Await it.',
        },
      ],
    },
  },
]
