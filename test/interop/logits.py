"""What transformers makes of checkpoint folders: reads questions from stdin as a JSON list, prints a JSON list of answers.

    echo '[{"folder": "export", "tokens": [1, 2, 3]}]' | python logits.py

Every folder is opened with AutoModelForCausalLM in float32. What a question may hold beside `folder`:
    tokens       ids to score: the answer's `logits`, row by row, and their `shape`
    output       a file for the logits (f32, little-endian) in place of the answer
    roundedFrom  a folder of the same model in a wider dtype: the answer's `rounding` is the largest |a-b| / |b| of any weight
A folder that does not open, or leaves a weight missing, unexpected or of another shape, is answered with `error` alone.
"""
import json
import os
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from transformers import AutoModelForCausalLM


def load(folder):
    model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    wrong = {key: sorted(map(str, info[key])) for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if info.get(key)}
    if wrong:
        raise ValueError(f"{folder} does not hold its model: {wrong}")
    return model.eval()


def score(model, tokens, output):
    with torch.no_grad():
        logits = model(torch.tensor([tokens]), use_cache=False).logits[0].contiguous()
    if output is None:
        return {"shape": list(logits.shape), "logits": logits.flatten().tolist()}
    logits.numpy().astype("<f4").tofile(output)
    return {"shape": list(logits.shape)}


def rounding(model, folder):
    wide = load(folder).state_dict()
    narrow = model.state_dict()
    if wide.keys() != narrow.keys():
        raise ValueError(f"not the same weights: {sorted(wide.keys() ^ narrow.keys())}")
    return max(relative_difference(name, narrow[name], wide[name]) for name in wide)


def relative_difference(name, a, b):
    if a.shape != b.shape:
        raise ValueError(f"{name} has shape {list(a.shape)}, not {list(b.shape)}")
    if ((b == 0) & (a != 0)).any():
        raise ValueError(f"{name} has values where there were zeros")
    return ((a - b).abs() / b.abs().clamp_min(torch.finfo(b.dtype).tiny)).max().item() if b.numel() else 0.0


def answer(question):
    try:
        model = load(question["folder"])
        found = {"className": type(model).__name__}
        if "tokens" in question:
            found |= score(model, question["tokens"], question.get("output"))
        if "roundedFrom" in question:
            found["rounding"] = rounding(model, question["roundedFrom"])
        return found
    except Exception as error:  # One folder's fault is its own answer; the others are still asked.
        return {"error": f"{type(error).__name__}: {error}"}


torch.set_num_threads(1)
json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
