/** Native libraries that are added when the user asks: listed with what they take, added with progress, removed. */
import type { Library } from '../../shared/api/settings.ts';
import { MixwrightError } from '../../shared/errors.ts';
import type { AppContext, TaskControl } from '../app/context.ts';
import type { Services } from '../services.ts';
import { addCuda, describeCuda, inspectCudaMachine, removeCuda } from './cudaLibrary.ts';
import { addTensorflow, removeTensorflow, tensorflowStatus } from './tensorflow.ts';

interface AddableLibrary {
  readonly name: string;
  describe(services: Services): Promise<Library>;
  /** @returns bytes on disk. */
  add(services: Services, control: TaskControl): Promise<number>;
  remove(services: Services): Promise<void>;
}

const libraries: Readonly<Record<Library['id'], AddableLibrary>> = {
  cuda: {
    name: 'CUDA',
    describe: async ({ data }) => describeCuda(data, await inspectCudaMachine()),
    add: addCuda,
    remove: removeCuda,
  },
  tensorflow: {
    name: 'TensorFlow',
    async describe({ data }) {
      const { fault, version, ...status } = tensorflowStatus(data);
      const help = 'Computes through TensorFlow’s own library, on the CPU or an NVIDIA GPU, in place of ggml.';
      return {
        id: 'tensorflow',
        name: 'TensorFlow',
        help: fault === null ? help : `${help} What is there does not serve: ${fault}`,
        version,
        ...status,
        refusal: version === '' ? `There is no build of it for ${process.platform} on ${process.arch}` : null,
      };
    },
    async add({ data }, control) {
      const onEvent: NonNullable<Parameters<typeof addTensorflow>[1]>['onEvent'] = (event) => {
        if (event.type === 'progress') {
          control.phase(event.phase);
          control.progress(event);
        } else control.note(event.type, event.code, event.message);
      };
      return (await addTensorflow(data, { signal: control.signal, onEvent })).bytes;
    },
    remove: async ({ data }) => void (await removeTensorflow(data)),
  },
};

export function listLibraries(services: Services): Promise<Library[]> {
  return Promise.all(Object.values(libraries).map((library) => library.describe(services)));
}

/** @returns the task's id. @throws MixwrightError NOT_AVAILABLE with the reason where this machine cannot use it. */
export async function startAddingLibrary({ services, tasks }: Pick<AppContext, 'services' | 'tasks'>, id: Library['id']): Promise<string> {
  const library = libraries[id];
  const { refusal } = await library.describe(services);
  if (refusal !== null) throw new MixwrightError('NOT_AVAILABLE', `${library.name} cannot be added here. ${refusal}`);
  return tasks.start({
    kind: 'library',
    title: `Add ${library.name}`,
    subject: id,
    changes: ['libraries'],
    run: async (control) => ({ library: id, bytes: await library.add(services, control) }),
    done: () => ({
      level: 'success',
      title: `${library.name} is ready`,
      body: 'It was tested on this machine; new runs can use it.',
      action: { label: 'Devices', route: '/settings/devices' },
    }),
  });
}

export function removeLibrary(services: Services, id: Library['id']): Promise<void> {
  return libraries[id].remove(services);
}
