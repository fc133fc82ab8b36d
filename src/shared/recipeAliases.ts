/**
 * Names people know from transformers, TRL, PEFT and their kin, and what we call them. Read once, written back in our form.
 * A name that only differs in its underscores (`warmup_steps`) needs no line here.
 */

/** Where an alias leads: a field of its section, and how its value translates (unchanged unless said). */
export interface Alias {
  readonly field: string;
  readonly value?: (given: unknown) => unknown;
}

type Aliases = Readonly<Record<string, string | Alias>>;

/** A limit that those libraries switch off by a negative number. */
const positiveOrNone = (given: unknown): unknown => (typeof given === 'number' && given <= 0 ? undefined : given);
const list = (given: unknown): unknown => (typeof given === 'string' ? [given] : given);
/** A flag that stands for one choice; switched off it says nothing. */
const whenTrue =
  (choice: unknown, otherwise?: unknown) =>
  (given: unknown): unknown =>
    given === true ? choice : given === false ? otherwise : given;
/** `steps` only says that the number beside it counts. */
const neverWhenNo = (given: unknown): unknown => (given === 'no' ? 0 : given === 'steps' ? undefined : given);
const named =
  (names: Readonly<Record<string, string>>) =>
  (given: unknown): unknown =>
    typeof given === 'string' ? (names[given] ?? given) : given;

export const recipeAliases: Aliases = {
  model_name_or_path: 'model',
  base_model: 'model',
  model_name: 'model',
  data: 'dataset',
  datasets: 'dataset',
  adapters: 'methods',
  args: 'training',
};

export const datasetAliases: Aliases = {
  file: { field: 'files', value: list },
  path: { field: 'files', value: list },
  data_files: { field: 'files', value: list },
  train_file: { field: 'files', value: list },
  train_files: { field: 'files', value: list },
  eval_file: { field: 'evalFiles', value: list },
  validation_file: { field: 'evalFiles', value: list },
  validation_files: { field: 'evalFiles', value: list },
  val_size: 'evalShare',
  test_size: 'evalShare',
  val_set_size: 'evalShare',
  validation_split: 'evalShare',
  sample_packing: 'packing',
  type: 'format',
  chat_template: 'template',
  dataset_text_field: { field: 'map', value: (given) => (typeof given === 'string' ? { text: given } : given) },
  columns: 'map',
  field_map: 'map',
};

const transformersSchedules = named({ constant_with_warmup: 'constant', warmup_stable_decay: 'warmup-stable-decay', wsd: 'warmup-stable-decay' });
const transformersOptimizers = named({ adamw_torch: 'adamw', adamw_torch_fused: 'adamw', adamw_hf: 'adamw', adamw_apex_fused: 'adamw' });

export const trainingAliases: Aliases = {
  lr: 'learningRate',
  num_train_epochs: 'epochs',
  num_epochs: 'epochs',
  max_steps: { field: 'steps', value: positiveOrNone },
  num_steps: 'steps',
  per_device_train_batch_size: 'microBatch',
  batch_size: 'microBatch',
  micro_batch_size: 'microBatch',
  gradient_accumulation_steps: 'accumulation',
  max_length: 'sequenceLength',
  max_seq_length: 'sequenceLength',
  max_seq_len: 'sequenceLength',
  seq_length: 'sequenceLength',
  sequence_len: 'sequenceLength',
  cutoff_len: 'sequenceLength',
  block_size: 'sequenceLength',
  lr_scheduler_type: { field: 'schedule', value: transformersSchedules },
  lr_scheduler: { field: 'schedule', value: transformersSchedules },
  optim: { field: 'optimizer', value: transformersOptimizers },
  adam_epsilon: 'epsilon',
  adam_beta1: 'betas.0',
  adam_beta2: 'betas.1',
  gradient_checkpointing: { field: 'recompute', value: whenTrue('block', 'none') },
  load_in_4bit: { field: 'frozenDtype', value: whenTrue('q4_K') },
  load_in_8bit: { field: 'frozenDtype', value: whenTrue('q8_0') },
  eval_strategy: { field: 'evalEvery', value: neverWhenNo },
  evaluation_strategy: { field: 'evalEvery', value: neverWhenNo },
  save_strategy: { field: 'checkpointEvery', value: neverWhenNo },
  eval_steps: 'evalEvery',
  save_steps: 'checkpointEvery',
  save_total_limit: 'keepCheckpoints',
  early_stopping_patience: 'earlyStop.patience',
};

