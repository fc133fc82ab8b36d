/** Answers prompts, several at once, tokens told as they come. */
import { decodingPrograms } from '../../compile/decoding.ts';
import { MixwrightError } from '../../shared/errors.ts';
import { createDecoder } from '../../training/decoder.ts';
import { generate as generateAnswers } from '../../training/generate.ts';
import { createTextStream, type TextStream } from '../../training/textStream.ts';
import { openExecutor } from '../executor.ts';
import type { JobHandler } from '../job.ts';
import { encodePrompt } from '../model/encodePrompt.ts';
import { loadVariables } from '../model/loadVariables.ts';
import { withModel } from '../model/openReference.ts';
import { compiledModel } from '../model/score.ts';

/** Rows decoded together: wide enough for the products, small enough for the cache. */
const rowsAtOnce = 64;

export const generate: JobHandler<'generate'> = (job, control) =>
  withModel(job.model, async (model) => {
    const tokenizer = await model.tokenizer();
    const prompts = job.prompts.map((prompt) => encodePrompt(tokenizer, [{ role: 'user', content: prompt }], { raw: job.raw }));
    const promptLength = Math.max(1, ...prompts.map(({ length }) => length));
    const { maxPositions } = model.config;
    if (promptLength > maxPositions) {
      throw new MixwrightError('BAD_USAGE', `expected a prompt of at most ${maxPositions} tokens, the model's positions; got one of ${promptLength}`, {
        hint: 'shorten the prompt',
      });
    }
    const rows = Math.min(rowsAtOnce, prompts.length);
    const compiled = compiledModel(model);
    const decoding = decodingPrograms(compiled, { rows, promptLength, length: Math.min(promptLength + job.sampling.maxTokens, maxPositions) });
    const { executor } = await openExecutor({ device: job.device, abortFlag: control.abortFlag });
    try {
      const session = executor.compile(decoding.programs);
      await loadVariables(session, [...compiled.variables.values()], model, control);
      const streams = prompts.map(() => createTextStream((ids) => tokenizer.decode(ids, { skipSpecial: true })));
      let count = 0;
      const start = performance.now();
      const answers = await generateAnswers({
        decoder: createDecoder(session, decoding),
        prompts,
        sampling: job.sampling,
        stopIds: tokenizer.stopIds,
        async onToken(prompt, id) {
          count++;
          control.emit({ type: 'token', prompt, id, text: (streams[prompt] as TextStream).push(id) });
          if (count % rows === 0) await control.breathe();
        },
      });
      const seconds = (performance.now() - start) / 1000;
      const outputs = answers.map(({ tokens }) => ({ text: tokenizer.decode(tokens, { skipSpecial: true }), tokens }));
      return { outputs, tokensPerSecond: count / Math.max(seconds, 1e-9) };
    } finally {
      executor.dispose();
    }
  });
