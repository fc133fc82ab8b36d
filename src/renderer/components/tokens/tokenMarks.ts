/** How tokens are marked, and what is told of one. */
import type { TokenRouting } from '../../../shared/api/chat.ts';
import { formatShare, formatWhole } from '../../format/index.ts';
import { visibleText } from './visibleText.ts';

export interface ShownToken {
  readonly id?: number;
  readonly text: string;
  readonly trained?: boolean;
  readonly routing?: readonly TokenRouting[];
}

export type TokenMarks =
  | { readonly by: 'nothing' }
  /** Trained tokens stand out; with `cut`, what lies behind the sequence length is struck. */
  | { readonly by: 'trained'; readonly cut?: number | null }
  /** By the likeliest expert of one layer. */
  | { readonly by: 'expert'; readonly layer: number; readonly experts: number };

export function routingAt({ routing }: ShownToken, layer: number): TokenRouting | undefined {
  return routing?.find((each) => each.layer === layer);
}

export function isCut(position: number, marks: TokenMarks): boolean {
  return marks.by === 'trained' && marks.cut !== undefined && marks.cut !== null && position >= marks.cut;
}

/** For the pointer, a fact a line. */
export function describeToken(token: ShownToken, position: number, marks: TokenMarks): string {
  return factsOf(token, position, marks).join('\n');
}

/** Read out: "plus, token 5, id 812, layer 1, expert 3 62 %, expert 1 38 %". */
export function tokenLabel(token: ShownToken, position: number, marks: TokenMarks): string {
  const word = token.text.trim();
  const layer = marks.by === 'expert' ? [`layer ${marks.layer}`] : [];
  const [place = '', ...facts] = factsOf(token, position, marks);
  return [word === '' ? visibleText(token.text) : word, place.replace('Token', 'token'), ...layer, ...facts].join(', ');
}

function factsOf(token: ShownToken, position: number, marks: TokenMarks): readonly string[] {
  const head = `Token ${formatWhole(position + 1)}${token.id === undefined ? '' : ` · id ${token.id}`}`;
  switch (marks.by) {
    case 'nothing':
      return [head];
    case 'trained':
      return [head, isCut(position, marks) ? 'cut off by the sequence length' : token.trained ? 'trained' : 'context, not trained'];
    case 'expert': {
      const routing = routingAt(token, marks.layer);
      return [head, ...(routing?.experts.map((expert, i) => `expert ${expert} ${formatShare(routing.weights[i] ?? Number.NaN)}`) ?? ['no routing known'])];
    }
  }
}