export const methodAliases: Aliases = {
  name: 'id',
  method: 'id',
  type: 'id',
  peft_type: { field: 'id', value: (given) => (typeof given === 'string' ? given.toLowerCase() : given) },
};

/** PEFT names modules, we name what they are for. */
const moduleTargets: Readonly<Record<string, readonly string[]>> = {
  q_proj: ['attention'],
  k_proj: ['attention'],
  v_proj: ['attention'],
  o_proj: ['attention'],
  gate_proj: ['mlp', 'experts'],
  up_proj: ['mlp', 'experts'],
  down_proj: ['mlp', 'experts'],
  w1: ['experts'],
  w2: ['experts'],
  w3: ['experts'],
  gate: ['router'],
  'all-linear': ['attention', 'mlp', 'experts'],
};

function targetsOf(given: unknown): unknown {
  const modules = list(given);
  return Array.isArray(modules) ? [...new Set(modules.flatMap((name) => moduleTargets[String(name)] ?? [name]))] : given;
}

export const optionAliases: Aliases = {
  r: 'rank',
  lora_r: 'rank',
  lora_rank: 'rank',
  lora_alpha: 'alpha',
  target_modules: { field: 'targets', value: targetsOf },
  num_experts: 'experts',
  num_local_experts: 'experts',
  n_routed_experts: 'experts',
  num_experts_per_tok: 'topK',
  moe_top_k: 'topK',
  moe_router_topk: 'topK',
  router_aux_loss_coef: 'coefficient',
  moe_aux_loss_coef: 'coefficient',
  moe_aux_loss_coeff: 'coefficient',
  aux_loss_coef: 'coefficient',
  aux_loss_alpha: 'coefficient',
  router_z_loss_coef: 'coefficient',
};

const automatic = 'remove it: this is so without asking';
const asMethod = 'put the method into "methods", for example {"id": "lora", "options": {"rank": 8}}';

/** Settings of other trainers that no field of ours answers to. */
export const foreignNames: Readonly<Record<string, string>> = {
  warmup_ratio: 'set warmupSteps, a number of steps',
  bf16: 'remove it: computing is in f32; frozenDtype chooses how frozen weights are held',
  fp16: 'remove it: computing is in f32; frozenDtype chooses how frozen weights are held',
  torch_dtype: 'frozenDtype chooses how frozen weights are held',
  bnb_4bit_quant_type: 'set frozenDtype to "q4_K"',
  assistant_only_loss: automatic,
  completion_only_loss: automatic,
  train_on_inputs: 'remove it: only answers are trained on',
  load_best_model_at_end: 'remove it: RUN@best names the best checkpoint',
  metric_for_best_model: 'remove it: the evaluation loss decides',
  logging_steps: 'remove it: every step is logged',
  report_to: 'remove it: mixwright runs export RUN writes CSV or TensorBoard files',
  output_dir: 'remove it: a run has a folder of its own in the data directory',
  resume_from_checkpoint: 'remove it and run: mixwright resume RUN',
  per_device_eval_batch_size: 'remove it: evaluation uses microBatch',
  lora_dropout: 'remove it: updates are trained without dropout',
  use_peft: asMethod,
  lora_r: asMethod,
  lora_alpha: asMethod,
  router_aux_loss_coef: 'put {"id": "load-balancing-loss", "options": {"coefficient": 0.01}} into "methods"',
};
