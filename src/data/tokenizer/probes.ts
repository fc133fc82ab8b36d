/** Texts on which the fast encoder must agree with the library before it is trusted. */
const fragments = [
  'Hello world',
  " I'll we've she's DON'T",
  ' 1234567 3.14',
  '\n\n',
  '   ',
  '\t\tindent',
  'naïve café',
  ' e\u0301 nfd',
  '日本語テスト',
  ' Привет',
  '👩‍👩‍👧 🙂',
  'if (x >= 10) {\r\n\treturn y;\r\n}',
  '!!!???...',
  ' $5,000.00',
  'a_b-c/d\\e',
  'https://example.org/?q=1&r=2',
  '<tag attr="v">',
  'ALLCAPS lower MiXeD',
  '\u00a0\u2003\u200b',
  '\ufeffbom',
  '\u0000\u0007',
  'x'.repeat(300),
  '  \n  \n x',
  '١٢٣ ٤٥٦',
] as const;

/** About 200 short texts: each fragment, and chains of fragments at several distances. @param added contents of added tokens. */
export function probeTexts(added: readonly string[]): readonly string[] {
  const chained = [1, 2, 5, 7, 11, 13].flatMap((distance) =>
    fragments.map((fragment, i) => fragment + (fragments[(i + distance) % fragments.length] as string)),
  );
  const around = added.slice(0, 30).map((token, i) => `${fragments[i % fragments.length]}${token}${fragments[(i + 3) % fragments.length]} ${token}\n`);
  return ['', ' ', ...fragments, ...chained, ...around, fragments.join(' ')];
}
