/** mixwright inspect */
import { readReceipt } from '../../services/conversions/conversionReceipt.ts';
import { type CliCommand, examples } from '../command.ts';
import { showBytes, showCount } from '../style.ts';

export const inspect: CliCommand = {
  register(program, run) {
    program
      .command('inspect <model>')
      .description('Show what a model is: architecture, size, tensors, tokenizer, what it can become')
      .option('--tensors', 'list every tensor')
      .addHelpText('after', examples('inspect ./SmolLM2-135M', 'inspect my-run@best --json'))
      .action((text: string, options: { tensors?: boolean }, command) =>
        run(command, async ({ output, model, job }) => {
          const reference = await model(text);
          const result = { ...(await job({ kind: 'inspect', model: reference })), receipt: await readReceipt(reference) };
          output.result(result, () => {
            const { style } = output;
            const { tokenizer, receipt } = result;
            const lines = [
              `${style.bold(result.modelType)} (${result.format})`,
              `parameters  ${showCount(result.parameters)}${result.activeParameters === result.parameters ? '' : `, ${showCount(result.activeParameters)} active per token`}`,
              `on disk     ${showBytes(result.bytes)}, ${result.tensors.length} tensors`,
              `tokenizer   ${tokenizer ? `${tokenizer.kind}, ${tokenizer.vocabSize} tokens, ${tokenizer.chatTemplate ? 'with' : 'no'} chat template` : 'none'}`,
              ...(receipt ? [`converted   ${receipt.method} from ${receipt.base}; logits differ by ${receipt.logitDifference.max.toExponential(1)}`] : []),
              ...result.canBecome.map(
                ({ method, ok, modelType, reason }) => `${method.padEnd(11)} ${ok ? style.good(`possible → ${modelType ?? ''}`) : `no: ${reason ?? ''}`}`,
              ),
              ...result.notes.map((note) => style.dim(`note: ${note}`)),
              ...(options.tensors ? result.tensors.map(({ name, shape, dtype }) => `${name}  [${shape.join(', ')}]  ${dtype}`) : []),
            ];
            return lines.join('\n');
          });
          return undefined;
        }),
      );
  },
};
