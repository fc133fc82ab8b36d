/** Templates of our own, for models that come without one: ChatML where its tokens exist, plain "User: / Assistant:" text otherwise. */
export const chatMl = `{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' }}
{%- if message.role == 'assistant' %}{% generation %}{{ message.content }}
{%- for call in message.tool_calls or [] %}{{ '\\n<tool_call>\\n' }}{{ (call.function or call) | tojson }}{{ '\\n</tool_call>' }}{% endfor %}
{{- '<|im_end|>' }}{% endgeneration %}{{ '\\n' }}
{%- else %}{{ message.content + '<|im_end|>\\n' }}{% endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

export const plainChat = `{% for message in messages %}
{%- if message.role == 'system' %}{{ message.content + '\\n\\n' }}
{%- elif message.role == 'assistant' %}{{ 'Assistant:' }}{% generation %}{{ ' ' + message.content + (eos_token or '') }}{% endgeneration %}{{ '\\n' }}
{%- elif message.role == 'tool' %}{{ 'Tool: ' + message.content + '\\n' }}
{%- else %}{{ 'User: ' + message.content + '\\n' }}{% endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}`;

export const builtinTemplates: Readonly<Record<string, string>> = { chatml: chatMl, plain: plainChat };
