/** Words that stand in several commands' usage lines, and what scripts rely on: the end of `mixwright --help`. */
export const glossary = `
MODEL  a Hugging Face folder (config.json and safetensors), a catalogue id, or a run
RUN    a run's id or folder: its best checkpoint when it evaluated, else its last;
       RUN@best, RUN@last and RUN@<step> choose
RECIPE a JSON file that says what to train on what and how: see mixwright train --help

Exit status: 0 done, 1 the job failed (what could be saved was), 2 wrong usage or input (nothing was changed),
130 stopped by Ctrl-C.

MIXWRIGHT_THREADS=N computes with N threads, MIXWRIGHT_HOME=DIR is --data-dir.

Start here:
  $ mixwright demo                      the whole job on the starter model, in about two minutes
  $ mixwright dataset check FILE        what is in a dataset, and what is wrong with it
  $ mixwright train RECIPE              train; mixwright resume RUN goes on`;

export const exampleRecipe = `
A recipe is a JSON file; only "model" and "dataset" must be given:
  {
    "model": "./SmolLM2-135M",
    "dataset": { "files": ["./chats.jsonl"] },
    "methods": [{ "id": "mixlora", "options": { "experts": 8, "topK": 2 } }],
    "training": { "steps": 200, "microBatch": 4, "sequenceLength": 256 }
  }
Methods and their options: mixwright methods. Every other field with its default: --print-recipe.`;
