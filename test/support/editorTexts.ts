import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface EditorText {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** How many values are given for its placeholders; `undefined`: a list that is not counted here. */
  readonly values?: number;
}

/** Fields of the editor's API and of our pages whose text a person reads. */
const shownFields = new Set([
  'title',
  'label',
  'placeHolder',
  'placeholder',
  'prompt',
  'detail',
  'description',
  'tooltip',
  'message',
  'heading',
  'intro',
  'help',
  'meaning',
  'next',
  'empty',
  'nextLabel',
  'warningsHeading',
  'chainHeading',
  'helmHeading',
  'searchLabel',
  'markLabel',
  'saveLabel',
  'openLabel',
  'stateText',
  'status',
]);
const shownCalls = new Set([
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'createQuickPick',
  'TreeItem',
]);

/** Texts that go through `vscode.l10n.t`, and texts that are shown without it. */
export function editorTexts(root = 'src/editor'): {
  readonly localised: readonly EditorText[];
  readonly bare: readonly EditorText[];
  /** Texts of a table elsewhere, localised by what they say. */
  readonly looked: readonly EditorText[];
} {
  const localised: EditorText[] = [];
  const bare: EditorText[] = [];
  const looked: EditorText[] = [];
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(each => each.endsWith('.ts'))) {
    const file = join(root, name);
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const at = (node: ts.Node, text: string): EditorText => ({
      file,
      line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
      text,
    });
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isLocaliser(node.expression)) {
        const [first, ...values] = node.arguments;
        const text = first === undefined ? undefined : literal(first);
        if (first === undefined || text === undefined) looked.push(at(node, node.getText()));
        else
          localised.push({
            ...at(node, text),
            ...(values.some(ts.isSpreadElement) ? {} : { values: values.length }),
          });
      }
      for (const text of shownTexts(node)) bare.push(at(text.node, text.text));
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { localised, bare, looked };
}

function isLocaliser(callee: ts.Expression): boolean {
  return /^(?:t|(?:vscode\.)?l10n\.t)$/.test(callee.getText());
}

function shownTexts(node: ts.Node): readonly { readonly node: ts.Node; readonly text: string }[] {
  if (ts.isPropertyAssignment(node) && shownFields.has(node.name.getText())) return words(node.initializer);
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const name = node.expression.getText().split('.').at(-1) ?? '';
    const [first] = node.arguments ?? [];
    if (shownCalls.has(name) && first !== undefined) return words(first);
  }
  return [];
}

/** A text in words in the branches of an expression: letters of two words, or one word with a capital. */
function words(node: ts.Expression): readonly { readonly node: ts.Node; readonly text: string }[] {
  if (ts.isConditionalExpression(node)) return [...words(node.whenTrue), ...words(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return words(node.expression);
  if (ts.isBinaryExpression(node)) return [...words(node.left), ...words(node.right)];
  const text = ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(span => span.literal.text)].join(' ')
    : literal(node);
  const own = (text ?? '').replaceAll(/\$\([a-z~-]+\)/g, '');
  const isWords = /[A-Za-z]{2,} +[A-Za-z]{2,}|\b[A-Z][a-z]{2,}/.test(own);
  return isWords ? [{ node, text: own }] : [];
}

function literal(node: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}
