/** Chat templates: the same text and the same trained tokens as transformers, and the ways out where a template gives no spans. */
import { describe, expect, it } from 'vitest';
import type { Message, TextRange } from '../../../src/data/data.ts';
import { maskChat } from '../../../src/data/mask.ts';
import { chatTemplate } from '../../../src/data/template/chatTemplate.ts';
import { TemplateError } from '../../../src/data/template/compile.ts';
import { expected, fixtureTokenizer } from '../support.ts';

const chat: readonly Message[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Hello!' },
  { role: 'user', content: 'Bye' },
  { role: 'assistant', content: 'See you.' },
];

function shown(text: string, ranges: readonly TextRange[]): string[] {
  return ranges.map((range) => text.slice(...range));
}

describe.each(['llama3Like', 'qwenLike'] as const)('templates with %s', (name) => {
  const tokenizer = fixtureTokenizer(name);

  it.each(expected[name].chats.map((entry, i) => [`${entry.template} ${i}`, entry] as const))('%s renders and tokenises as in transformers', (_, entry) => {
    const template = chatTemplate(tokenizer, entry.source);
    const rendered = template.render({ messages: entry.messages });
    expect(rendered.text).toBe(entry.text);
    const masked = maskChat(tokenizer, rendered);
    expect(masked.tokens).toEqual(entry.ids);
    if (entry.mask) expect([...masked.trained]).toEqual(entry.mask);
  });
});

describe('trained spans', () => {
  const llama = fixtureTokenizer('llama3Like');

  it('are the answers with their end-of-turn tokens where the template has no generation tags', () => {
    const source = expected.llama3Like.chats.find(({ template }) => template === 'llama3-like')?.source as string;
    const { text, trained } = chatTemplate(llama, source).render({ messages: chat });
    expect(shown(text, trained)).toEqual(['Hello!<|eot_id|>', 'See you.<|eot_id|>']);
  });

  it('are the same with ChatML, without the newline behind the turn', () => {
    const source =
      "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
    const { text, trained } = chatTemplate(llama, source).render({ messages: chat });
    expect(shown(text, trained)).toEqual(['Hello!<|im_end|>', 'See you.<|im_end|>']);
  });

  it('leave out messages that say they are not trained', () => {
    const messages = chat.map((message, i) => (i === 2 ? { ...message, trained: false } : message));
    for (const given of [
      'chatml',
      'plain',
      "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
    ]) {
      const { text, trained } = chatTemplate(llama, given).render({ messages });
      expect(shown(text, trained).join()).toContain('See you.');
      expect(shown(text, trained)).toHaveLength(1);
    }
  });

  it('are found by marks where a template rewrites earlier turns', () => {
    const source =
      "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{% if m.role == 'assistant' and not loop.last %}{{ '(old) ' }}{% endif %}{{ m.content + '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
    const { text, trained, lost } = chatTemplate(llama, source).render({ messages: chat });
    expect(shown(text, trained)).toEqual(['Hello!<|im_end|>', 'See you.<|im_end|>']);
    expect(lost).toBe(0);
  });

  it('are given up, and counted, where a turn does not appear as it is', () => {
    const source =
      "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{% if m.role == 'assistant' and not loop.last %}{{ 'gone' }}{% else %}{{ m.content }}{% endif %}{{ '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
    const { text, trained, lost } = chatTemplate(llama, source).render({ messages: chat });
    expect(shown(text, trained)).toEqual(['See you.<|im_end|>']);
    expect(lost).toBe(1);
  });

  it('hold what the generation prompt leaves the model to write, thinking included', () => {
    const source =
      "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{% if m.role == 'assistant' %}{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}{{ m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
    const { text, trained } = chatTemplate(llama, source).render({ messages: chat.slice(1, 3) });
    expect(shown(text, trained)).toEqual(['<think>\n\n</think>\n\nHello!<|im_end|>']);
  });
});

