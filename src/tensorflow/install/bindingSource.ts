/**
 * What is changed in tfjs-node's addon before it is compiled here. Each change must find its place exactly once: the package's
 * version is pinned, and a build over a source that nobody looked at is refused.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MixwrightError } from '../../shared/errors.ts';

interface Change {
  readonly why: string;
  readonly from: string;
  readonly to: string;
}

const backendChanges: readonly Change[] = [
  {
    why: 'Threads that compute at once would insert into one set.',
    from: 'static std::set<std::string> ATTR_NAME_SET;',
    to: 'static thread_local std::set<std::string> ATTR_NAME_SET;',
  },
  {
    why: 'A tensor gets memory of its own. Sharing the array’s would show later writes to it, and a GPU’s copying thread may be the last to let go: it would then release a JavaScript reference, which only JavaScript’s thread may.',
    from: `  NapiAutoRef *auto_ref = new NapiAutoRef();
  nstatus = auto_ref->Init(env, array_value);
  if (nstatus != napi_ok) {
    delete auto_ref;
  }
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
`,
    to: '',
  },
  {
    why: 'As above.',
    from: `  TF_AutoTensor tensor(TF_NewTensor(dtype, shape, shape_length, array_data,
                                    byte_size, DeallocTensor, auto_ref));
`,
    to: `  TF_AutoTensor tensor(TF_AllocateTensor(dtype, shape, shape_length, byte_size));
  if (byte_size > 0) memcpy(TF_TensorData(tensor.tensor), array_data, byte_size);
`,
  },
  {
    why: 'As above.',
    from: `    delete auto_ref;
    TFE_DeleteTensorHandle(tfe_tensor_handle);`,
    to: '    TFE_DeleteTensorHandle(tfe_tensor_handle);',
  },
  {
    why: 'Tensors are numbered through, and a run of days makes more than 2³¹: numbers start anew then, those in use left out.',
    from: `  return tfe_handle_map_.insert(std::make_pair(next_tensor_id_++, tfe_handle))
      .first->first;`,
    to: `  while (tfe_handle_map_.count(next_tensor_id_) > 0) {
    next_tensor_id_ = next_tensor_id_ == INT32_MAX ? 0 : next_tensor_id_ + 1;
  }
  const int32_t id = next_tensor_id_;
  next_tensor_id_ = id == INT32_MAX ? 0 : id + 1;
  return tfe_handle_map_.insert(std::make_pair(id, tfe_handle)).first->first;`,
  },
];

/**
 * Writes the addon's source with its changes into a folder.
 * @param from the package's `binding` folder; it may lie in Electron's archive, where a compiler cannot read.
 * @returns the files to compile.
 * @throws MixwrightError INTERNAL when the source is not the one that the changes were made for.
 */
export async function writeBindingSource(from: string, to: string): Promise<readonly string[]> {
  await mkdir(to, { recursive: true });
  const names = (await readdir(from)).filter((name) => /\.(cc|h)$/.test(name));
  for (const name of names) {
    const text = await readFile(join(from, name), 'utf8');
    await writeFile(join(to, name), name === 'tfjs_backend.cc' ? backendChanges.reduce(applyChange, text) : text);
  }
  return names.filter((name) => name.endsWith('.cc')).map((name) => join(to, name));
}

function applyChange(text: string, { from, to, why }: Change): string {
  const parts = text.split(from);
  if (parts.length === 2) return parts.join(to);
  throw new MixwrightError('INTERNAL', `the source of @tensorflow/tfjs-node-gpu is not the expected one: found ${parts.length - 1} places for "${why}"`, {
    hint: 'run npm install in Mixwright again',
  });
}
