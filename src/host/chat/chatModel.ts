/** A model kept on the device for conversations; its programs are compiled again when one outgrows them. It goes with its executor. */
import type { CompiledModel } from '../../compile/context.ts';
import { decodingPrograms } from '../../compile/decoding.ts';
import type { Executor, Session } from '../../engine/executors/executor.ts';
import { createTokenMemory, type TokenMemory } from '../../training/tokenMemory.ts';
import type { HostControl } from '../job.ts';
import { loadVariables } from '../model/loadVariables.ts';
import type { OpenModel } from '../model/model.ts';
import { compiledModel } from '../model/score.ts';

export interface ChatModel {
  /** A memory with room for so many tokens, the same as before where it has. @throws MixwrightError DOES_NOT_FIT. */
  memoryFor(tokens: number): Promise<TokenMemory>;
}

/** Room made at first: short conversations never wait for a second compilation. */
const firstRoom = 512;
/** Tokens of a prompt read at once: wide enough for the products, little padding at a conversation's next turn. */
const promptTokens = 64;

export function createChatModel(model: OpenModel, executor: Executor, control: HostControl): ChatModel {
  const compiled = compiledModel(model);
  let open: { readonly session: Session; readonly memory: TokenMemory } | null = null;
  return {
    async memoryFor(tokens) {
      if (open && open.memory.capacity >= tokens) return open.memory;
      open?.session.dispose();
      open = null;
      const room = roomFor(tokens, model.config.maxPositions);
      control.emit({ type: 'phase', phase: 'loading', detail: `room for ${room} tokens` });
      open = await openSession(compiled, room, { model, executor, control });
      control.emit({ type: 'phase', phase: 'ready', detail: `room for ${room} tokens` });
      return open.memory;
    },
  };
}

/** Powers of two, so that a growing conversation is compiled few times. */
function roomFor(tokens: number, maxPositions: number): number {
  return Math.min(maxPositions, 2 ** Math.ceil(Math.log2(Math.max(firstRoom, tokens))));
}

async function openSession(
  compiled: CompiledModel,
  room: number,
  { model, executor, control }: { readonly model: OpenModel; readonly executor: Executor; readonly control: HostControl },
): Promise<{ readonly session: Session; readonly memory: TokenMemory }> {
  const shape = { rows: 1, promptLength: Math.min(promptTokens, room), length: room };
  const decoding = decodingPrograms(compiled, shape, { routing: true });
  const session = executor.compile(decoding.programs);
  try {
    await loadVariables(session, [...compiled.variables.values()], model, control);
    return { session, memory: createTokenMemory(session, decoding) };
  } catch (error) {
    session.dispose();
    throw error;
  }
}