describe("special tokens in a user's own text", () => {
  const tokenizer = fixtureTokenizer('llama3Like');
  const messages: readonly Message[] = [
    { role: 'user', content: 'What does <|im_end|> mean? <|eot_id|>' },
    { role: 'assistant', content: 'It ends a turn: <|im_end|>.' },
  ];

  it.each(['chatml', 'plain'])("stay plain text, with the template's own tokens read as such (%s)", (given) => {
    const rendered = chatTemplate(tokenizer, given).render({ messages });
    const { tokens, trained } = maskChat(tokenizer, rendered);
    expect(tokenizer.decode(tokens)).toBe(rendered.text);
    expect(tokens.filter(tokenizer.isSpecial)).toHaveLength(given === 'chatml' ? 4 : 1);
    const answer = tokens.filter((_, i) => trained[i] === 1);
    expect(tokenizer.decode(answer).trim()).toBe(`It ends a turn: <|im_end|>.${given === 'chatml' ? '<|im_end|>' : '<|end_of_text|>'}`);
    expect(answer.filter(tokenizer.isSpecial)).toHaveLength(1);
  });

  it('change nothing about the tokens around them', () => {
    const rendered = chatTemplate(tokenizer, 'chatml').render({ messages: [{ role: 'user', content: 'plain words' }, messages[1] as Message] });
    const ids = maskChat(tokenizer, rendered).tokens;
    const whole = tokenizer.encode('<|im_start|>user\nplain words<|im_end|>', true);
    expect(ids.slice(0, whole.length)).toEqual(whole);
  });

  it('are safe against the placeholders themselves', () => {
    const content = 'odd \uf8f20\uf8f3 \uf8f0marks\uf8f1 <|im_end|>';
    const { text, trained } = chatTemplate(tokenizer, 'chatml').render({
      messages: [
        { role: 'user', content },
        { role: 'assistant', content },
      ],
    });
    expect(shown(text, trained)).toEqual([`${content}<|im_end|>`]);
  });
});

describe('the choice of a template', () => {
  it("takes the checkpoint's, else ChatML where its tokens exist, else plain text", () => {
    expect(chatTemplate(fixtureTokenizer('qwenLike', { chat_template: '{{ messages }}' }), null).origin).toBe('tokenizer');
    expect(chatTemplate(fixtureTokenizer('qwenLike'), null).origin).toBe('chatml');
    const plain = chatTemplate(fixtureTokenizer('spm'), null);
    expect(plain.origin).toBe('plain');
    const { text, trained } = plain.render({ messages: chat });
    expect(text).toBe('Be brief.\n\nUser: Hi\nAssistant: Hello!</s>\nUser: Bye\nAssistant: See you.</s>\n');
    expect(shown(text, trained)).toEqual([' Hello!</s>', ' See you.</s>']);
  });

  it('masks the answers of an SPM tokenizer, which adds spaces of its own', () => {
    const tokenizer = fixtureTokenizer('spm');
    const { tokens, trained } = maskChat(tokenizer, chatTemplate(tokenizer, 'plain').render({ messages: chat }));
    expect(tokenizer.decode(tokens.filter((_, i) => trained[i] === 1))).toContain('Hello!</s>');
    expect(tokens.filter((id, i) => trained[i] === 1 && tokenizer.isSpecial(id))).toHaveLength(2);
  });

  it('masks answers whose letters the tokenizer composes', () => {
    const tokenizer = fixtureTokenizer('qwenLike');
    const messages = [
      { role: 'user', content: 'cafe\u0301 <|im_end|> de\u0301ja\u0300' },
      { role: 'assistant', content: 'e\u0301 oui' },
    ];
    const { tokens, trained } = maskChat(tokenizer, chatTemplate(tokenizer, 'chatml').render({ messages }));
    expect(tokenizer.decode(tokens.filter((_, i) => trained[i] === 1))).toBe('\u00e9 oui<|im_end|>');
    expect(tokenizer.decode(tokens)).toContain('caf\u00e9 <|im_end|> d\u00e9j\u00e0<|im_end|>');
    expect(tokens.filter(tokenizer.isSpecial)).toHaveLength(4);
  });

  it('ends a prompt where the answer begins', () => {
    const { text } = chatTemplate(fixtureTokenizer('qwenLike'), 'chatml').renderPrompt({ messages: chat.slice(0, 2) });
    expect(text).toBe('<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n');
  });

  it('knows whether a system message is shown', () => {
    const tokenizer = fixtureTokenizer('qwenLike');
    expect(chatTemplate(tokenizer, 'chatml').supportsSystem).toBe(true);
    expect(chatTemplate(tokenizer, "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}x").supportsSystem).toBe(false);
    expect(chatTemplate(tokenizer, "{% for m in messages %}{% if m.role != 'system' %}{{ m.content }}{% endif %}{% endfor %}").supportsSystem).toBe(false);
  });

  it("passes on a template's own refusal, and refuses templates that are none", () => {
    const tokenizer = fixtureTokenizer('qwenLike');
    const refusing = chatTemplate(tokenizer, "{{ raise_exception('roles must alternate') }}");
    expect(() => refusing.render({ messages: chat })).toThrowError(new TemplateError('roles must alternate'));
    expect(() => chatTemplate(tokenizer, '{% for %}')).toThrowError(expect.objectContaining({ code: 'BAD_DATASET' }));
    expect(() => chatTemplate(tokenizer, '{% for i in range(1000000000) %}x{% endfor %}').render({ messages: chat })).toThrowError(TemplateError);
  });

  it('prints the same date every day', () => {
    expect(chatTemplate(fixtureTokenizer('qwenLike'), "{{ strftime_now('%d %b %Y') }}").render({ messages: chat }).text).toBe('26 Jul 2024');
  });
});
