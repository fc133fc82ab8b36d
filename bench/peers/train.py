"""The same three training shapes in PyTorch + transformers + PEFT, eager f32 AdamW on the CPU.

Prints one JSON object per shape: {"name", "tokensPerSecond", "tokensPerCpuSecond", "peakRssBytes"}. Each shape runs in a process of its own:
    python bench/peers/train.py dense|moe|moe-lora [--steps N] [--threads N]
"""
import argparse, json, resource, time

import torch
from transformers import LlamaConfig, LlamaForCausalLM, MixtralConfig, MixtralForCausalLM

parser = argparse.ArgumentParser()
parser.add_argument("shape", choices=["dense", "moe", "moe-lora"])
parser.add_argument("--steps", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(1)

common = dict(
    vocab_size=4096, hidden_size=256, intermediate_size=768, num_hidden_layers=8, num_attention_heads=8,
    num_key_value_heads=4, max_position_embeddings=256, tie_word_embeddings=False,
)
if options.shape == "dense":
    model = LlamaForCausalLM(LlamaConfig(**common))
else:
    model = MixtralForCausalLM(MixtralConfig(**common, num_local_experts=8, num_experts_per_tok=2, sliding_window=None))
if options.shape == "moe-lora":
    from peft import LoraConfig, get_peft_model

    # transformers 5 keeps the experts as fused 3-D parameters: PEFT reaches them through target_parameters.
    model = get_peft_model(model, LoraConfig(
        r=8, lora_alpha=16, lora_dropout=0.0, target_modules=["q_proj", "k_proj", "v_proj", "o_proj"],
        target_parameters=["mlp.experts.gate_up_proj", "mlp.experts.down_proj"],
    ))
trained = [p for p in model.parameters() if p.requires_grad]
optimizer = torch.optim.AdamW(trained, lr=1e-4, weight_decay=0.0)
tokens = torch.randint(0, 4096, (4, 256))


def step():
    loss = model(input_ids=tokens, labels=tokens).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    optimizer.step()
    optimizer.zero_grad()


step()
times, cpu_times = [], []
for _ in range(options.steps):
    start, cpu_start = time.perf_counter(), time.process_time()
    step()
    times.append(time.perf_counter() - start)
    cpu_times.append(time.process_time() - cpu_start)
times.sort()
cpu_times.sort()
print(json.dumps({
    "name": options.shape,
    "tokensPerSecond": 4 * 256 / times[len(times) // 2],
    "tokensPerCpuSecond": 4 * 256 / cpu_times[len(cpu_times) // 2],
    "peakRssBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
}))
