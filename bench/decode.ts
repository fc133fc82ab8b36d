/** Measures one shape's decoding in this process, a token at a time after a short prompt: node decode.js SHAPE TOKENS ENGINE. Run through bench/run.js. */
import { attachMethods } from '../src/compile/attachMethods.ts';
import { decodingPrograms } from '../src/compile/decoding.ts';
import { compileTraining } from '../src/compile/training.ts';
import { findArchitecture } from '../src/models/architectures/index.ts';
import { randomStream } from '../src/shared/random.ts';
import { createDecoder } from '../src/training/decoder.ts';
import { openEngine } from './engines.ts';
import { writeRandomWeights } from './inputs.ts';
import { type ShapeName, shapeNames, shapeOf } from './shapes.ts';
import { medianOf, timed } from './timed.ts';

const promptLength = 32;

const name = shapeNames.find((known) => known === process.argv[2]) as ShapeName;
const tokens = Number(process.argv[3] ?? 50);
const engine = process.argv[4] ?? 'ggml';
const { config, methods, training } = shapeOf(name);
const parameters = findArchitecture(config.modelType).parameters(config);
const attached = attachMethods({ config, parameters, moeTwin: { refused: 'a benchmark exports nothing' }, random: randomStream(1, 'added') }, methods);
const { variables } = compileTraining({ config, parameters, attached, storedDtype: () => 'f32' }, training, false);
const model = { config, variables: new Map(variables.map((known) => [known.variable.name, known])), sites: attached.sites };
const decoding = decodingPrograms(model, { rows: 1, promptLength, length: config.maxPositions });

const executor = await openEngine(engine);
const session = executor.compile(decoding.programs);
writeRandomWeights(
  session,
  variables.filter(({ variable }) => session.variables.has(variable)),
);
const decoder = createDecoder(session, decoding);
const idAt = (position: number): number => (position * 101) % config.vocabSize;
const prompt = Array.from({ length: promptLength }, (_, i) => idAt(i));
decoder.decode([prompt], [0]);
// The first ones warm caches up.
const timings = Array.from({ length: tokens + 5 }, (_, i) => {
  const position = promptLength + (i % (config.maxPositions - promptLength));
  return timed(() => decoder.decode([[idAt(position)]], [position]));
}).slice(5);
const tokensPerSecond = 1 / medianOf(timings.map(({ seconds }) => seconds));
const tokensPerCpuSecond = 1 / medianOf(timings.map(({ cpuSeconds }) => cpuSeconds));
console.log(JSON.stringify({ name, engine, tokensPerSecond, tokensPerCpuSecond, peakRssBytes: process.resourceUsage().maxRSS * 1024 }));
session.dispose();
executor.dispose();
