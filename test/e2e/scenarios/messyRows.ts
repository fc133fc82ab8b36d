/** Chats as people have them: most are sound, some are not. */

function chat(question: string, answer: string): string {
  return JSON.stringify({
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
  });
}

const sound = Array.from({ length: 40 }, (_, i) => chat(`What is ${i} plus ${i + 1}?`, `sum = ${2 * i + 1}`));

/** One line each: cut off in the middle, answered by nobody, the same as the first, with an answer of nothing. */
const broken = [
  '{"messages": [{"role": "user", "content": "What is 3 plus',
  JSON.stringify({ messages: [{ role: 'user', content: 'Is anybody there?' }] }),
  sound[0],
  chat('Say nothing.', ''),
];

/** The line, from 1, that is no JSON. */
export const lineCutOff = sound.length + 1;

export const messyRows = [...sound, ...broken].join('\n');
