"""What transformers' tokenizer makes of texts: reads [{"folder", "texts", "conversations"}] from stdin as JSON, prints a JSON list of answers.

Each answer holds `texts`, the ids of every text (special tokens written in it read as such, none added), and `conversations`,
the ids of every list of messages through the folder's chat template; a folder that does not open is answered with `error` alone.
"""
import json
import os
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")

from transformers import AutoTokenizer


def answer(question):
    try:
        tokenizer = AutoTokenizer.from_pretrained(question["folder"])
        encode = lambda text: tokenizer.encode(text, add_special_tokens=False)
        rendered = [tokenizer.apply_chat_template(messages, tokenize=False) for messages in question["conversations"]]
        return {"texts": [encode(text) for text in question["texts"]], "conversations": [encode(text) for text in rendered]}
    except Exception as error:  # One folder's fault is its own answer; the others are still asked.
        return {"error": f"{type(error).__name__}: {error}"}


json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
