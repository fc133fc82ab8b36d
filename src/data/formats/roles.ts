/** Role names as they occur in the wild → the four that chat templates know. */
const roleNames: Readonly<Record<string, readonly string[]>> = {
  system: ['system', 'developer'],
  user: ['user', 'human', 'prompter', 'customer'],
  assistant: ['assistant', 'gpt', 'bot', 'model', 'ai', 'chatgpt', 'chatbot', 'function_call', 'tool_call'],
  tool: ['tool', 'observation', 'function', 'function_response', 'tool_response', 'ipython'],
};

const known: ReadonlyMap<string, string> = new Map(Object.entries(roleNames).flatMap(([role, names]) => names.map((name) => [name, role] as const)));

/** @returns system, user, assistant or tool; undefined for names nobody knows. */
export function normalRole(name: unknown): string | undefined {
  return typeof name === 'string' ? known.get(name.trim().toLowerCase()) : undefined;
}

/** Whether a turn under this name is the call of a function rather than words. */
export function isCall(name: unknown): boolean {
  return typeof name === 'string' && /^(function|tool)_call$/i.test(name.trim());
}

export const knownRoles: readonly string[] = [...known.keys()];
